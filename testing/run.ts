import { allEngines, type Engine, engineNames, ensureBrowsers, wantedEngines } from './browsers.js';
import { type Outcome, type Step, steps, sum } from './steps.js';

const args = process.argv.slice(2);
const named = args.filter(arg => !arg.startsWith('--'));
const unknown = named.filter(name => !steps.some(step => step.name === name));
const odd = args.filter(arg => arg.startsWith('--') && arg !== '--full' && !arg.startsWith('--only='));
if (unknown.length > 0 || odd.length > 0) {
  console.error(`usage: npm test -- [--full] [--only=part-of-a-path] [${steps.map(step => step.name).join(' ')}]`);
  process.exit(2);
}

const chosen = named.length === 0 ? steps : steps.filter(step => named.includes(step.name));
const inBrowsers = chosen.some(step => ['components', 'e2e'].includes(step.name));
const wanted = inBrowsers ? wantedEngines() : [];
const engines = inBrowsers ? ensureBrowsers(wanted) : [];
const options = {
  engines,
  full: args.includes('--full'),
  only: args.find(arg => arg.startsWith('--only='))?.slice('--only='.length) ?? '',
};

const outcomes = new Map<Step, Outcome>();
for (const step of chosen) {
  const started = performance.now();
  console.log(`\n── ${step.title} ${'─'.repeat(Math.max(0, 70 - step.title.length))}`);
  const outcome = await runStep(step);
  outcomes.set(step, outcome);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : '';
  const note = outcome.note ? ` (${outcome.note})` : '';
  console.log(`  ${step.title}: ${outcome.passed} passed, ${outcome.failed} failed${skipped} in ${seconds} s${note}`);
}

async function runStep(step: Step): Promise<Outcome> {
  const builds = [...outcomes].some(([done, { failed }]) => done.name === 'build' && failed > 0);
  if (['package', 'e2e'].includes(step.name) && builds)
    return { passed: 0, failed: 1, skipped: 0, note: 'not run: there is no build' };
  if (['components', 'e2e'].includes(step.name) && engines.length === 0) {
    return { passed: 0, failed: 0, skipped: 0, note: 'not run: there is no browser' };
  }
  return step.run(options);
}

console.log(`\n── Summary ${'─'.repeat(63)}`);
const total = sum(...outcomes.values());
for (const [step, { passed, failed, skipped, note }] of outcomes) {
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${note ? ` (${note})` : ''}`;
  console.log(`  ${failed > 0 ? '✖' : '✔'} ${step.title.padEnd(38)} ${line}`);
}
if (inBrowsers) total.failed += engineTable();
if (total.failed > 0) process.exitCode = 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);

/** Says of each engine what it ran, and returns how many are missing where none may be. */
function engineTable(): number {
  const silent: Engine[] = [];
  console.log('\n  Engines');
  for (const engine of allEngines) {
    const rows = [...outcomes].flatMap(([step, { engines }]) =>
      engines?.[engine] ? [{ step, counts: engines[engine] }] : [],
    );
    const ran = rows.filter(({ counts }) => counts.passed + counts.failed > 0);
    const told = ran
      .map(({ step, counts }) => `${step.name} ${counts.passed} passed, ${counts.failed} failed`)
      .join(' · ');
    if (ran.length === 0 && wanted.includes(engine)) silent.push(engine);
    const why = wanted.includes(engine)
      ? engines.includes(engine)
        ? 'no test ran'
        : 'not installed'
      : 'left out by ENGINES';
    console.log(`  ${engineNames[engine].padEnd(10)} ${told || `DID NOT RUN (${why})`}`);
  }
  if (silent.length === 0) return 0;
  const names = silent.map(engine => engineNames[engine].toUpperCase()).join(', ');
  console.log(`\n  !!!  ${names} DID NOT RUN  !!!${process.env['CI'] ? '  This is a failure, for CI is set.' : ''}`);
  return process.env['CI'] ? silent.length : 0;
}
