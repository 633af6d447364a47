import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, engineNames } from './browsers.js';
import type { Counts } from './component-reporter.js';
import { root, start } from './processes.js';

export type { Counts };

/** What a step found; by engine where it ran in browsers. */
export interface Outcome extends Counts {
  engines?: Partial<Record<Engine, Counts>>;
  note?: string;
}

export interface RunOptions {
  engines: Engine[];
  full: boolean;
  /** Only test files whose path contains this. */
  only: string;
}

export interface Step {
  name: string;
  title: string;
  run(options: RunOptions): Promise<Outcome>;
}

const passed: Outcome = { passed: 1, failed: 0, skipped: 0 };
const broken: Outcome = { passed: 0, failed: 1, skipped: 0 };
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const under =
  (...folders: string[]) =>
  (file: string) =>
    folders.some(folder => file.startsWith(folder));

const browserTest = under('src/components/', 'src/page/', 'e2e/', 'bench/');
const proxyTest = under('testing/proxy/');
const serverTest = under('demo/');

export const steps: Step[] = [
  { name: 'types', title: 'Types', run: () => command(bin('tsc')) },
  {
    name: 'lint',
    title: 'Lint and import table',
    run: async () =>
      sum(
        await command(bin('biome'), 'ci', '--reporter=summary', '.'),
        await command(bin('tsx'), 'testing/imports.ts'),
      ),
  },
  {
    name: 'unit',
    title: 'Unit tests',
    run: options => nodeTests(file => !browserTest(file) && !proxyTest(file) && !serverTest(file), options),
  },
  { name: 'server', title: 'Reference backend', run: options => nodeTests(serverTest, options) },
  { name: 'proxy', title: 'Fault proxy', run: options => nodeTests(proxyTest, options) },
  { name: 'build', title: 'Build', run: () => command(bin('tsx'), 'build/build.ts') },
  {
    name: 'package',
    title: 'Manifest and package',
    run: async () =>
      sum(await command(bin('tsx'), 'build/manifest-check.ts'), await command(bin('tsx'), 'build/package-check.ts')),
  },
  { name: 'components', title: 'Component tests', run: componentTests },
  { name: 'e2e', title: 'End-to-end tests of the built script', run: endToEnd },
];

export function sum(...outcomes: Counts[]): Counts {
  return outcomes.reduce(
    (all, { passed, failed, skipped }) => ({
      passed: all.passed + passed,
      failed: all.failed + failed,
      skipped: all.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

function testFiles(belongs: (file: string) => boolean, only: string): string[] {
  return ['src', 'demo', 'testing', 'build', 'bench', 'e2e']
    .flatMap(folder => {
      try {
        return readdirSync(join(root, folder), { recursive: true }).map(name => `${folder}/${name}`);
      } catch {
        return [];
      }
    })
    .filter(file => file.endsWith('.test.ts') && !file.includes('node_modules') && belongs(file) && file.includes(only))
    .sort();
}

async function nodeTests(
  belongs: (file: string) => boolean,
  options: RunOptions,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const files = testFiles(belongs, options.only);
  const minutes = env['ENGINES'] ? (options.full ? 60 : 10) : 3;
  if (files.length === 0) return nothing(options);
  return counted(
    options,
    env,
    process.execPath,
    '--import',
    'tsx',
    '--test',
    '--test-reporter=./testing/node-reporter.mjs',
    // Also holds for a whole file, so that one that hangs does not hold up the rest.
    `--test-timeout=${minutes * 60_000}`,
    ...files,
  );
}

/**
 * What runs in every engine each time; the rest in the first one, and everywhere with `--full`. The host pages and the
 * faults share themselves out among the engines.
 */
const smoke = /^e2e\/(autofill|driver|faults|hosts-table|journey|session)\.test\.ts$/;

async function endToEnd(options: RunOptions): Promise<Outcome> {
  const engines: Partial<Record<Engine, Counts>> = {};
  const files = testFiles(under('e2e/', 'bench/'), options.only);
  if (files.length === 0) return nothing(options);
  for (const engine of options.engines) {
    const all: Counts[] = [];
    // One file after the other: two browsers at once would take each other's time and focus.
    for (const file of files) {
      if (engine !== options.engines[0] && !(options.full && file.startsWith('e2e/')) && !smoke.test(file)) continue;
      console.log(`\n  ${engineNames[engine]}: ${file}`);
      all.push(await nodeTests(each => each === file, { ...options, only: '' }, { ENGINES: engine, VERBOSE: '1' }));
    }
    engines[engine] = sum(...all);
  }
  return { ...sum(...Object.values(engines)), engines };
}

async function componentTests(options: RunOptions): Promise<Outcome> {
  const files = testFiles(under('src/components/', 'src/page/'), options.only);
  if (files.length === 0) return nothing(options);
  const named = options.only ? ['--files', ...files] : [];
  const env = { ENGINES: options.engines.join(',') };
  const outcome = await counted(options, env, bin('wtr'), ...named);
  const byName = (outcome as { engines?: Record<string, Counts> }).engines ?? {};
  const engines: Partial<Record<Engine, Counts>> = {};
  for (const engine of options.engines) {
    const counts = byName[engineNames[engine]];
    if (counts) engines[engine] = counts;
  }
  const total = sum(...Object.values(engines));
  return { ...total, failed: Math.max(total.failed, outcome.failed), engines };
}

/** Nothing to run is fine while the project grows, and a hole in the net later. */
function nothing(options: RunOptions): Outcome {
  const failed = process.env['CI'] && !options.only ? 1 : 0;
  return { passed: 0, failed, skipped: 0, note: 'no test files' };
}

async function command(file: string, ...args: string[]): Promise<Outcome> {
  return (await start(file, args, {}, 10)) ? passed : broken;
}

/** Runs what writes its counts as JSON; what breaks without counting counts as one failure. */
async function counted(options: RunOptions, env: NodeJS.ProcessEnv, file: string, ...args: string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  const results = join(folder, 'results.json');
  const full = options.full ? { FULL: '1' } : {};
  const ok = await start(file, args, { ...full, ...env, RESULTS: results }, options.full ? 180 : 30);
  let outcome: Outcome = { passed: 0, failed: 0, skipped: 0 };
  try {
    outcome = { ...outcome, ...JSON.parse(readFileSync(results, 'utf8')) };
  } catch {
    outcome.note = 'it gave no results';
  }
  rmSync(folder, { recursive: true, force: true });
  if (!ok && outcome.failed === 0) outcome.failed = 1;
  return outcome;
}
