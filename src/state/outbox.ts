import { wellFormed } from '../api/address.js';
import type { Clock } from '../api/clock.js';
import type { ChatRecord, FailReason, SendStatus } from '../api/schemas.js';
import { backoff } from '../api/socket.js';

export type { FailReason, SendStatus };

/** An own message, from Enter until a record of the history stands for it. */
export interface Entry {
  readonly id: string;
  readonly text: string;
  /** Wall clock, ms. */
  at: number;
  status: SendStatus;
  reason?: FailReason | undefined;
  /** The server's own words: its reply, or why it refused. */
  words?: string | undefined;
  /** The newest record known when it was sent: only later ones can be it. `''`: there was none; null: nobody knew. */
  mark: string | null;
  /** How often it was handed to a link. */
  tries: number;
  /** How often a link died with it in flight; a close that blames the frame counts twice. */
  kills: number;
  /** The record that stands for it. */
  record?: string | undefined;
  /** Later records with the same text that stand for other entries, which are forgotten once a record stands for them. */
  not?: string[];
  /** A frame has repeated it: the next one with its text is somebody else's. */
  echoed?: boolean;
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
  /** No reply in time: the link is not to be trusted, and `lost` is called. */
  suspect(): void;
  /** Reads the history and calls `reconcile`; false where it could not be read, null where there is none. */
  audit(): Promise<boolean | null>;
  /** `told`: it has the status that it had. */
  changed(entry: Entry, told?: boolean): void;
  removed(entry: Entry): void;
  newId(): string;
}

const MAX_ENTRIES = 100;
/** 256 KB. */
const MAX_UNITS = 131_072;
const REPLY_LIMIT = 10_000;
/** A history may lag behind the socket: it is read again after these, in ms, counted from the first reading. */
const RECHECKS = [1_000, 3_000, 8_000];
const KILLS = 4;
const MAX_AGE = 86_400_000;
/** Receipts are remembered for this long, ms: until then a history that lags must have shown them. */
const REMEMBER = 600_000;
/** A link that dies this soon after a frame may have died of it, in ms. */
const BLAME = 2_000;

/** Texts that count as the same: servers trim, and turn line ends. */
export const normalize = (text: string) => wellFormed(text).replace(/\r\n?/g, '\n').trim();

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * What is not confirmed yet, in order, one frame in flight at a time. A frame is confirmed by its reply or by a record
 * of the history; only when the history has been read and read again without it is it sent once more.
 */
export const createOutbox = (deps: OutboxDeps) => {
  const { clock, isOwn } = deps;
  let entries: Entry[] = [];
  let sentAt = 0;
  let stopReply = () => {};
  /** The entries that the check under way is about. */
  let checking: Entry[] | undefined;
  let stopCheck = () => {};

  const pending = () => entries.filter(({ status }) => status !== 'sent' && status !== 'failed');
  const inDoubt = () => entries.filter(({ status }) => status === 'checking');
  const inFlight = () => entries.find(({ status }) => status === 'sending');
  const update = (entry: Entry, status: SendStatus, reason?: FailReason) => {
    if (entry.status === 'sending') stopReply();
    const told = entry.status === status;
    Object.assign(entry, { status, reason });
    deps.changed(entry, told);
  };

  const pump = () => {
    const [entry] = pending();
    if (entry?.status === 'checking') return void check();
    if (entry?.status !== 'queued' || inFlight() || !deps.ready()) return;
    if (clock.date() - entry.at > MAX_AGE) {
      update(entry, 'failed', 'expired');
      return pump();
    }
    // Noted before it leaves: a window that dies here must not leave a message that looks unsent.
    entry.mark = deps.mark();
    entry.tries++;
    update(entry, 'sending');
    sentAt = clock.now();
    stopReply = clock.after(REPLY_LIMIT, deps.suspect);
    deps.transmit(entry.text);
  };

  const same = (said: string | undefined, { text }: Entry) => normalize(said ?? '') === normalize(text);

  /** One record stands for one entry: equal ones that are still open remember that this one is taken. */
  const claim = ({ text, record }: Entry) => {
    if (record === undefined) return;
    for (const entry of entries)
      if (entry.record === undefined && entry.tries && same(text, entry))
        entry.not = [...new Set(entry.not).add(record)];
  };

  /** Reads the history at once and again after 1, 3 and 8 s. Only readings that worked count. */
  const check = async () => {
    if (checking) return;
    const group = inDoubt();
    checking = group;
    const waits = [...RECHECKS];
    let from: number | undefined;
    let answer: boolean | null;
    for (let failures = 0; ; ) {
      answer = await deps.audit();
      // What was settled meanwhile is checked by nobody, or by the next check.
      if (checking !== group) return;
      if (answer === null || (answer && !waits.length)) break;
      if (answer) from ??= clock.now();
      const wait = answer ? from! + waits.shift()! - clock.now() : backoff(++failures, clock.random());
      await new Promise<void>(resume => {
        stopCheck = clock.after(wait, resume);
      });
    }
    checking = undefined;
    for (const entry of group) {
      if (entry.status !== 'checking') continue;
      const { doubtful, mark, tries } = entry;
      delete entry.doubtful;
      // Nothing to ask. A reply came, though it may have been another's: better believed than sent twice.
      if (answer === null && doubtful) update(entry, 'sent');
      // Nobody knew the history when it was sent, and there is an equal message: only the visitor can decide.
      else if (answer === null || (mark === null && tries)) update(entry, 'failed', 'unconfirmed');
      else update(entry, 'queued');
    }
    pump();
  };

  const settle = () => {
    if (!inDoubt().length) {
      checking = undefined;
      stopCheck();
    }
    pump();
  };

  /** Takes a message that failed out. */
  const take = (id: string) => {
    const entry = entries.find(item => item.id === id && item.status === 'failed');
    entries = entries.filter(item => item !== entry);
    if (entry) deps.removed(entry);
    return entry;
  };

  return {
    get entries(): readonly Entry[] {
      return entries;
    },

    /** Undefined where the outbox is full: 100 messages, or 256 KB. */
    add(text: string): Entry | undefined {
      const waiting = pending();
      const units = waiting.reduce((sum, entry) => sum + entry.text.length, text.length);
      if (waiting.length >= MAX_ENTRIES || units > MAX_UNITS) return undefined;
      const entry: Entry = {
        id: deps.newId(),
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
      entries = [...kept, ...entries].sort((a, b) => a.at - b.at);
      for (const entry of kept) {
        if (entry.status === 'sending' || (entry.status === 'queued' && !certain)) entry.status = 'checking';
        deps.changed(entry);
      }
    },

    /** There is room on the link again, or the user is known now. */
    pump,

    /** The link is gone, and nobody knows what became of the frame in flight. */
    lost(code: number) {
      const entry = inFlight();
      if (!entry) return;
      if ([1002, 1003, 1007, 1011].includes(code)) entry.kills += 2;
      else if (code === 1006 && clock.now() - sentAt < BLAME) entry.kills++;
      if (code === 1009) update(entry, 'failed', 'too-long');
      else if (entry.kills >= KILLS) update(entry, 'failed', 'refused');
      else update(entry, 'checking');
      pump();
    },

    /** The message that waits for its reply. */
    inFlight,

    /** `record`: the reply named it. `doubtful`: it may be the repetition of the reply to an equal message before. */
    confirm(entry: Entry, words: string | undefined, record: string | undefined, doubtful: boolean) {
      Object.assign(entry, { words, record, doubtful });
      claim(entry);
      update(entry, doubtful ? 'checking' : 'sent');
      settle();
    },

    refuse(entry: Entry, words: string) {
      entry.words = words;
      update(entry, 'failed', 'server');
      pump();
    },

    /** Goes on with what is next, once the timeline knows the records too: the next mark is taken from it. */
    settle,

    /**
     * Finds the records that stand for entries, and returns the entries by record. Counted, not compared: two equal
     * messages need two records, and one record stands for one entry, whichever window wrote it; `others` are those of
     * other windows. Who is known to have arrived goes first, and nobody is left out where others could take different
     * records. What another window's entry is said to be is a guess, made anew each time, until its owner claims the
     * record. `complete`: the history has been read.
     */
    reconcile(
      records: readonly ChatRecord[],
      others: readonly Entry[],
      taken: (key: string) => boolean,
      complete: boolean,
    ): Map<string, Entry> {
      const positions = new Map(records.map(({ id }, index) => [id, index]));
      const place = (key: string) => {
        const number = Number(key || -1);
        return Number.isNaN(number) ? (positions.get(key) ?? -1) : number;
      };
      // An entry sent before the history could be read: if nothing in it says the same, it has not arrived.
      if (complete)
        for (const entry of entries)
          if (entry.mark === null && !records.some(record => isOwn(record) && same(record.message, entry)))
            entry.mark = records.at(-1)?.id ?? '';

      const all = [...entries, ...others];
      const claimed = new Set(all.map(({ record }) => record));
      const ranks = ['sent', 'sending', 'checking', 'queued', 'failed'];
      const open = all.filter(
        ({ mark, record, tries, status }) => mark !== null && record === undefined && (tries || status === 'checking'),
      );
      open.sort((a, b) => ranks.indexOf(a.status) - ranks.indexOf(b.status) || (a.id < b.id ? -1 : 1));
      const free = records.filter(record => isOwn(record) && !claimed.has(record.id) && !taken(record.id)).reverse();
      let owners = new Map<string, Entry>();
      /** Finds a record for the entry, if need be one whose owner can have another. */
      const seat = (entry: Entry, seen: Set<string>): boolean =>
        free.some(({ id, message }) => {
          if (seen.has(id) || place(id) <= place(entry.mark!) || entry.not?.includes(id) || !same(message, entry))
            return false;
          seen.add(id);
          const owner = owners.get(id);
          return (!owner || seat(owner, seen)) && !!owners.set(id, entry);
        });
      // What is on its way may still be answered: nothing is claimed for it that could be another window's. But it has
      // rather arrived than what waits or has failed, the last two ranks. Where there is enough for all, each window
      // comes to the same result.
      const head = inFlight();
      for (const entry of open) if (ranks.indexOf(entry.status) < 3 && entry !== head) seat(entry, new Set());
      const fits = head && seat(head, new Set());
      owners = new Map();
      for (const entry of open) if (fits || entry !== head) seat(entry, new Set());
      for (const [id, entry] of owners) {
        if (!entries.includes(entry)) continue;
        entry.record = id;
        delete entry.doubtful;
        update(entry, 'sent');
      }
      for (const entry of all) if (entry.record !== undefined) owners.set(entry.record, entry);
      for (const entry of all) claim(entry);
      // What a record stands for need not be remembered, nor what was confirmed long ago and is in no history.
      const old = clock.date() - REMEMBER;
      entries = entries.filter(
        ({ status, record, at }) => status !== 'sent' || (record === undefined && (at >= old || !complete)),
      );
      return owners;
    },

    /** The visitor says so: it goes to the end of the queue. */
    retry(id: string) {
      const entry = take(id);
      if (!entry) return;
      const { tries, reason } = entry;
      entries.push(entry);
      // It is as old as the wish to send it.
      Object.assign(entry, { kills: 0, at: clock.date() });
      delete entry.words;
      // Whether it has arrived before is asked first, but where the server refused it or nobody can tell.
      update(entry, !tries || reason === 'unconfirmed' || reason === 'server' ? 'queued' : 'checking');
      settle();
    },

    /** Takes a message that failed out. */
    withdraw: take,

    /** Nothing more is sent. */
    close() {
      stopReply();
      entries = [];
      settle();
    },

    /** The visitor logged out: what was not sent waits for them, and is not sent by itself. */
    park() {
      for (const entry of pending()) update(entry, 'failed', 'logged-out');
    },
  };
};
