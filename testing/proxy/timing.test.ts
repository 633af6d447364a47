import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, opened } from './fixtures.js';

test(
  'hold keeps frames and a close back, in order, until flushed',
  bench([{ on: 'down', nth: 2, do: { hold: true } }], async ({ proxy, open }) => {
    const { ws, inbox, closed } = await opened(open());
    ws.send('say:3');
    ws.send('close:4001:bye');
    await proxy.log.waitFor(event => event.kind === 'close' && event.from === 'server');
    assert.deepEqual(await inbox.count(1), ['1']);
    assert.equal(proxy.stats().held, 1);
    assert.equal(ws.readyState, ws.OPEN);
    proxy.flush();
    assert.deepEqual(await closed, { code: 4001, reason: 'bye' });
    assert.deepEqual(inbox.all, ['1', '2', '3']);
    assert.equal(proxy.rules.length, 0);
  }),
);

test(
  'hold up; removing the rule lets go',
  bench([], async ({ server, proxy, open }) => {
    const rule = proxy.add({ on: 'up', do: { hold: true } });
    const { ws, inbox } = await opened(open());
    ws.send('one');
    ws.send('two');
    await proxy.log.waitFor(() => proxy.log.frames('up').length === 2);
    assert.deepEqual(server.received.all, []);
    proxy.remove(rule);
    assert.deepEqual(await inbox.count(2), ['one', 'two']);
  }),
);

test(
  'delay is latency: order is kept and delays do not add up',
  bench([{ on: 'up', do: { delay: 80 } }], async ({ open }) => {
    const { ws, inbox } = await opened(open());
    const start = performance.now();
    for (let n = 0; n < 20; n++) ws.send(`${n}`);
    await inbox.count(20);
    const took = performance.now() - start;
    assert.deepEqual(inbox.all.map(Number), [...Array(20).keys()]);
    assert.ok(took >= 75 && took < 1000, `${took} ms`);
  }),
);

for (const on of ['up', 'down'] as const)
  test(
    `drip ${on} is slow, whole and in order`,
    bench([{ on, nth: 1, do: { drip: 10_000 } }], async ({ open }) => {
      const { ws, inbox } = await opened(open());
      const start = performance.now();
      ws.send('x'.repeat(1500));
      ws.send('next');
      assert.deepEqual(await inbox.count(2), ['x'.repeat(1500), 'next']);
      const took = performance.now() - start;
      assert.ok(took >= 140 && took < 2000, `${took} ms`);
    }),
  );

test(
  'verbs of several rules act together',
  bench(
    [
      { on: 'up', do: { delay: 40 } },
      { on: 'up', nth: 1, do: { drop: true } },
    ],
    async ({ server, proxy, open }) => {
      const { ws, inbox } = await opened(open());
      ws.send('one');
      ws.send('two');
      assert.deepEqual(await inbox.count(1), ['two']);
      assert.deepEqual(server.received.all, ['two']);
      assert.deepEqual(
        proxy.log
          .faults()
          .map(event => event.verb)
          .sort(),
        ['delay', 'delay', 'drop'],
      );
    },
  ),
);
