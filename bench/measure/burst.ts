import type { Site } from '../site.js';
import { busy } from './busy.js';
import type { OpenList } from './list.js';

const PER_SECOND = 200;
const FRAME = 1000 / 60;
/** By then the browser is done with having opened the page, ms: what the burst costs is measured, for all alike. */
const SETTLED = 1000;

export interface Burst {
  /** Frames that were not drawn though it was time. */
  dropped: number;
  /** Time in tasks above 50 ms. */
  longTasks: number;
  /** From the first message to the frame with the last one, ms. */
  total: number;
  /** Processor time of the main thread, as a share of that, %. */
  busy: number;
}

export async function measureBurst(site: Site, { page, visitor }: OpenList, count: number): Promise<Burst> {
  await new Promise(done => setTimeout(done, SETTLED));
  const before = await busy(page);
  await page.evaluate(() => window.probe.record());
  const end = page.evaluate(async (last: string) => {
    const { probe } = window;
    const { at } = await probe.shown(last);
    return { total: at - probe.arrivals[0]!.at, ...probe.stop() };
  }, `Burst ${count} of ${count}.`);

  const began = performance.now();
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * PER_SECOND) + 1);
    while (sent < due) site.push(visitor, `Burst ${++sent} of ${count}.`);
    await new Promise(done => setTimeout(done, 4));
  }

  const { total, gaps, longTasks } = await end;
  const worked = (await busy(page)) - before;
  return {
    dropped: gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME) - 1), 0),
    longTasks: longTasks.reduce((sum, duration) => sum + duration, 0),
    total,
    busy: (worked / total) * 100,
  };
}
