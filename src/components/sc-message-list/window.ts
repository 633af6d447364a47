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

/** The newest messages. */
export const newest = (length: number, base = 0): Window => ({
  base,
  from: startOf(Math.max(0, length - LEAST), base),
  to: length,
});

const dropOldest = ({ base, from, to }: Window, most: number): Window => {
  let first = from;
  while (to - first > most) first = startOf(first + SECTION, base);
  return { base, from: first, to };
};
const dropNewest = ({ base, from, to }: Window): Window => {
  let end = to;
  while (end - from > MOST) end = startOf(end - 1, base);
  return { base, from, to: end };
};

/** With one section more of older messages. */
export const growUp = ({ base, from, to }: Window): Window =>
  dropNewest({ base, from: startOf(Math.max(0, from - 1), base), to });

/** With one section more of newer messages. */
export const growDown = ({ base, from, to }: Window, length: number): Window =>
  dropOldest({ base, from, to: Math.min(length, startOf(to, base) + SECTION) }, MOST);

/** The oldest messages. */
export const oldest = (length: number, base: number): Window => dropNewest({ base, from: 0, to: length });

/** Up to the newest message. */
export const follow = ({ base, from }: Window, length: number): Window =>
  dropOldest({ base, from, to: length }, FOLLOWING);

const indexNear = (messages: readonly Message[], id: string, guesses: number[]) => {
  for (const guess of guesses) if (messages[guess]?.id === id) return guess;
  return messages.findIndex(message => message.id === id);
};

/** The same rows among other messages; undefined where the first of them is not there any more. */
export const moved = (
  { base, from, to }: Window,
  before: readonly Message[],
  after: readonly Message[],
): Window | undefined => {
  const first = before[from];
  const last = before[to - 1];
  if (!first || !last) return undefined;
  const grown = after.length - before.length;
  const start = indexNear(after, first.id, [from, from + grown]);
  if (start < 0) return undefined;
  const end = indexNear(after, last.id, [to - 1 + start - from, to - 1 + grown]);
  return dropNewest({
    base: base + start - from,
    from: start,
    to: end < start ? Math.min(after.length, to + start - from) : end + 1,
  });
};
