import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { backoff, closePolicy } from './socket.js';

describe('backoff', () => {
  test('stays between 250 ms and 30 s, and its mean never falls', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const wait = backoff(failures, random);
          assert.ok(wait >= 250 && wait <= 30_000);
          assert.ok(backoff(failures + 1, random) >= wait);
        },
      ),
    );
  });
  test('is still spread at the cap: nobody waits exactly 30 s', () => {
    const waits = Array.from({ length: 1_000 }, () => backoff(20, Math.random()));
    assert.equal(waits.filter(wait => wait === 30_000).length, 0);
    assert.ok(new Set(waits.map(Math.round)).size > 900);
  });
});

test('row 23: a thousand clients come back after 1012 without a herd', () => {
  const [low, high] = closePolicy(1012).wait!;
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const buckets = new Map<number, number>();
  for (let client = 0; client < 1_000; client++) {
    const second = Math.floor((low + random() * (high - low)) / 1_000);
    buckets.set(second, (buckets.get(second) ?? 0) + 1);
  }
  const mean = 1_000 / buckets.size;
  assert.ok(Math.max(...buckets.values()) <= 3 * mean, JSON.stringify([...buckets]));
});

describe('close codes', () => {
  const rows: [number, string][] = [
    [1000, 'retry'],
    [1001, 'retry'],
    [1002, 'retry'],
    [1003, 'retry'],
    [1005, 'retry'],
    [1006, 'retry'],
    [1007, 'retry'],
    [1008, 'probe'],
    [1009, 'retry'],
    [1010, 'stop'],
    [1011, 'retry'],
    [1012, 'retry'],
    [1013, 'retry'],
    [1015, 'retry'],
    [3000, 'probe'],
    [3003, 'probe'],
    [3999, 'retry'],
    [4001, 'probe'],
    [4003, 'probe'],
    [4401, 'probe'],
    [4403, 'probe'],
    [4429, 'retry'],
    [4499, 'retry'],
    [4500, 'stop'],
    [4999, 'stop'],
  ];
  for (const [code, next] of rows) test(`${code}: ${next}`, () => assert.equal(closePolicy(code).next, next));
  test('waits: 1000 and 1001 a second, 1012 5 to 30 s, 1013 and 4429 10 to 30 s', () => {
    assert.deepEqual(
      [1000, 1001, 1012, 1013, 4429].map(code => closePolicy(code).wait),
      [
        [1_000, 1_500],
        [1_000, 1_500],
        [5_000, 30_000],
        [10_000, 30_000],
        [10_000, 30_000],
      ],
    );
  });
});
