import { type Entry, normalize } from './outbox.js';

const REMEMBERED = 50;
const TEMPLATES = 5;

interface Answered {
  text: string;
  words: string | undefined;
  at: number;
}

/**
 * Tells a reply from everything else a server may say, where frames carry no id: by how its replies quoted the message
 * so far, and by what was answered lately.
 */
export const createReplies = () => {
  let templates: string[] = [];
  let answered: Answered[] = [];

  return {
    /** Remembers how the server words its reply to a message. */
    learn(message = '', reply = '') {
      if (!message.trim() || !reply.includes(message)) return;
      const template = reply.split(message).join('\0');
      if (!templates.includes(template)) templates = [template, ...templates].slice(0, TEMPLATES);
    },

    /** Whether `words` can be the reply to a message that waits for one. */
    answers(message: string, words: string): boolean {
      if (templates.length)
        return words.includes(message) || templates.some(template => template.split('\0').join(message) === words);
      // Nothing is known of this server yet: what comes after a message is the reply to it, but an old reply again.
      return !answered.some(item => item.words === words && !words.includes(message));
    },

    seen({ text }: Entry, words: string | undefined, now: number) {
      answered = [{ text: normalize(text), words, at: now }, ...answered].slice(0, REMEMBERED);
    },

    /** Whether an equal message was answered since then. */
    repeats: (text: string, since = -1) => answered.some(item => item.text === normalize(text) && item.at > since),

    /** Whether these very words were the reply to a message. */
    repeated: (words?: string) => answered.some(item => item.words === words && item.words?.includes(item.text)),
  };
};
