import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, bench } from './fixtures.js';

test(
  'nth, times, method and per connection',
  bench(
    [
      { on: 'http', path: '/nth', nth: 2, do: { status: 500 } },
      { on: 'http', path: '/times', times: 2, do: { status: 500 } },
      { on: 'http', path: '/method', method: 'patch', do: { status: 500 } },
      { on: 'http', path: '/per', nth: 1, per: 'connection', do: { status: 500 } },
    ],
    async ({ proxy }) => {
      const statuses = async (...calls: [string, string?][]) => {
        const all: number[] = [];
        for (const [path, method] of calls) all.push((await ask(`${proxy.url}${path}`, method)).status);
        return all;
      };
      assert.deepEqual(await statuses(['/nth'], ['/nth'], ['/nth']), [200, 500, 200]);
      assert.deepEqual(await statuses(['/times'], ['/times'], ['/times']), [500, 500, 200]);
      assert.deepEqual(await statuses(['/method'], ['/method', 'PATCH'], ['/method', 'OPTIONS']), [200, 500, 204]);
      assert.deepEqual(await statuses(['/per'], ['/per']), [500, 500]);
    },
  ),
);

test(
  'a rule that could never act is refused',
  bench([], async ({ proxy }) => {
    const wrong = [
      () => proxy.add({ on: 'http', do: { swap: true } }),
      () => proxy.add({ on: 'connection', path: '/x', do: { refuse: true } }),
      () => proxy.add({ on: 'up', method: 'GET', do: { drop: true } }),
      () => proxy.add({ on: 'http', do: { body: 'x' } }),
      () => proxy.add({ on: 'up', do: {} }),
    ];
    for (const attempt of wrong) assert.throws(attempt, TypeError);
    assert.deepEqual(proxy.rules, []);
  }),
);

test(
  'the log waits for what comes, tells what it has, and gives up with its tail',
  bench([], async ({ proxy }) => {
    const soon = proxy.log.waitFor(event => event.kind === 'http' && event.status === 200);
    await ask(`${proxy.url}/echo`);
    assert.equal((await soon).path, '/echo');
    await assert.rejects(
      proxy.log.waitFor(event => event.kind === 'up', 10),
      /within 10 ms.*"path":"\/echo"/s,
    );
    await assert.rejects(
      proxy.log.waitFor(event => event.kind === 'http', 10, proxy.log.length),
      /No such event/,
    );
    assert.ok(Array.isArray(proxy.log.filter(() => true)));
  }),
);
