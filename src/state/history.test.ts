import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Api, HistoryPage } from '../api/api.js';
import type { ChatRecord } from '../api/schemas.js';
import { compareRecords, createHistory, timeOf } from './history.js';
import type { Session } from './session.js';

type Paginator = 'page' | 'offset' | 'cursor';

/** A backend with `count` records, in pages of ten. */
const withPages = (count: number, paginator: Paginator, ascending: boolean) => {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const asked: (string | undefined)[] = [];
  const api = {
    async history(query?: string): Promise<HistoryPage> {
      asked.push(query);
      const at = Number(new URLSearchParams(query).get(paginator) ?? 0);
      const start = paginator === 'page' ? Math.max(0, at - 1) * 10 : at;
      const order = ascending ? ids : ids.toReversed();
      const records = order.slice(start, start + 10).map((id): ChatRecord => ({ id: String(id) }));
      const after = paginator === 'page' ? start / 10 + 2 : start + 10;
      return {
        records,
        skipped: 0,
        next: start + 10 < ids.length ? `?size=10&${paginator}=${after}` : undefined,
        count: paginator === 'cursor' ? undefined : ids.length,
      };
    },
  } as unknown as Api;
  const session = { run: (task: () => Promise<unknown>) => task() } as unknown as Session;
  return { ids, asked, history: createHistory(api, session) };
};
const idsOf = (records: ChatRecord[]) => records.map(({ id }) => Number(id)).sort((a, b) => a - b);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the history', () => {
  for (const paginator of ['page', 'offset', 'cursor'] as const) {
    for (const ascending of [true, false]) {
      const name = `${paginator}, the ${ascending ? 'oldest' : 'newest'} first`;

      test(`${name}: begins with the newest and leaves nothing out`, async () => {
        const { history, ids } = withPages(34, paginator, ascending);
        const read = new Set(idsOf((await history.newest()).records));
        assert.ok(read.has(34));
        while (history.more) for (const id of idsOf((await history.before()).records)) read.add(id);
        assert.deepEqual(
          [...read].sort((a, b) => a - b),
          ids,
        );
      });

      test(`${name}: reads what came meanwhile, and goes on where it was`, async () => {
        const { history, ids } = withPages(34, paginator, ascending);
        const known = new Set(idsOf((await history.newest()).records));
        const { more } = history;
        ids.push(...range(35, 60));
        const { records, gap } = await history.newest(key => known.has(Number(key)));
        assert.ok(!gap);
        for (const id of range(35, 60)) assert.ok(idsOf(records).includes(id), String(id));
        assert.equal(history.more, more);
        if (more && ascending) assert.ok(idsOf((await history.before()).records).at(-1)! < 34);
      });
    }
  }

  test('admits a gap where more came than it reads', async () => {
    const { history, ids, asked } = withPages(10, 'page', false);
    await history.newest();
    ids.push(...range(11, 200));
    const { records, gap } = await history.newest(key => Number(key) <= 10);
    assert.equal(gap, true);
    assert.deepEqual(idsOf(records), range(141, 200));
    assert.equal(asked.length, 7);
  });

  test('one page has nothing before it', async () => {
    const { history } = withPages(7, 'page', true);
    assert.deepEqual(idsOf((await history.newest()).records), range(1, 7));
    assert.equal(history.more, false);
    assert.deepEqual((await history.before()).records, []);
  });
});

test('records are ordered by time, then by id, and else as they came', () => {
  const records: ChatRecord[] = [
    { id: '3', created_at: '2026-01-01T00:00:02Z' },
    { id: '2', created_at: '2026-01-01T00:00:01Z' },
    { id: '1', created_at: '2026-01-01T00:00:02Z' },
  ];
  assert.deepEqual(
    records.sort(compareRecords).map(({ id }) => id),
    ['2', '1', '3'],
  );
  assert.deepEqual([{ id: 'b' }, { id: 'a' }].sort(compareRecords), [{ id: 'b' }, { id: 'a' }]);
});

test('a time that no calendar has is none', () => {
  for (const created_at of ['soon', '', 1e20, -1e20]) assert.equal(timeOf({ id: '1', created_at }), undefined);
  assert.equal(timeOf({ id: '1', created_at: 5 }), 5);
});
