import { dayOf } from '../../i18n/format.js';
import type { Message } from '../../state/timeline.js';
import { sectionOf, type Window } from './window.js';

/** What is shown of a message. It is the same object as long as nothing about it changes. */
export interface Row {
  readonly message: Message;
  /** A day begins with it. */
  readonly day: boolean;
  /** The first message that was not read. */
  readonly unread: boolean;
  /** The first and the last of its group. */
  readonly first: boolean;
  readonly last: boolean;
  /** Its status is told. */
  readonly told: boolean;
  /** Long, and not shown in full. */
  readonly clamped: boolean;
}

export interface Section {
  readonly key: number;
  readonly rows: Row[];
}

export interface RowContext {
  /** The first message that was not read. */
  divider: string | undefined;
  /** Long messages that are shown in full. */
  opened: ReadonlySet<string>;
}

const PAUSE = 300_000;
/** Shorter texts do not fill twenty lines, save where there are many line ends. */
const LONG = 300;
const LINES = 19;

const isLong = ({ text }: Message) => text.length > LONG || text.split('\n', LINES + 1).length > LINES;

const sameDay = (a: Message, b: Message) => a.at === undefined || b.at === undefined || dayOf(a.at) === dayOf(b.at);

/** Of one author, one day, and without a pause in between. */
const together = (a: Message | undefined, b: Message | undefined) =>
  !!a &&
  !!b &&
  a.kind === b.kind &&
  a.kind !== 'gap' &&
  a.name === b.name &&
  sameDay(a, b) &&
  Math.abs((a.at ?? b.at ?? 0) - (b.at ?? a.at ?? 0)) < PAUSE;

const equal = (a: Row, b: Row) => (Object.keys(a) as (keyof Row)[]).every(key => a[key] === b[key]);

/** Remembers what it made last, so that an unchanged row is the same object again. */
export const createRows = () => {
  let rows = new Map<string, Row>();

  return (messages: readonly Message[], { base, from, to }: Window, { divider, opened }: RowContext): Section[] => {
    const next = new Map<string, Row>();
    const sections: Section[] = [];
    const ownLast = messages.findLastIndex(({ kind }) => kind === 'own');
    for (let index = from; index < to; index++) {
      const message = messages[index]!;
      const previous = messages[index - 1];
      const dated = previous?.kind === 'gap' ? messages[index - 2] : previous;
      const following = messages[index + 1];
      const unread = message.id === divider;
      const row: Row = {
        message,
        day: message.at !== undefined && (!dated || !sameDay(dated, message)),
        unread,
        first: unread || !together(previous, message),
        last: !together(message, following) || following?.id === divider,
        told: message.status !== undefined && (message.status !== 'sent' || index === ownLast),
        clamped: isLong(message) && !opened.has(message.id),
      };
      const old = rows.get(message.id);
      const kept = old && equal(old, row) ? old : row;
      next.set(message.id, kept);
      const key = sectionOf(index, base);
      if (sections.at(-1)?.key !== key) sections.push({ key, rows: [] });
      sections.at(-1)!.rows.push(kept);
    }
    rows = next;
    return sections;
  };
};
