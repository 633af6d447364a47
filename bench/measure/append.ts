import type { Site } from '../site.js';
import { busy } from './busy.js';
import type { OpenList } from './list.js';

export interface Appends {
  /** From the socket's event to the end of the frame that shows the message, one value an append, ms. */
  times: number[];
  /** How many frames that took; 1 is the very next one. */
  frames: number[];
  /** Processor time of the main thread an append, ms; the harness's own is in it. */
  busy: number;
}

/** One message after the other, each sent just after a frame, so that the next one is a whole frame away. */
export async function measureAppends(site: Site, { page, visitor }: OpenList, count: number): Promise<Appends> {
  const results: { time: number; frames: number }[] = [];
  await page.evaluate(() => window.probe.record());
  let total = 0;
  for (let index = 0; index < count; index++) {
    const text = `Append ${index} of ${count}.`;
    const before = await busy(page);
    const shown = page.evaluate(async (text: string) => {
      const { probe } = window;
      const painted = await probe.shown(text);
      const arrival = probe.arrivals.find(entry => entry.text.includes(text))!;
      return { time: painted.at - arrival.at, frames: painted.frame - arrival.frame };
    }, text);
    await page.evaluate(() => window.probe.afterFrame(() => true));
    site.push(visitor, text);
    results.push(await shown);
    total += (await busy(page)) - before;
  }
  await page.evaluate(() => void window.probe.stop());
  return { times: results.map(({ time }) => time), frames: results.map(({ frames }) => frames), busy: total / count };
}
