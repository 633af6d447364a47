import { writeFileSync } from 'node:fs';
import type { Reporter, TestSession, TestSuiteResult } from '@web/test-runner-core';

export const pageErrorMark = '[page error]';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts by engine, writes them as JSON for the whole run, and lets no error of a page pass silently. */
export function componentReporter(path: string | undefined): Reporter {
  let browsers: string[] = [];
  return {
    start(args) {
      browsers = args.browserNames;
    },
    stop({ sessions }) {
      const engines: Record<string, Counts> = {};
      for (const name of browsers) engines[name] = { passed: 0, failed: 0, skipped: 0 };
      for (const session of sessions)
        add((engines[session.browser.name] ??= { passed: 0, failed: 0, skipped: 0 }), session);
      for (const [name, counts] of Object.entries(engines)) {
        console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
      }
      if (path) writeFileSync(path, JSON.stringify({ engines }));
      if (Object.values(engines).some(counts => counts.failed > 0))
        process.once('exit', () => (process.exitCode ||= 1));
    },
  };
}

function add(counts: Counts, session: TestSession): void {
  const before = counts.failed;
  if (session.testResults) addSuite(counts, session.testResults);
  const marked = session.logs.flat().filter(entry => typeof entry === 'string' && entry.startsWith(pageErrorMark));
  // A file that broke has no test to blame, nor has an error between two tests.
  if (counts.failed > before || (session.passed && marked.length === 0)) return;
  counts.failed++;
  console.log(`${session.browser.name}: ${session.testFile ?? ''} failed outside its tests`);
  for (const line of marked) console.log(`  ${line}`);
}

function addSuite(counts: Counts, suite: TestSuiteResult): void {
  for (const test of suite.tests) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed']++;
  for (const inner of suite.suites) addSuite(counts, inner);
}
