import { atom, type ReadableAtom } from 'nanostores';
import type { ChatRecord } from '../api/schemas.js';
import { compareRecords, timeOf } from './history.js';
import { type Entry, type FailReason, normalize, type SendStatus } from './outbox.js';

/** One line of the conversation, never changed but replaced. A `gap` says that messages may be missing there. */
export interface Message {
  readonly id: string;
  readonly kind: 'own' | 'server' | 'participant' | 'gap';
  readonly text: string;
  /** Who wrote it, where it is a participant. */
  readonly name: string;
  /** Wall clock, ms: the server's, or this machine's until the server has said it. */
  readonly at?: number | undefined;
  readonly status?: SendStatus;
  readonly reason?: FailReason | undefined;
  readonly words?: string | undefined;
  /** The newest record when it was sent: where it failed its place is behind that one. */
  readonly mark?: string | null;
}

const replyId = (id: string) => `${id}:reply`;

/** A line of the server's own, just now; or the one that answers `entry`. */
export const replyTo = ({ id }: Pick<Entry, 'id'>, text: string, at: number): Message => ({
  id: replyId(id),
  kind: 'server',
  text,
  name: '',
  at,
});

export type Timeline = ReturnType<typeof createTimeline>;

/**
 * What is shown: the records in the server's order, then what no record stands for yet, in the order it came.
 * A message keeps its id when its record arrives, so that nothing on the screen is made anew.
 */
export const createTimeline = (isOwn: (record: ChatRecord) => boolean, date: () => number) => {
  const $messages = atom<readonly Message[]>([]);
  let records: ChatRecord[] = [];
  /** What each record is shown as. */
  const lines = new Map<string, readonly Message[]>();
  /** Records, and the entries of this browser that claimed them. */
  const stoodFor = new Map<string, string>();
  /** The lines of all records, kept: ten thousand need not be looked at for each that is added. */
  let base: readonly Message[] = [];
  let tail: readonly Message[] = [];

  const linesOf = (record: ChatRecord) => lines.get(record.id) ?? [];

  const publish = () => {
    const placed = tail.filter(({ status, mark }) => status === 'failed' && (mark === '' || lines.has(mark as string)));
    const after = (key: string) => placed.filter(({ mark }) => mark === key);
    $messages.set(
      placed.length
        ? [
            ...after(''),
            ...records.flatMap(record => [...linesOf(record), ...after(record.id)]),
            ...tail.filter(line => !placed.includes(line)),
          ]
        : [...base, ...tail],
    );
  };

  const toLines = (record: ChatRecord, entryId?: string): Message[] => {
    const { message, serverMessage, name = '' } = record;
    const at = timeOf(record);
    const id = entryId ?? `m${record.id}`;
    const found: Message[] = [];
    if (message)
      found.push(
        entryId !== undefined || isOwn(record)
          ? { id, kind: 'own', text: message, name: '', at, status: 'sent' }
          : { id, kind: 'participant', text: message, name, at },
      );
    if (serverMessage) found.push({ id: replyId(id), kind: 'server', text: serverMessage, name: '', at });
    return entryId === undefined && tail.length ? found.map(absorb) : found;
  };
  /** Takes a live line that says the same as a record out of the tail: the record stands for it from now on. */
  const absorb = (line: Message): Message => {
    const live = tail.find(
      ({ id, kind, text }) =>
        kind !== 'own' && kind === line.kind && !id.endsWith(replyId('')) && normalize(text) === normalize(line.text),
    );
    tail = tail.filter(other => other !== live);
    return live ? { ...line, id: live.id } : line;
  };

  const indexOf = (id?: string) => tail.findIndex(line => line.id === id);
  /** A line with the same id is replaced. `after`: the message it answers. */
  const put = (line: Message, after?: string) => {
    const index = indexOf(line.id);
    tail = index < 0 ? tail.toSpliced(indexOf(after) + 1 || tail.length, 0, line) : tail.with(index, line);
    publish();
  };
  const drop = (id: string) => {
    tail = tail.filter(line => line.id !== id && line.id !== replyId(id));
  };

  return {
    $messages: $messages as ReadableAtom<readonly Message[]>,

    get records(): ChatRecord[] {
      return records;
    },
    has: (key: string) => lines.has(key),
    /** Whether an entry of this browser claimed the record. */
    taken: (key: string) => stoodFor.has(key),
    /** Whether this entry claimed a record. */
    settled: (entryId: string) => [...stoodFor.values()].includes(entryId),
    /** The key of the newest record, `''` where there is none. */
    get newest(): string {
      return records.at(-1)?.id ?? '';
    },

    /** The lines that a record is shown as. */
    linesOf,

    /** What no record stands for yet. */
    get live(): readonly Message[] {
      return tail;
    },

    /** The lines of all records after the one with this key; none where it is not known. */
    after(key: string): Message[] {
      const index = records.findIndex(record => record.id === key);
      return index < 0 ? [] : records.slice(index + 1).flatMap(linesOf);
    },

    /**
     * Adds records that are not here yet; `bound` tells which entry of which window they stand for. Where that is a
     * guess the entry is not shown beside its record, and nothing else follows from it.
     */
    merge(added: ChatRecord[], bound: Map<string, Entry>, gap = false) {
      const fresh: ChatRecord[] = [];
      for (const record of added) {
        const { id } = record;
        if (lines.has(id)) continue;
        const entry = bound.get(id);
        lines.set(id, toLines(record, entry?.record === id ? entry.id : undefined));
        fresh.push(record);
      }
      for (const [key, { id, record }] of bound) {
        if (!lines.has(key)) continue;
        if (record === key && !stoodFor.has(key)) stoodFor.set(key, id);
        drop(id);
      }
      const [oldest] = fresh.sort(compareRecords);
      if (oldest) {
        const { id } = oldest;
        const last = records.at(-1);
        if (gap && last) lines.set(id, [{ id: `gap:${id}`, kind: 'gap', text: '', name: '' }, ...linesOf(oldest)]);
        const newer = !last || compareRecords(last, oldest) <= 0;
        records = [...records, ...fresh];
        if (!newer) records.sort(compareRecords);
        const all = newer ? [...base] : [];
        // With `flatMap` the thousands of a history take twice as long.
        for (const record of newer ? fresh : records) all.push(...linesOf(record));
        base = all;
      }
      publish();
    },

    /** Shows an own message, or what became of it. */
    own(entry: Entry) {
      const { id, text, at, status, reason, words, mark, record } = entry;
      if (record !== undefined && lines.has(record)) return;
      put({ id, kind: 'own', text, name: '', at, status, reason, words, mark });
      if (words && status !== 'failed') put(replyTo(entry, words, date()), id);
    },

    /** A live line of somebody else. */
    add: (line: Message) => put(line),

    /** Takes an own message away, with its reply. */
    remove(id: string) {
      drop(id);
      publish();
    },

    clear() {
      lines.clear();
      stoodFor.clear();
      base = tail = records = [];
      publish();
    },
  };
};
