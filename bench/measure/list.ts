import type { Browser, Page } from '../../e2e/driver.js';
import type { Contender, Site, Visitor } from '../site.js';
import { busy } from './busy.js';

/** A page with a contender's list and its whole history shown. */
export interface OpenList {
  page: Page;
  visitor: Visitor;
  /** From the history's last byte to the end of the frame that shows the newest message, ms. */
  shown: number;
  /** From the request for the history on. */
  withFetch: number;
  /** Processor time of the main thread for the whole page until then, ms. */
  busy: number;
  rows: number;
  close(): Promise<void>;
}

export async function openList(browser: Browser, site: Site, contender: Contender, records: number): Promise<OpenList> {
  const visitor = await site.visitor(records);
  const visit = await browser.isolated();
  const page = await visit.newPage();
  await page.goto(site.startPage());
  const before = await busy(page);
  await page.goto(site.listPage(contender, visitor));
  const measured = await page.evaluate(async (newest: string) => {
    const { at } = await window.probe.shown(newest);
    const [history] = performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('getChats')) as PerformanceResourceTiming[];
    return { shown: at - history!.responseEnd, withFetch: at - history!.startTime, rows: window.probe.rows() };
  }, `sent this message: Message ${records}.`);
  const worked = (await busy(page)) - before;
  return { page, visitor, ...measured, busy: worked, close: () => visit.close() };
}

/** What lives after a garbage collection, MB. */
export async function heap(page: Page): Promise<number> {
  const cdp = await page.cdp();
  for (let time = 0; time < 3; time++) await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize / 1e6;
}
