/** The newest rows only: 60 at first, and never more than 240. */
import { createScroller, follow, type Line, rowOf } from './feed.js';

const LEAST = 60;
const MOST = 240;
const content = createScroller('');
const all: Line[] = [];

function history(lines: Line[]): void {
  all.push(...lines);
  content.append(...lines.slice(-LEAST).map(rowOf));
}

function live(lines: Line[]): void {
  all.push(...lines);
  content.append(...lines.map(rowOf));
  while (content.childElementCount > MOST) content.firstElementChild!.remove();
}

void follow(history, live);
