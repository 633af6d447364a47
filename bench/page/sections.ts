/** Every row is in the document, fifty a section, and the browser skips the sections that are out of view. */
import { createScroller, follow, type Line, rowOf } from './feed.js';

const SECTION = 50;
const content = createScroller('.section { content-visibility: auto; contain-intrinsic-block-size: auto 2400px; }');
let last: HTMLElement | undefined;

const newSection = () => {
  const section = document.createElement('div');
  section.className = 'section';
  return section;
};

function add(lines: Line[]): void {
  const sections = document.createDocumentFragment();
  for (const line of lines) {
    if (!last || last.childElementCount === SECTION) sections.append((last = newSection()));
    last.append(rowOf(line));
  }
  content.append(sections);
}

void follow(add, add);
