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
  readonly rows: readonly Row[];
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

/** Remembers what it made last, so that an unchanged row or section is the same object again. */
export const createRows = () => {
  let rows = new Map<string, Row>();
  let sections = new Map<number, Section>();

  return (messages: readonly Message[], { base, from, to }: Window, { divider, opened }: RowContext): Section[] => {
    const next = new Map<string, Row>();
    const lists = new Map<number, Row[]>();
    const ownLast = messages.findLastIndex(({ kind }) => kind === 'own');
    for (let index = from; index < to; index++) {
      const message = messages[index]!;
      const previous = messages[index - 1];
      const dated = previous?.kind === 'gap' ? messages[index - 2] : previous;
      const unread = message.id === divider;
      const row: Row = {
        message,
        day: message.at !== undefined && (!dated || !sameDay(dated, message)),
        unread,
        first: unread || !together(previous, message),
        last: !together(message, messages[index + 1]) || messages[index + 1]?.id === divider,
        told: message.status !== undefined && (message.status !== 'sent' || index === ownLast),
        clamped: isLong(message) && !opened.has(message.id),
      };
      const old = rows.get(message.id);
      const kept = old && equal(old, row) ? old : row;
      next.set(message.id, kept);
      const key = sectionOf(index, base);
      const list = lists.get(key);
      if (list) list.push(kept);
      else lists.set(key, [kept]);
    }
    rows = next;
    sections = new Map(
      Array.from(lists, ([key, list]) => {
        const old = sections.get(key);
        const same = old && old.rows.length === list.length && list.every((row, index) => old.rows[index] === row);
        return [key, same ? old : { key, rows: list }];
      }),
    );
    return [...sections.values()];
  };
};
