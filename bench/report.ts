import type { Size } from '../build/sizes.js';
import type { Starter } from './measure/start.js';
import { histories, type Measured, slowdowns } from './run.js';
import type { Contender } from './site.js';
import { median, quantile } from './stats.js';

/** One line of the table; the baselines' columns are empty where they have nothing of the kind. */
export interface Line {
  name: string;
  unit: string;
  ours: number;
  sections?: number;
  window?: number;
}

export interface Verdict {
  pass: boolean;
  text: string;
}

/** What the next version is compared with. */
export interface Baseline {
  bytes: Size;
  /** The processor time of the start as a multiple of a bare launcher's. */
  startUp: number;
}

const START_UP_LIMIT = 1.1;
const ROWS_LIMIT = 240;
const SHOWN_LIMIT = 2;

const startUp = ({ starts }: Measured, starter: Starter) =>
  median(starts.filter(s => s.slowdown === 1 && s.starter === starter).map(({ start }) => start.busy));

/** How much longer than a bare launcher's a start keeps the main thread. */
export const startUpRatio = (measured: Measured, starter: Starter = 'sc-chat'): number =>
  startUp(measured, starter) / startUp(measured, 'launcher');

export function lines(measured: Measured): Line[] {
  const { starts, shown, appends, bursts } = measured;
  const three = (name: string, unit: string, of: (contender: Contender) => number): Line => ({
    name,
    unit,
    ours: of('sc-chat'),
    sections: of('sections'),
    window: of('window'),
  });
  const start = (name: string, slowdown: number, part: 'interactive' | 'evaluated' | 'busy' | 'opened'): Line => {
    const of = (starter: Starter) =>
      median(starts.filter(s => s.slowdown === slowdown && s.starter === starter).map(s => s.start[part]));
    return { name: `${name}, ${slowdown}x`, unit: 'ms', ours: of('sc-chat'), window: of('launcher') };
  };
  const append = (contender: Contender) => appends.filter(entry => entry.contender === contender);
  const times = (contender: Contender) => append(contender).flatMap(entry => entry.appends.times);
  const burst = (contender: Contender) => bursts.filter(entry => entry.contender === contender).map(b => b.burst);
  return [
    ...slowdowns.map(slowdown => start('script start to interactive', slowdown, 'interactive')),
    ...slowdowns.map(slowdown => start('  the script itself', slowdown, 'evaluated')),
    start('  processor time', 1, 'busy'),
    ...slowdowns.map(slowdown => start('first click to open panel', slowdown, 'opened')),
    ...histories.map(records =>
      three(`history of ${records} shown`, 'ms', contender =>
        median(shown.filter(s => s.contender === contender && s.records === records).map(s => s.shown.shown)),
      ),
    ),
    three('  10000, with the request for it', 'ms', contender =>
      median(shown.filter(s => s.contender === contender && s.records === 10_000).map(s => s.shown.withFetch)),
    ),
    three('  processor time of the whole page', 'ms', contender =>
      median(shown.filter(s => s.contender === contender && s.records === 10_000).map(s => s.shown.busy)),
    ),
    three('append at 10000, median', 'ms', contender => median(times(contender))),
    three('append at 10000, p95', 'ms', contender => quantile(times(contender), 0.95)),
    three('  processor time', 'ms', contender => median(append(contender).map(entry => entry.appends.busy))),
    three('rows in the document, at most', '', contender => Math.max(...append(contender).map(entry => entry.rows))),
    three('JS heap at 10000', 'MB', contender => median(append(contender).map(entry => entry.heap))),
    three('burst: dropped frames', '', contender => median(burst(contender).map(b => b.dropped))),
    three('burst: long tasks', 'ms', contender => median(burst(contender).map(b => b.longTasks))),
    three('burst: total', 'ms', contender => median(burst(contender).map(b => b.total))),
    three('  processor time', '%', contender => median(burst(contender).map(b => b.busy))),
  ];
}

const digits = (value: number) => value.toFixed(2);

/** The promises, each as a ratio within this run. */
export function verdicts(measured: Measured, baseline: Baseline | undefined): Verdict[] {
  const { appends, bursts } = measured;
  const table = lines(measured);
  const line = (name: string) => table.find(entry => entry.name === name)!;
  const history = line('history of 10000 shown');
  const ratio = history.ours / history.window!;
  const frames = appends.filter(({ contender }) => contender === 'sc-chat').flatMap(entry => entry.appends.frames);
  const late = frames.filter(count => count > 1).length;
  const baseFrames = appends.filter(({ contender }) => contender === 'window').flatMap(entry => entry.appends.frames);
  const baseLate = baseFrames.filter(count => count > 1).length;
  const { ours: rows } = line('rows in the document, at most');
  const dropped = (contender: Contender) =>
    median(bursts.filter(entry => entry.contender === contender).map(({ burst }) => burst.dropped));
  const list = [
    {
      pass: ratio <= SHOWN_LIMIT,
      text: `10000 messages shown in ${digits(ratio)} times the window baseline's time (at most ${SHOWN_LIMIT})`,
    },
    {
      pass: quantile(frames, 0.95) === 1,
      text: `an append at 10000 painted in the next frame: ${frames.length - late} of ${frames.length} (window baseline: ${baseFrames.length - baseLate} of ${baseFrames.length}; 95 % must be)`,
    },
    { pass: rows <= ROWS_LIMIT, text: `${rows} rows in the document at most (${ROWS_LIMIT})` },
    {
      pass: dropped('sc-chat') <= dropped('window'),
      text: `burst: ${dropped('sc-chat')} dropped frames, the window baseline ${dropped('window')}`,
    },
  ];
  // Beside the older script itself where that is at hand; else its ratio is all that is known of it.
  const before = measured.starts.some(({ starter }) => starter === 'before')
    ? startUpRatio(measured, 'before')
    : baseline?.startUp;
  if (!before) return list;
  const startUp = startUpRatio(measured);
  const most = before * START_UP_LIMIT;
  return [
    ...list,
    {
      pass: startUp <= most,
      text: `start-up takes ${digits(startUp)} times a bare launcher's processor time, before ${digits(before)} (at most ${digits(most)})`,
    },
  ];
}

const cell = (value: number | undefined, unit = '') =>
  (value === undefined ? '' : `${unit === 'ms' || unit === 'MB' ? value.toFixed(1) : Math.round(value)}`).padStart(10);
const times = (ours: number, other: number | undefined) =>
  (other ? `${(ours / other).toFixed(2)}x` : other === undefined ? '' : '–').padStart(10);

export function tableText(table: Line[]): string {
  const width = Math.max(...table.map(({ name, unit }) => name.length + unit.length + 2));
  const head = ['sc-chat', 'sections', 'window', '/sections', '/window'].map(title => title.padStart(10)).join('');
  return [
    ''.padEnd(width) + head,
    ...table.map(({ name, unit, ours, sections, window }) => {
      const title = `${name}${unit ? `, ${unit}` : ''}`.padEnd(width);
      return `${title}${cell(ours, unit)}${cell(sections, unit)}${cell(window, unit)}${times(ours, sections)}${times(ours, window)}`;
    }),
  ].join('\n');
}

export function bytesText(bytes: Size, before: Size | undefined): string {
  const part = (name: 'raw' | 'gzip' | 'brotli') =>
    `${name} ${(bytes[name] / 1000).toFixed(1)} kB${before ? ` (${sign(bytes[name] - before[name])})` : ''}`;
  return `dist/sc-chat.js: ${part('raw')}, ${part('gzip')}, ${part('brotli')}`;
}

const sign = (difference: number) => `${difference < 0 ? '−' : '+'}${(Math.abs(difference) / 1000).toFixed(1)}`;
