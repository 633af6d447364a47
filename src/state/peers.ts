import type { Clock } from '../api/clock.js';
import { parse, stringify } from '../api/json.js';
import { accept, keptEntrySchema } from '../api/schemas.js';
import type { Bus } from './bus.js';
import type { Entry } from './outbox.js';
import type { Vault } from './storage.js';

const readEntries = (value: unknown): Entry[] =>
  (Array.isArray(value) ? value : []).flatMap(item => (accept(keptEntrySchema, item) as Entry | undefined) ?? []);

/** How long another window has to say that it is alive, in ms. */
const ROLL_CALL = 400;

export interface PeersDeps {
  bus: Bus;
  vault: Vault;
  clock: Clock;
  /** The account and room whose windows are peers; undefined while nobody is logged in. */
  scope(): string | undefined;
  entries(): readonly Entry[];
  /** Another window's message, or what became of it. */
  show(entry: Entry, reply?: string): void;
  hide(id: string): void;
  adopt(entries: Entry[], certain: boolean): void;
}

interface Word {
  t: 'peer';
  scope: string;
  from: string;
  say: 'hello' | 'here' | 'bye' | 'entry' | 'reply' | 'gone';
  entry?: unknown;
  id?: string;
  text?: string;
}

/**
 * The windows in which the same account has the same conversation open. Each owns the messages written in it and keeps
 * them in a box of its own; the box of a window that is gone is adopted by another.
 */
export const createPeers = ({ bus, vault, clock, scope, entries, show, hide, adopt }: PeersDeps) => {
  const window =
    clock.date().toString(36) +
    Math.floor(clock.random() * 36 ** 6)
      .toString(36)
      .padStart(6, '0');
  const theirs = new Map<string, { entry: Entry; reply?: string }>();
  const replies = new Map<string, string>();
  const alive = new Set<string>();
  let off = () => {};
  let cancel = () => {};
  let had = false;
  let electing = false;

  const boxName = (owner: string) => `box:${scope()}:${owner}`;
  const say = (word: Omit<Word, 't' | 'scope' | 'from'>) => {
    const where = scope();
    if (where !== undefined) bus.post({ t: 'peer', scope: where, from: window, ...word });
  };
  const introduce = () => {
    say({ say: 'here' });
    for (const entry of entries()) {
      say({ say: 'entry', entry: { ...entry } });
      const text = replies.get(entry.id);
      if (text) say({ say: 'reply', id: entry.id, text });
    }
  };

  /** Takes the boxes whose owners did not answer. Only one window at a time does so, where the browser has locks. */
  const adoptOrphans = () => {
    const prefix = `box:${scope()}:`;
    const at = scope();
    const take = () => {
      electing = false;
      if (at === undefined || at !== scope()) return;
      const found: Entry[] = [];
      for (const name of vault.names(prefix)) {
        const owner = name.slice(prefix.length);
        if (owner === window) continue;
        const text = vault.get(name);
        if (alive.has(owner)) {
          // A duplicated tab has a copy of its first owner's box; in a shared storage it is the box itself.
          if (vault.mode === 'session') vault.set(name, undefined);
          continue;
        }
        vault.set(name, undefined);
        const kept = readEntries(parse(text ?? ''));
        for (const { id } of kept) theirs.delete(id);
        found.push(...kept);
      }
      adopt(found, vault.mode === 'local');
    };
    const locks = globalThis.navigator?.locks;
    if (!locks || vault.mode !== 'local') return take();
    // Held for a moment only: a lock that is held would keep the page out of Firefox's back/forward cache.
    locks.request(`sc-chat:${prefix}`, take).catch(take);
  };
  const rollCall = () => {
    const prefix = `box:${scope()}:`;
    if (!vault.names(prefix).some(name => name !== prefix + window)) return;
    alive.clear();
    electing = true;
    say({ say: 'hello' });
    cancel();
    cancel = clock.after(bus.connected ? ROLL_CALL : 0, adoptOrphans);
  };

  const hear = (message: unknown) => {
    const word = message as Partial<Word> | null;
    if (word?.t !== 'peer' || word.scope !== scope() || !word.from || word.from === window) return;
    alive.add(word.from);
    if (word.say === 'hello') introduce();
    else if (word.say === 'bye') {
      alive.delete(word.from);
      cancel();
      // It may only be reloading: then it takes up its own.
      cancel = clock.after(2_000, rollCall);
    } else if (word.say === 'entry') {
      const [entry] = readEntries([word.entry]);
      if (!entry || entries().some(({ id }) => id === entry.id)) return;
      theirs.set(entry.id, { ...theirs.get(entry.id), entry });
      show(entry);
    } else if (word.say === 'reply' && word.id && word.text) {
      const known = theirs.get(word.id);
      if (!known) return;
      known.reply = word.text;
      show(known.entry, word.text);
    } else if (word.say === 'gone' && word.id) {
      theirs.delete(word.id);
      hide(word.id);
    }
  };

  return {
    window,

    /** Other windows' messages that no record stands for yet. */
    entries: (): Entry[] => [...theirs.values()].map(({ entry }) => entry),

    /** Asks who is there, learns what they have sent, and takes over what nobody owns. */
    join() {
      off = bus.on(hear);
      say({ say: 'hello' });
      const own = readEntries(parse(vault.get(boxName(window)) ?? ''));
      if (own.length) adopt(own, true);
      rollCall();
    },

    leave() {
      off();
      cancel();
      theirs.clear();
      replies.clear();
      had = electing = false;
    },

    /** It is not known yet whether older messages are to be taken over: newer ones wait for them. */
    get electing() {
      return electing;
    },

    /** A window that was killed says no goodbye: now and then somebody has to ask. */
    rollCall,

    bye: () => say({ say: 'bye' }),

    tell: (entry: Entry) => say({ say: 'entry', entry: { ...entry } }),
    tellReply(id: string, text: string) {
      replies.set(id, text);
      say({ say: 'reply', id, text });
    },
    /** A record stands for it now, on every screen. */
    forget: (id: string) => void replies.delete(id),
    /** It was withdrawn. */
    gone(id: string) {
      replies.delete(id);
      say({ say: 'gone', id });
    },
    /** A record was found for it. */
    settle: ({ id }: Entry) => void theirs.delete(id),

    /** Whether an own record that has just arrived is this window's: of equal messages in flight the oldest id is first. */
    first: (head: Entry) =>
      ![...theirs.values()].some(
        ({ entry }) => entry.status === 'sending' && entry.text === head.text && entry.id < head.id,
      ),

    save(list: readonly Entry[]) {
      if (scope() === undefined) return;
      const rest = list.filter(({ record }) => record === undefined);
      had = rest.length > 0;
      vault.set(boxName(window), had ? stringify(rest) : undefined);
    },

    /** Another window adopted what this one had, while it was frozen or in the back/forward cache. */
    robbed: () => had && vault.mode === 'local' && vault.get(boxName(window)) === undefined,
  };
};
