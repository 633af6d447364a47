import { type Entry, normalize } from './outbox.js';

const REMEMBERED = 50;

interface Answered {
  text: string;
  words: string | undefined;
  at: number;
}

/**
 * Tells a reply from everything else a server may say, where frames carry no id: by whether its replies quote the message, and by what was answered lately.
 */
export const createReplies = () => {
  /** The server was seen to quote the message in its reply. */
  let quotes = false;
  let answered: Answered[] = [];

  return {
    /** Remembers how the server words its reply to a message. */
    learn(message = '', reply = '') {
      quotes ||= !!message.trim() && reply.includes(message);
    },

    /** Whether `words` can be the reply to a message that waits for one. */
    answers: (message: string, words: string): boolean =>
      words.includes(message) ||
      // Nothing is known of this server yet: what comes after a message is the reply to it, but an old reply again.
      (!quotes && !answered.some(item => item.words === words)),

    seen({ text }: Entry, words: string | undefined, now: number) {
      answered = [{ text: normalize(text), words, at: now }, ...answered].slice(0, REMEMBERED);
    },

    /** Whether an equal message was answered since then. */
    repeats: (text: string, since = -1) => answered.some(item => item.text === normalize(text) && item.at > since),

    /** Whether these very words were the reply to a message. */
    repeated: (words?: string) => answered.some(item => item.words === words && item.words?.includes(item.text)),
  };
};
