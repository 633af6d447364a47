import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

/** A node:test reporter: one line a file (or a test, with VERBOSE), every failure in full, the counts as JSON in RESULTS. */
export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const files = new Map();
  const verbose = process.env['VERBOSE'] === '1';
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const failed = type === 'test:fail';
    // A suite fails with its tests; only what its own hooks did is news. A file without tests passes as itself.
    if (data.details.type === 'suite' && !(failed && data.details.error?.failureType === 'hookFailed')) continue;
    if (!failed && data.name === data.file) continue;
    const skipped = !failed && (data.skip !== undefined || data.todo !== undefined);
    counts[failed ? 'failed' : skipped ? 'skipped' : 'passed']++;
    const name = data.file ? relative(process.cwd(), data.file) : data.name;
    const file = files.get(name) ?? { tests: 0, failed: 0, ms: 0 };
    files.set(name, {
      tests: file.tests + 1,
      failed: file.failed + Number(failed),
      ms: file.ms + data.details.duration_ms,
    });
    const sign = failed ? '✖' : skipped ? '–' : '✔';
    if (verbose || failed)
      yield `  ${sign} ${verbose ? '' : `${name}: `}${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    if (failed) yield `${indented(data)}\n`;
  }
  if (!verbose) {
    for (const [name, { tests, failed, ms }] of files) {
      yield `  ${failed > 0 ? '✖' : '✔'} ${name}: ${tests} tests (${Math.round(ms)} ms)\n`;
    }
  }
  if (process.env['RESULTS']) writeFileSync(process.env['RESULTS'], JSON.stringify(counts));
}

function indented({ details }) {
  const error = details.error?.cause ?? details.error;
  const text = error instanceof Error ? (error.stack ?? String(error)) : inspect(error);
  return text
    .split('\n')
    .filter(line => !/node:internal|node_modules\/tsx/.test(line))
    .map(line => `      ${line}`)
    .join('\n');
}
