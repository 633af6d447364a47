import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { median, quantile } from './stats.js';

const root = join(import.meta.dirname, '..');

it('measures every row of the table and judges every promise', { timeout: 300_000 }, () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', 'bench/bench.ts', '--quick'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^dist\/sc-chat\.js: raw [\d.]+ kB.*gzip.*brotli/m);
  for (const row of [
    'interactive, 1x',
    'interactive, 4x',
    'history of 100 ',
    'history of 1000 ',
    'history of 10000 ',
  ]) {
    assert.match(stdout, new RegExp(`${row}.*\\d`), stdout);
  }
  assert.doesNotMatch(stdout, /NaN|undefined/);
  assert.equal(stdout.match(/^(PASS|FAIL) {2}/gm)?.length, 5, stdout);
});

it('knows a median and a quantile', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(quantile([5, 1, 4, 2, 3], 0.95), 5);
  assert.equal(quantile([1, 2, 3, 4], 0.25), 1);
});
