import { atom, type ReadableAtom } from 'nanostores';
import type { ChatRecord } from '../api/schemas.js';
import { compareRecords, keyOf, timeOf } from './history.js';
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
}

export const replyId = (entryId: string) => `${entryId}:reply`;
const gapBefore = (key: string): Message => ({ id: `gap:${key}`, kind: 'gap', text: '', name: '' });
const isReply = (id: string) => id.endsWith(':reply');

const fromEntry = ({ id, text, at, status, reason, words }: Entry): Message => ({
  id,
  kind: 'own',
  text,
  name: '',
  at,
  status,
  ...(reason && { reason }),
  ...(words && { words }),
});

export type Timeline = ReturnType<typeof createTimeline>;

/**
 * What is shown: the records in the server's order, then what no record stands for yet, in the order it came.
 * A message keeps its id when its record arrives, so that nothing on the screen is made anew.
 */
export const createTimeline = (isOwn: (record: ChatRecord) => boolean) => {
  const $messages = atom<readonly Message[]>([]);
  let records: ChatRecord[] = [];
  let pairs = new Map<string, Message[]>();
  const gaps = new Set<string>();
  const stoodFor = new Set<string>();
  let base: Message[] = [];
  let tail: Message[] = [];

  /** Where a message that failed belongs: behind the record that was the newest when it was sent. */
  const places = new Map<string, string>();

  const publish = () => {
    const placed = new Map<string, Message[]>();
    const rest = tail.filter(line => {
      const place = line.status === 'failed' ? places.get(line.id) : undefined;
      if (place === undefined || (place && !pairs.has(place))) return true;
      placed.set(place, [...(placed.get(place) ?? []), line]);
      return false;
    });
    if (!placed.size) return $messages.set(tail.length ? [...base, ...tail] : base);
    const lines = records.flatMap(record => {
      const key = keyOf(record);
      const gap: Message[] = gaps.has(key) ? [gapBefore(key)] : [];
      return [...gap, ...(pairs.get(key) ?? []), ...(placed.get(key) ?? [])];
    });
    $messages.set([...(placed.get('') ?? []), ...lines, ...rest]);
  };
  const rebuild = () => {
    base = records.flatMap(record => {
      const key = keyOf(record);
      const lines = pairs.get(key) ?? [];
      return gaps.has(key) ? [gapBefore(key), ...lines] : lines;
    });
  };
  const linesOf = (record: ChatRecord, key: string, entryId?: string): Message[] => {
    const at = timeOf(record);
    const own = entryId !== undefined || isOwn(record);
    const lines: Message[] = [];
    if (record.message) {
      lines.push({
        id: entryId ?? `m${key}`,
        kind: own ? 'own' : 'participant',
        text: record.message,
        name: own ? '' : (record.name ?? ''),
        at,
        ...(own && { status: 'sent' as const }),
      });
    }
    if (record.serverMessage) {
      lines.push({
        id: entryId ? replyId(entryId) : `s${key}`,
        kind: 'server',
        text: record.serverMessage,
        name: '',
        at,
      });
    }
    return lines;
  };
  /** Takes a live line that says the same as a record out of the tail: the record stands for it from now on. */
  const absorb = (line: Message): Message => {
    if (line.kind === 'own') return line;
    const said = normalize(line.text);
    const index = tail.findIndex(
      ({ id, kind, text }) => kind === line.kind && !isReply(id) && normalize(text) === said,
    );
    if (index < 0) return line;
    const [live] = tail.splice(index, 1);
    return { ...line, id: live!.id };
  };

  return {
    $messages: $messages as ReadableAtom<readonly Message[]>,

    get records(): ChatRecord[] {
      return records;
    },
    has: (key: string) => pairs.has(key),
    /** Whether the record stands for an entry of this browser. */
    taken: (key: string) => stoodFor.has(key),
    /** The key of the newest record, `''` where there is none. */
    get newest(): string {
      const last = records.at(-1);
      return last ? keyOf(last) : '';
    },

    /** The lines that a record is shown as. */
    linesOf: (record: ChatRecord): readonly Message[] => pairs.get(keyOf(record)) ?? [],

    /** What no record stands for yet. */
    get live(): readonly Message[] {
      return tail;
    },

    /** The lines of all records after the one with this key; undefined where it is not known. */
    after(key: string): Message[] | undefined {
      const index = records.findIndex(record => keyOf(record) === key);
      return index < 0 ? undefined : records.slice(index + 1).flatMap(record => pairs.get(keyOf(record)) ?? []);
    },

    /** Adds records that are not here yet; `bound` tells which entry of which window they stand for. */
    merge(added: ChatRecord[], bound: Map<string, string>, gap = false) {
      const before = tail;
      for (const [key, entryId] of bound) {
        if (!pairs.has(key) || stoodFor.has(key)) continue;
        // It was shown already, as the record of nobody here.
        stoodFor.add(key);
        tail = tail.filter(({ id }) => id !== entryId && id !== replyId(entryId));
      }
      const fresh: ChatRecord[] = [];
      for (const record of added) {
        const key = keyOf(record);
        if (pairs.has(key)) continue;
        const entryId = bound.get(key);
        if (entryId !== undefined) stoodFor.add(key);
        if (entryId !== undefined) tail = tail.filter(({ id }) => id !== entryId && id !== replyId(entryId));
        const lines = linesOf(record, key, entryId);
        pairs.set(key, entryId === undefined && tail.length ? lines.map(absorb) : lines);
        fresh.push(record);
      }
      if (!fresh.length) {
        if (tail !== before) publish();
        return;
      }
      const oldest = gap ? fresh.reduce((a, b) => (compareRecords(a, b) <= 0 ? a : b)) : undefined;
      if (oldest) gaps.add(keyOf(oldest));
      const [top] = fresh;
      const last = records.at(-1);
      if (fresh.length === 1 && top && !oldest && (!last || compareRecords(last, top) <= 0)) {
        // The usual case, a live record: ten thousand others need not be looked at.
        records = [...records, top];
        base = [...base, ...(pairs.get(keyOf(top)) ?? [])];
      } else {
        records = [...records, ...fresh].sort(compareRecords);
        rebuild();
      }
      publish();
    },

    /** Shows an own message, or what became of it. */
    own(entry: Entry) {
      const line = fromEntry(entry);
      if (entry.mark !== null) places.set(entry.id, entry.mark);
      const index = tail.findIndex(({ id }) => id === entry.id);
      if (index >= 0) tail = tail.with(index, line);
      else if (entry.record === undefined || !pairs.has(entry.record)) tail = [...tail, line];
      else return;
      publish();
    },

    /** Puts an own message last, for a new try. */
    last(id: string) {
      tail = [...tail.filter(item => item.id !== id), ...tail.filter(item => item.id === id)];
      publish();
    },

    /** A live line of somebody else; a line with the same id is replaced. `after`: the message it answers. */
    add(line: Message, after?: string) {
      const same = tail.findIndex(({ id }) => id === line.id);
      const place = tail.findIndex(({ id }) => id === after);
      if (same >= 0) tail = tail.with(same, line);
      else if (place >= 0) tail = tail.toSpliced(place + 1, 0, line);
      else tail = [...tail, line];
      publish();
    },

    remove(id: string) {
      tail = tail.filter(item => item.id !== id);
      publish();
    },

    clear() {
      records = [];
      pairs = new Map();
      gaps.clear();
      places.clear();
      stoodFor.clear();
      base = [];
      tail = [];
      publish();
    },
  };
};
