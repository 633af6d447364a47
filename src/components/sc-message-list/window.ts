import type { Message } from '../../state/timeline.js';

/** Rows of one section: the unit in which the browser skips what is out of view, and in which the window moves. */
export const SECTION = 50;
/** Never more rows than this are in the document, and in the beginning at least so many. */
export const MOST = 240;
const LEAST = 60;
/** At the end of the conversation nobody needs the older ones: the fewer rows, the cheaper each new one. */
const FOLLOWING = 150;

/** The messages that have rows, `from` up to but without `to`. `base`: where a section begins; it moves with the messages. */
export interface Window {
  readonly base: number;
  readonly from: number;
  readonly to: number;
}

/** The number of a message's section: it stays the same when older messages are put before. */
export const sectionOf = (index: number, base: number) => Math.floor((index - base) / SECTION);
const startOf = (index: number, base: number) => Math.max(0, sectionOf(index, base) * SECTION + base);
/** Up to `to`, from where whole sections begin so that they are no more than `most` rows. */
const upTo = ({ base, from }: Pick<Window, 'base' | 'from'>, to: number, most: number): Window => ({
  base,
  from: Math.max(from, startOf(to - most + SECTION - 1, base)),
  to,
});

/** The newest messages. */
export const newest = (length: number, base = 0): Window => upTo({ base, from: 0 }, length, LEAST + SECTION - 1);

/** With one section more of older messages. */
export const growUp = ({ base, from, to }: Window): Window => {
  const first = startOf(from - 1, base);
  return { base, from: first, to: Math.min(to, startOf(first + MOST, base)) };
};

/** With one section more of newer messages. */
export const growDown = (win: Window, length: number): Window =>
  upTo(win, Math.min(length, startOf(win.to, win.base) + SECTION), MOST);

/** The oldest messages. */
export const oldest = (length: number, base: number): Window => growUp({ base, from: 0, to: length });

/** Up to the newest message. */
export const follow = (win: Window, length: number): Window => upTo(win, length, FOLLOWING);

/** The same rows among other messages; undefined where the first of them is not there any more. */
export const moved = (
  { base, from, to }: Window,
  before: readonly Message[],
  after: readonly Message[],
): Window | undefined => {
  const by = after.findIndex(({ id }) => id === before[from]?.id) - from;
  return by < -from ? undefined : { base: base + by, from: from + by, to: Math.min(after.length, to + by) };
};
