import { atom } from 'nanostores';
import type { Vault } from './storage.js';
import type { Message, Timeline } from './timeline.js';

export interface Unread {
  count: number;
  /** The first message that was not read, for the divider. */
  from?: string;
}

const none: Unread = { count: 0 };

/** What others wrote while nobody looked. */
export const createUnread = (vault: Vault, timeline: Timeline, key: () => string) => {
  const $unread = atom<Unread>(none);
  let attending = false;
  const isOther = ({ kind }: Message) => kind === 'server' || kind === 'participant';

  return {
    $unread,

    count(message: Message) {
      if (attending || !isOther(message)) return;
      const { count, from } = $unread.get();
      $unread.set({ count: count + 1, from: from ?? message.id });
    },

    /**
     * What came since the visitor was last here: kept are the newest record at that time, and how many lines after it
     * were read live, before any record stood for them.
     */
    restore() {
      if (attending) return;
      const [id = '', read] = (vault.get(key()) ?? '').split(' ');
      const missed = timeline.after(id).filter(isOther).slice(Number(read));
      const [first] = missed;
      if (first) $unread.set({ count: missed.length, from: first.id });
    },

    attend(now: boolean) {
      const { newest, live } = timeline;
      attending = now;
      if (!now) return;
      $unread.set(none);
      if (newest) vault.set(key(), `${newest} ${live.filter(isOther).length}`);
    },

    clear() {
      attending = false;
      $unread.set(none);
    },
  };
};
