import type { OpenList } from './list.js';

/** Most rows in the document while the reader goes up through the history, screen by screen. */
export function rowsWhileScrolling({ page }: OpenList, screens: number): Promise<number> {
  return page.evaluate(async (screens: number) => {
    const { probe } = window;
    const scrollerOf = (element: Element | null): Element => {
      for (let at = element; at; at = at.parentElement) {
        if (getComputedStyle(at).overflowY === 'auto') return at;
      }
      throw new Error('nothing scrolls');
    };
    let most = probe.rows();
    const scroller = scrollerOf(probe.newest());
    for (let screen = 0; screen < screens; screen++) {
      scroller.scrollBy(0, -scroller.clientHeight);
      await probe.afterFrame(() => true);
      most = Math.max(most, probe.rows());
    }
    return most;
  }, screens);
}
