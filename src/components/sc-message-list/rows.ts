import type { Strings } from '../../i18n/en.js';
import { dayOf, dayText } from '../../i18n/format.js';
import type { Message } from '../../state/timeline.js';
import { sectionOf, type Window } from './window.js';

/** What is shown of a message: as long as nothing in it changes it need not be drawn again. */
export interface Row extends Texts {
  readonly message: Message;
  /** The name of the day that begins with it, else empty. */
  readonly day: string;
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

interface Texts {
  readonly t: Strings;
  readonly language: string;
}

export interface Section {
  readonly key: number;
  readonly rows: Row[];
}

export interface RowContext extends Texts {
  /** The first message that was not read. */
  divider: string | undefined;
  /** Long messages that are shown in full. */
  opened: ReadonlySet<string>;
}

const PAUSE = 300_000;
/** Shorter texts do not fill twenty lines, save where there are many line ends. */
const LONG = 300;
const LINES = 19;

// A message without a date is of the day and the moment of any other: what is compared with it is no number.
const sameDay = (a: Message, b: Message) => !(dayOf(a.at!) - dayOf(b.at!));
/** Of one author, one day, and without a pause in between. */
const together = (a: Message | undefined, b: Message | undefined) =>
  !!a && !!b && a.kind === b.kind && a.name === b.name && sameDay(a, b) && !(Math.abs(a.at! - b.at!) >= PAUSE);

export const equal = (a: Row, b: Row) => (Object.keys(a) as (keyof Row)[]).every(key => a[key] === b[key]);

export const rowsOf = (
  messages: readonly Message[],
  { base, from, to }: Window,
  { divider, opened, t, language }: RowContext,
): Section[] => {
  const sections: Section[] = [];
  const ownLast = messages.findLast(({ kind }) => kind === 'own');
  for (let index = from; index < to; index++) {
    const message = messages[index]!;
    const { id, text, at, status } = message;
    const previous = messages[index - 1];
    const dated = previous?.kind === 'gap' ? messages[index - 2] : previous;
    const following = messages[index + 1];
    const unread = id === divider;
    const key = sectionOf(index, base);
    if (sections.at(-1)?.key !== key) sections.push({ key, rows: [] });
    sections.at(-1)!.rows.push({
      message,
      day: at !== undefined && !(dated && sameDay(dated, message)) ? dayText(language, at) : '',
      unread,
      first: unread || !together(previous, message),
      last: !together(message, following) || following?.id === divider,
      told: !!status && (status !== 'sent' || message === ownLast),
      clamped: (text.length > LONG || text.split('\n').length > LINES) && !opened.has(id),
      t,
      language,
    });
  }
  return sections;
};
