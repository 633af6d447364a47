import { en } from '../../i18n/en.js';
import { atom } from '../../state/atom.js';
import type { ConnectionState } from '../../state/connection.js';
import type { Conversation, HistoryState } from '../../state/conversation.js';
import type { Message } from '../../state/timeline.js';
import type { Unread } from '../../state/unread.js';

/** For component tests: a conversation whose stores are set by hand, and that notes what it is asked for. */
export const createTestConversation = (messages: readonly Message[] = []) => {
  const asked: unknown[][] = [];
  const note =
    (name: string) =>
    (...values: unknown[]) =>
      void asked.push([name, ...values]);
  const conversation = {
    $messages: atom(messages),
    $history: atom<HistoryState>({ status: 'ready', more: false }),
    $unread: atom<Unread>({ count: 0 }),
    $connection: atom<ConnectionState>({ status: 'open' }),
    $full: atom(false),
    $room: atom('42'),
    draft: '',
    older: note('older'),
    retry: note('retry'),
    withdraw: note('withdraw'),
  };
  return {
    ...conversation,
    asked,
    add: (...more: Message[]) => conversation.$messages.set([...conversation.$messages.get(), ...more]),
    before: (...more: Message[]) => conversation.$messages.set([...more, ...conversation.$messages.get()]),
    change: (id: string, part: Partial<Message>) =>
      conversation.$messages.set(
        conversation.$messages.get().map(message => (message.id === id ? { ...message, ...part } : message)),
      ),
    conversation: conversation as unknown as Conversation,
  };
};

const START = Date.UTC(2024, 4, 1, 8);

/** Messages of both sides, a minute apart, named after their number. */
export const makeMessages = (count: number, first = 0): Message[] =>
  Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const own = number % 3 === 0;
    return {
      id: `m${number}`,
      kind: own ? 'own' : 'server',
      text: `Message ${number} ${'word '.repeat(Math.abs(number * 7) % 40)}`.trim(),
      name: '',
      at: START + number * 60_000,
      ...(own && { status: 'sent' as const }),
    };
  });

export const texts = en;
