import { wellFormed } from '../api/address.js';
import { type Clock, sleep } from '../api/clock.js';
import type { ChatRecord, FailReason, SendStatus } from '../api/schemas.js';
import { isAfter, keyOf } from './history.js';

export type { FailReason, SendStatus };

/** An own message, from Enter until a record of the history stands for it. */
export interface Entry {
  readonly id: string;
  readonly text: string;
  /** Wall clock, ms. */
  readonly at: number;
  status: SendStatus;
  reason?: FailReason;
  /** The server's own words, for the reason `server`. */
  words?: string;
  /** The newest record known when it was sent: only later ones can be it. `''`: there was none; null: nobody knew. */
  mark: string | null;
  /** How often it was handed to a link. */
  tries: number;
  /** How often a link died with it in flight; a close that blames the frame counts twice. */
  kills: number;
  /** The record that stands for it. */
  record?: string;
  /** Later records with the same text that stand for other entries, which are forgotten once a record stands for them. */
  not?: string[];
  /** The reply may have been meant for an equal message before it: the history decides. */
  doubtful?: boolean;
}

export interface OutboxDeps {
  clock: Clock;
  /** Whether the record was written by the account whose outbox this is. */
  isOwn(record: ChatRecord): boolean;
  /** Whether the link would take a frame now. */
  ready(): boolean;
  /** The newest record known, `''` where the history is empty, null where it could not be read yet. */
  mark(): string | null;
  /** Called only where the link is ready. */
  transmit(text: string): void;
  /** No reply in time: the link is not to be trusted. */
  suspect(): void;
  /** Reads the history and calls `reconcile`; false where it could not be read, null where there is none. */
  audit(): Promise<boolean | null>;
  changed(entry: Entry): void;
  removed(entry: Entry): void;
  makeId(): string;
}

export const MAX_ENTRIES = 100;
export const MAX_BYTES = 262_144;
const REPLY_LIMIT = 10_000;
/** A history may lag behind the socket: it is read again after these, in ms, counted from the first reading. */
const RECHECKS = [1_000, 3_000, 8_000];
const KILLS = 4;
const MAX_AGE = 86_400_000;
/** A link that dies this soon after a frame may have died of it, in ms. */
const BLAME = 2_000;
const BLAMING = new Set([1002, 1003, 1007, 1011]);

/** Texts that count as the same: servers trim, and turn line ends. */
export const normalize = (text: string) => wellFormed(text).replace(/\r\n?/g, '\n').trim();

const byMark = (position: (mark: string) => number) => (a: Entry, b: Entry) => {
  if (a.mark === null || b.mark === null) return a.mark === b.mark ? 0 : a.mark === null ? 1 : -1;
  const difference = Number(b.mark || -1) - Number(a.mark || -1);
  return Number.isNaN(difference) ? position(b.mark) - position(a.mark) : difference;
};

/**
 * Which record stands for which entry. Counted, not compared: two equal messages need two records, and one record
 * stands for one entry, whichever window wrote it. Who is known to have arrived goes first; among them the entry with
 * the latest mark, which fits the fewest records, takes the latest one.
 */
export const match = (
  entries: Entry[],
  records: ChatRecord[],
  isOwn: (record: ChatRecord) => boolean,
  taken: (key: string) => boolean,
): Map<Entry, string> => {
  const result = new Map<Entry, string>();
  const open = entries.filter(entry => !entry.record && (entry.tries > 0 || entry.status === 'checking'));
  if (!open.length) return result;
  const positions = new Map(records.map((record, index) => [keyOf(record), index]));
  const position = (key: string) => positions.get(key) ?? -1;
  const pools = new Map<string, ChatRecord[]>();
  const claimed = new Set(entries.map(({ record }) => record));
  for (const record of records) {
    if (!isOwn(record) || taken(keyOf(record)) || claimed.has(keyOf(record))) continue;
    const key = normalize(record.message ?? '');
    const pool = pools.get(key);
    if (pool) pool.push(record);
    else pools.set(key, [record]);
  }
  const order = byMark(position);
  const rank = ({ status }: Entry) => (status === 'sent' ? 0 : status === 'failed' ? 2 : 1);
  for (const entry of [...open].sort((a, b) => rank(a) - rank(b) || order(a, b) || (a.id < b.id ? 1 : -1))) {
    const pool = pools.get(normalize(entry.text)) ?? [];
    const index = pool.findLastIndex(
      record => entry.mark !== null && !entry.not?.includes(keyOf(record)) && isAfter(record, entry.mark, position),
    );
    if (index < 0) continue;
    result.set(entry, keyOf(pool[index]!));
    pool.splice(index, 1);
  }
  return result;
};

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * What is not confirmed yet, in order, one frame in flight at a time. A frame is confirmed by its reply or by a record
 * of the history; only when the history has been read and read again without it is it sent once more.
 */
export const createOutbox = (deps: OutboxDeps) => {
  const { clock } = deps;
  let entries: Entry[] = [];
  let sentAt = 0;
  let stopReply = () => {};
  let checking: AbortController | undefined;

  const pending = () => entries.filter(({ status }) => status !== 'sent' && status !== 'failed');
  const head = () => pending()[0];
  const update = (entry: Entry, status: SendStatus, reason?: FailReason) => {
    entry.status = status;
    if (reason) entry.reason = reason;
    else delete entry.reason;
    deps.changed(entry);
  };

  const pump = () => {
    const entry = head();
    if (entry?.status === 'checking') return void check();
    if (entry?.status !== 'queued' || !deps.ready()) return;
    if (clock.date() - entry.at > MAX_AGE) {
      update(entry, 'failed', 'expired');
      return pump();
    }
    // Noted before it leaves: a window that dies here must not leave a message that looks unsent.
    Object.assign(entry, { mark: deps.mark(), tries: entry.tries + 1 });
    update(entry, 'sending');
    deps.transmit(entry.text);
    sentAt = clock.now();
    stopReply();
    stopReply = clock.after(REPLY_LIMIT, () => doubt(entry));
  };

  /** It may have arrived and it may not: the link goes, the history is asked. */
  const doubt = (entry: Entry) => {
    if (entry.status !== 'sending') return;
    update(entry, 'checking');
    deps.suspect();
    void check();
  };

  const fail = (entry: Entry, reason: FailReason) => {
    update(entry, 'failed', reason);
    pump();
  };

  /** One record stands for one entry: equal ones that are still open remember that this one is taken. */
  const claim = ({ id, text, record }: Entry) => {
    if (record === undefined) return;
    for (const entry of entries) {
      if (entry.id === id || entry.record !== undefined || !entry.tries || normalize(entry.text) !== normalize(text))
        continue;
      if (!entry.not?.includes(record)) entry.not = [...(entry.not ?? []), record];
    }
  };

  const inDoubt = () => pending().filter(({ status }) => status === 'checking');

  /** Reads the history at once and again after 1, 3 and 8 s. Only readings that worked count. */
  const check = async () => {
    if (checking) return;
    const control = new AbortController();
    checking = control;
    const waits = RECHECKS.values();
    let group: Entry[] | undefined;
    let from = 0;
    try {
      for (let failures = 0; ; ) {
        const before = inDoubt();
        const answer = await deps.audit();
        if (control.signal.aborted || !inDoubt().length) return;
        if (answer === null) {
          // Nothing to ask. A reply came, though it may have been another's: better believed than sent twice.
          for (const entry of inDoubt())
            update(entry, entry.doubtful ? 'sent' : 'failed', entry.doubtful ? undefined : 'unconfirmed');
          return;
        }
        if (!answer) {
          await sleep(clock, Math.min(30_000, 1_000 * 2 ** failures++) * (0.5 + clock.random() / 2), control.signal);
          continue;
        }
        failures = 0;
        if (!group) {
          group = before;
          from = clock.now();
        }
        const wait = waits.next();
        if (wait.done) break;
        await sleep(clock, Math.max(0, from + wait.value - clock.now()), control.signal);
      }
      for (const entry of group) {
        if (entry.status !== 'checking') continue;
        delete entry.doubtful;
        // Nobody knew the history when it was sent, and there is an equal message: only the visitor can decide.
        if (entry.mark === null && entry.tries > 0) update(entry, 'failed', 'unconfirmed');
        else update(entry, 'queued');
      }
    } catch {
      // The outbox was closed, or everything is settled.
    } finally {
      if (checking === control) {
        checking = undefined;
        pump();
      }
    }
  };

  const settle = () => {
    if (!inDoubt().length) {
      checking?.abort();
      checking = undefined;
    }
    pump();
  };

  return {
    get entries(): readonly Entry[] {
      return entries;
    },

    /** Undefined where the outbox is full: 100 messages, or 256 KB. */
    add(text: string): Entry | undefined {
      const waiting = pending();
      const bytes = waiting.reduce((sum, entry) => sum + entry.text.length * 2, text.length * 2);
      if (waiting.length >= MAX_ENTRIES || bytes > MAX_BYTES) return undefined;
      const entry: Entry = {
        id: deps.makeId(),
        text,
        at: clock.date(),
        status: 'queued',
        mark: deps.mark(),
        tries: 0,
        kills: 0,
      };
      entries.push(entry);
      deps.changed(entry);
      pump();
      return entry;
    },

    /**
     * Takes over what another page load left. `certain`: what is kept is what there was; a duplicated tab has a copy
     * that its first owner may have gone on with.
     */
    adopt(kept: Entry[], certain: boolean) {
      const added = kept.filter(entry => !entries.some(({ id }) => id === entry.id));
      entries = [...added, ...entries].sort((a, b) => a.at - b.at);
      for (const entry of added) {
        if (entry.status === 'sending' || (entry.status === 'queued' && !certain)) entry.status = 'checking';
        deps.changed(entry);
      }
    },

    /** There is room on the link again, or the user is known now. */
    pump,

    /** The link is gone, and nobody knows what became of the frame in flight. */
    lost(code: number) {
      stopReply();
      const entry = head();
      if (entry?.status !== 'sending') return;
      if (BLAMING.has(code)) entry.kills += 2;
      else if (code === 1006 && clock.now() - sentAt < BLAME) entry.kills += 1;
      if (code === 1009) fail(entry, 'too-long');
      else if (entry.kills >= KILLS) fail(entry, 'refused');
      else {
        update(entry, 'checking');
        void check();
      }
    },

    /** The message that waits for its reply. */
    get inFlight(): Entry | undefined {
      const entry = head();
      return entry?.status === 'sending' ? entry : undefined;
    },

    /** `record`: the reply named it. `doubtful`: it may be the repetition of the reply to an equal message before. */
    confirm(entry: Entry, { record, doubtful = false }: { record?: string | undefined; doubtful?: boolean } = {}) {
      stopReply();
      if (record !== undefined) entry.record = record;
      claim(entry);
      if (doubtful) entry.doubtful = true;
      update(entry, doubtful ? 'checking' : 'sent');
      settle();
    },

    refuse(entry: Entry, words: string) {
      stopReply();
      entry.words = words;
      fail(entry, 'server');
    },

    /** Goes on with what is next, once the timeline knows the records too: the next mark is taken from it. */
    settle,

    /** Binds entries to records; `others` are those of other windows, which take their records too; `complete`: the history has been read. */
    reconcile(
      records: ChatRecord[],
      others: Entry[],
      taken: (key: string) => boolean,
      complete = true,
    ): Map<Entry, string> {
      // An entry sent before the history could be read: if nothing in it says the same, it has not arrived.
      for (const entry of entries) {
        if (!complete || entry.mark !== null || entry.record) continue;
        const same = (record: ChatRecord) =>
          deps.isOwn(record) && normalize(record.message ?? '') === normalize(entry.text);
        const last = records.at(-1);
        if (!records.some(same)) entry.mark = last ? keyOf(last) : '';
      }
      const found = match([...entries, ...others], records, deps.isOwn, taken);
      for (const [entry, record] of found) entry.record = record;
      for (const entry of [...entries, ...others]) claim(entry);
      for (const entry of found.keys()) {
        if (!entries.includes(entry)) continue;
        delete entry.doubtful;
        delete entry.words;
        if (entry.status === 'sending') stopReply();
        update(entry, 'sent');
      }
      return found;
    },

    /** The visitor says so: it goes to the end of the queue. */
    retry(id: string) {
      const entry = entries.find(item => item.id === id && item.status === 'failed');
      if (!entry) return;
      entries = [...entries.filter(item => item !== entry), entry];
      entry.kills = 0;
      delete entry.words;
      // Whether it has arrived before is asked first, but where the server refused it or nobody can tell.
      const known = entry.tries === 0 || entry.reason === 'unconfirmed' || entry.reason === 'server';
      update(entry, known ? 'queued' : 'checking');
      settle();
    },

    remove(id: string) {
      const entry = entries.find(item => item.id === id);
      if (!entry) return;
      entries = entries.filter(item => item !== entry);
      deps.removed(entry);
      settle();
    },

    /** Entries that a record stands for need not be remembered, nor those confirmed long ago. */
    prune(before: number): Entry[] {
      const gone = entries.filter(
        entry => entry.status === 'sent' && (entry.record !== undefined || entry.at < before),
      );
      entries = entries.filter(entry => !gone.includes(entry));
      return gone;
    },

    /** Nothing more is sent. */
    close() {
      stopReply();
      const control = checking;
      checking = undefined;
      control?.abort();
      entries = [];
    },

    /** Another window has taken these over. */
    forget(keep: (entry: Entry) => boolean) {
      entries = entries.filter(keep);
      settle();
    },

    /** The visitor logged out: what was not sent waits for them, and is not sent by itself. */
    park() {
      for (const entry of pending()) {
        update(entry, 'failed', 'logged-out');
      }
    },
  };
};
