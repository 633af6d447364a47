/**
 * `npm run bench`: the built script beside two bare lists and a bare launcher, in the same browser and the same run. Prints a
 * table and writes `bench/results.json`. The promises are ratios, so they hold on a slow machine too.
 *
 * `--quick` is one short round that fails nothing, `--update` keeps the ratios as those the next version is compared
 * with, `--script=path` measures another build, and `--before=path` an older one beside it: their starts are compared.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { measure } from '../build/sizes.js';
import { ensureBrowsers } from '../testing/browsers.js';
import { type Baseline, bytesText, lines, startUpRatio, tableText, verdicts } from './report.js';
import { nothingYet, quickRun, run, wholeRun } from './run.js';
import { openSite } from './site.js';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const odd = args.filter(arg => !/^--(quick|update|(script|before)=.+)$/.test(arg));
const quick = args.includes('--quick');
const update = args.includes('--update');
const pathOf = (name: string) => args.find(arg => arg.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
const script = pathOf('script') ?? join(root, 'dist/sc-chat.js');
const before = pathOf('before');

const stop = (line: string) => {
  console.error(line);
  process.exit(2);
};
if (odd.length > 0) stop(`usage: npm run bench -- [--quick] [--update] [--script=path] [--before=path]`);
if (quick && update) stop('One round is too little to compare the next version with: --update goes without --quick.');
if (!existsSync(script)) stop(`There is no ${script}: run "npm run build" first.`);
if (before && !existsSync(before)) stop(`There is no ${before}.`);
if (ensureBrowsers(['chromium']).length === 0) stop('The benchmark needs Chromium.');

const baselineFile = join(root, 'bench/baseline.json');
const baseline = existsSync(baselineFile) ? (JSON.parse(readFileSync(baselineFile, 'utf8')) as Baseline) : undefined;

const bytes = measure('sc-chat.js', readFileSync(script));
const site = await openSite(script, before);
const measured = nothingYet();
const say = (line: string) => console.error(`  ${line}`);
const extent = quick ? quickRun : wholeRun;
await run(site, extent, measured, say);
// One bad moment of the machine is no finding: what fails is measured again, and all rounds count.
if (!quick && verdicts(measured, baseline).some(({ pass }) => !pass)) {
  say('a promise failed: more rounds');
  await run(site, extent, measured, say);
}
await site.close();

const table = lines(measured);
const promises = verdicts(measured, baseline);
console.log(`
${bytesText(bytes, baseline?.bytes)}

${tableText(table)}

Medians of interleaved rounds. Processor time is the main thread's.
Start-up: from the start of the script, its text being there, to the end of the frame with the launcher, which is then
clicked; beside it, under "window", a bare launcher. History: from the last byte of the answer to the end of the frame
that shows the newest message; the bare lists ask the same backend for the same records, each of which is two messages,
read the same JSON and listen to a socket of the same room. Append and burst: whole records pushed through that socket.
`);
for (const { pass, text } of promises) console.log(`${pass ? 'PASS' : 'FAIL'}  ${text}`);

const startUp = startUpRatio(measured);
const results = { quick, machine: { cpus: cpus().length }, bytes, startUp, table, promises, measured };
writeFileSync(join(root, 'bench/results.json'), `${JSON.stringify(results, null, 1)}\n`);
if (update) {
  const next: Baseline = { bytes, startUp };
  writeFileSync(baselineFile, `${JSON.stringify(next, null, 2)}\n`);
  console.log('\nbench/baseline.json is written.');
}
const failed = promises.filter(({ pass }) => !pass).length;
if (failed > 0 && !quick && !update) process.exitCode = 1;
