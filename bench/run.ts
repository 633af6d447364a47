import { type Browser, launch } from '../e2e/driver.js';
import { type Appends, measureAppends } from './measure/append.js';
import { type Burst, measureBurst } from './measure/burst.js';
import { heap, type OpenList, openList } from './measure/list.js';
import { rowsWhileScrolling } from './measure/scroll.js';
import { measureStart, type Start, type Starter } from './measure/start.js';
import { type Contender, contenders, type Site } from './site.js';

export interface Extent {
  starts: number;
  rounds: number;
  appends: number;
  burst: number;
}

export const wholeRun: Extent = { starts: 15, rounds: 3, appends: 60, burst: 1_000 };
export const quickRun: Extent = { starts: 1, rounds: 1, appends: 10, burst: 200 };

export const histories = [100, 1_000, 10_000] as const;
export const slowdowns = [1, 4] as const;
/** A history shown, once. */
export interface Shown {
  shown: number;
  withFetch: number;
  /** Processor time of the whole page until then. */
  busy: number;
  rows: number;
}

/** Everything that was measured, one entry a round. */
export interface Measured {
  starts: { starter: Starter; slowdown: number; start: Start }[];
  shown: { contender: Contender; records: number; shown: Shown }[];
  appends: { contender: Contender; appends: Appends; heap: number; rows: number }[];
  bursts: { contender: Contender; burst: Burst }[];
}

/** In turn, and each round in another order, so that a slow moment of the machine hits all alike. */
const turned = <T>(items: readonly T[], round: number): T[] =>
  items.map((_, index) => items[(index + round) % items.length]!);

export const nothingYet = (): Measured => ({ starts: [], shown: [], appends: [], bursts: [] });

/** Adds to what was measured. */
export async function run(site: Site, extent: Extent, measured: Measured, say: (line: string) => void): Promise<void> {
  const browser = await launch('chromium');
  try {
    await measureStarts(browser, site, extent.starts, measured);
    say('start-up measured');
    for (let round = 0; round < extent.rounds; round++) {
      for (const contender of turned(contenders, round)) {
        for (const records of histories) await withList(browser, site, contender, records, extent, measured);
      }
      say(`round ${round + 1} of ${extent.rounds} done`);
    }
  } finally {
    await browser.close();
  }
}

async function measureStarts(browser: Browser, site: Site, rounds: number, { starts }: Measured): Promise<void> {
  const starters: Starter[] = ['sc-chat', 'launcher', ...(site.before ? (['before'] as const) : [])];
  // The first page of a browser pays for what the others find ready.
  for (const starter of starters) await measureStart(browser, site, starter, 1);
  for (let round = 0; round < rounds; round++) {
    for (const slowdown of slowdowns) {
      for (const starter of turned(starters, round)) {
        starts.push({ starter, slowdown, start: await measureStart(browser, site, starter, slowdown) });
      }
    }
  }
}

async function withList(
  browser: Browser,
  site: Site,
  contender: Contender,
  records: number,
  { appends: count, burst }: Extent,
  { shown, appends, bursts }: Measured,
): Promise<void> {
  const list = await openList(browser, site, contender, records);
  const { shown: time, withFetch, rows, busy } = list;
  shown.push({ contender, records, shown: { shown: time, withFetch, rows, busy } });
  if (records === 10_000) appends.push({ contender, ...(await grow(site, list, count)) });
  if (records === 100) bursts.push({ contender, burst: await measureBurst(site, list, burst) });
  await list.close();
}

async function grow(site: Site, list: OpenList, count: number) {
  const appends = await measureAppends(site, list, count);
  const used = await heap(list.page);
  const rows = Math.max(list.rows, await rowsWhileScrolling(list, 40));
  return { appends, heap: used, rows };
}
