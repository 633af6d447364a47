import type { Clock } from '../api/clock.js';
import { parse, stringify } from '../api/json.js';
import { accept, keptEntrySchema } from '../api/schemas.js';
import type { Bus } from './bus.js';
import type { Entry } from './outbox.js';
import type { Vault } from './storage.js';

/** What was kept, or what another window says: one entry or a list of them. */
const readEntries = (value: unknown): Entry[] =>
  [value].flat().flatMap(item => (accept(keptEntrySchema, item) as Entry | undefined) ?? []);

/** How long another window has to say that it is alive, in ms. */
const ROLL_CALL = 400;

/** One that reloads takes up its own within this, in ms. */
const RELOAD = 2_000;

export interface PeersDeps {
  bus: Bus;
  vault: Vault;
  clock: Clock;
  /** The account and room whose windows are peers. */
  scope(): string;
  entries(): readonly Entry[];
  /** Whether a record stands for this entry already: its own window may not have read it yet. */
  settled(id: string): boolean;
  /** Another window's message, or what became of it. */
  changed(entry: Entry): void;
  /** Takes it off the list, and out of the outbox if it is this window's. */
  hide(id: string): void;
  /** To be sent again, if it is this window's. */
  again(id: string): void;
  adopt(entries: Entry[], certain: boolean): void;
}

/** That one is here, and what else there is to say. */
interface Word {
  scope: string;
  from: string;
  /** Who else is here? */
  hello?: true;
  bye?: true;
  entry?: unknown;
  /** The id of a message that was withdrawn. */
  gone?: string;
  /** The id of a message that its owner is to send again. */
  retry?: string;
}

/**
 * The windows in which the same account has the same conversation open. Each owns the messages written in it and keeps
 * them in a box of its own; the box of a window that is gone is adopted by another.
 */
export const createPeers = ({ bus, vault, clock, scope, entries, settled, changed, hide, again, adopt }: PeersDeps) => {
  const window = clock.date().toString(36) + clock.random().toString(36).slice(2, 8);
  const theirs = new Map<string, Entry>();
  const alive = new Set<string>();
  let off = () => {};
  let cancel = () => {};
  let had = false;
  let electing = false;

  const boxes = () => `box:${scope()}:`;
  const box = () => boxes() + window;
  const say = (word: Omit<Word, 'scope' | 'from'>) => bus.post({ scope: scope(), from: window, ...word });
  const tell = (entry: Entry) => say({ entry: { ...entry } });
  const others = () => vault.names(boxes()).filter(name => name !== box());

  /** Takes the boxes whose owners did not answer. Only one window at a time does so, where the browser has locks. */
  const adoptOrphans = () => {
    const prefix = boxes();
    const take = () => {
      electing = false;
      if (prefix !== boxes()) return;
      const found: Entry[] = [];
      for (const name of others()) {
        const owned = alive.has(name.slice(prefix.length));
        if (!owned) found.push(...readEntries(parse(vault.get(name) ?? '')).filter(({ id }) => !settled(id)));
        // A duplicated tab has a copy of its first owner's box; in a shared storage it is the box itself.
        if (!owned || vault.mode === 'session') vault.set(name, undefined);
      }
      for (const { id } of found) theirs.delete(id);
      adopt(found, vault.mode === 'local');
    };
    const locks = globalThis.navigator?.locks;
    if (!locks || vault.mode !== 'local') return take();
    // Held for a moment only: a lock that is held would keep the page out of Firefox's back/forward cache.
    locks.request(`sc-chat:${prefix}`, take).catch(take);
  };
  const drop = (id: string) => {
    theirs.delete(id);
    hide(id);
  };
  const rollCall = () => {
    if (!others().length) return;
    alive.clear();
    electing = true;
    say({ hello: true });
    cancel();
    cancel = clock.after(ROLL_CALL, adoptOrphans);
  };

  const hear = (message: unknown) => {
    const { scope: where, from, hello, bye, entry, gone, retry } = (message ?? {}) as Partial<Word>;
    if (where !== scope() || !from || from === window) return;
    alive.add(from);
    if (hello) {
      say({});
      entries().forEach(tell);
    }
    if (bye) {
      alive.delete(from);
      // An election under way finds what it left.
      if (!electing) {
        cancel();
        cancel = clock.after(RELOAD, rollCall);
      }
    }
    for (const told of readEntries(entry)) {
      if (settled(told.id) || entries().some(({ id }) => id === told.id)) continue;
      theirs.set(told.id, told);
      changed(told);
    }
    if (gone) drop(gone);
    if (retry) again(retry);
  };

  return {
    window,

    /** Other windows' messages that no record stands for yet. */
    entries: () => [...theirs.values()],

    /** Asks who is there, learns what they have sent, and takes over what nobody owns. */
    join() {
      off = bus.on(hear);
      say({ hello: true });
      const own = readEntries(parse(vault.get(box()) ?? ''));
      if (own.length) adopt(own, true);
      rollCall();
    },

    leave() {
      off();
      cancel();
      theirs.clear();
      had = electing = false;
    },

    /** It is not known yet whether older messages are to be taken over: newer ones wait for them. */
    get electing() {
      return electing;
    },

    /** A window that was killed says no goodbye: now and then somebody has to ask. */
    rollCall,

    bye: () => say({ bye: true }),

    tell,
    /** It was withdrawn, whoever owns it. */
    gone(id: string) {
      drop(id);
      say({ gone: id });
    },
    /** The visitor wants it sent again, by the window that owns it. */
    retry(id: string) {
      again(id);
      say({ retry: id });
    },
    /** It claimed a record that is here. */
    settle: (id: string) => theirs.delete(id),

    /** Whether an own record with this text that has just arrived can be another window's. */
    awaits: (text: string, key: string) =>
      [...theirs.values()].some(
        entry =>
          entry.record === key ||
          (entry.text === text && entry.tries > 0 && entry.status !== 'sent' && entry.status !== 'failed'),
      ),

    save(list: readonly Entry[]) {
      const rest = list.filter(({ record }) => record === undefined);
      had = rest.length > 0;
      vault.set(box(), had ? stringify(rest) : undefined);
    },

    /** Another window adopted what this one had, while it was frozen or in the back/forward cache. */
    robbed: () => had && vault.mode === 'local' && vault.get(box()) === undefined,
  };
};
