import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench } from './fixtures.js';

const json = '{"message":["a"]}';

test(
  'reset before forwarding: the server never sees the frame',
  bench([{ on: 'up', nth: 2, do: { reset: 'before' } }], async ({ server, proxy, open }) => {
    const { ws, inbox, opened, closed, tcpError } = open();
    await opened;
    ws.send('one');
    await inbox.count(1);
    ws.send('two');
    assert.equal(await tcpError, 'ECONNRESET');
    assert.equal((await closed).code, 1006);
    assert.equal((await server.closed.count(1))[0]?.code, 1006);
    assert.deepEqual(server.received.all, ['one']);
    assert.deepEqual(
      proxy.log.frames('up').map(event => event.forwarded),
      [1, 0],
    );
    assert.deepEqual(
      proxy.log.faults().map(({ verb, text }) => [verb, text]),
      [['reset', 'two']],
    );
  }),
);

test(
  'reset after forwarding: the server has the frame, the client never its reply',
  bench([{ on: 'up', nth: 2, do: { reset: 'after' } }], async ({ server, proxy, open }) => {
    const { ws, inbox, opened, closed, tcpError } = open();
    await opened;
    ws.send('one');
    await inbox.count(1);
    ws.send('two');
    assert.equal(await tcpError, 'ECONNRESET');
    await closed;
    await server.closed.count(1);
    assert.deepEqual(server.received.all, ['one', 'two']);
    assert.deepEqual(inbox.all, ['one']);
    assert.equal(proxy.log.frames('up')[1]?.forwarded, 1);
  }),
);

test(
  'reset after a frame down: the client has the frame',
  bench([{ on: 'down', nth: 2, do: { reset: 'after' } }], async ({ open }) => {
    const { ws, inbox, opened, closed } = open();
    await opened;
    ws.send('say:3');
    assert.equal((await closed).code, 1006);
    assert.deepEqual(inbox.all, ['1', '2']);
  }),
);

test(
  'drop, duplicate and swap',
  bench(
    [
      { on: 'down', nth: 2, do: { drop: true } },
      { on: 'down', nth: 3, do: { duplicate: true } },
      { on: 'down', nth: 4, do: { swap: true } },
      { on: 'down', nth: 6, do: { duplicate: 2 } },
    ],
    async ({ proxy, open }) => {
      const { ws, inbox, opened } = open();
      await opened;
      ws.send('say:6');
      assert.deepEqual(await inbox.count(8), ['1', '3', '3', '5', '4', '6', '6', '6']);
      assert.deepEqual(
        proxy.log.frames('down').map(event => event.forwarded),
        [1, 0, 2, 1, 1, 3],
      );
    },
  ),
);

test(
  'a frame waiting to be swapped goes out before a close',
  bench([{ on: 'up', nth: 1, do: { swap: true } }], async ({ server, open }) => {
    const { ws, opened } = open();
    await opened;
    ws.send('last');
    ws.close(1000);
    assert.equal((await server.closed.count(1))[0]?.code, 1000);
    assert.deepEqual(server.received.all, ['last']);
  }),
);

test(
  'corrupt and replace',
  bench(
    [
      { on: 'down', nth: 1, do: { corrupt: 'flip' } },
      { on: 'down', nth: 2, do: { corrupt: 'truncate' } },
      { on: 'down', nth: 3, do: { corrupt: 'binary' } },
      { on: 'down', nth: 4, do: { replace: text => text.replace('"a"', '"b"') } },
      { on: 'up', nth: 5, do: { replace: 'other' } },
    ],
    async ({ server, open }) => {
      const { ws, inbox, binary, opened } = open();
      await opened;
      for (let n = 0; n < 5; n++) ws.send(json);
      await inbox.count(5);
      assert.deepEqual(inbox.all, ['}"message":]"a"[{', '{"messag', json, '{"message":["b"]}', 'other']);
      assert.equal(binary.all.length, 1);
      assert.equal(server.received.all[4], 'other');
    },
  ),
);

test(
  'an invalid byte makes the client fail the connection',
  bench([{ on: 'down', do: { corrupt: 'utf8' } }], async ({ proxy, open }) => {
    const { ws, error, closed } = await opened(open());
    ws.send('x');
    assert.match((await error).message, /UTF-8/);
    assert.equal((await closed).code, 1006);
    await proxy.log.waitFor(event => event.kind === 'close' && event.code === 1007);
  }),
);

test(
  'inject text, bytes and a size behind the frame that set it off',
  bench(
    [{ on: 'down', nth: 2, do: { inject: ['text', Buffer.of(1), { size: 70_000 }, { size: 3, binary: true }] } }],
    async ({ server, open }) => {
      const { ws, inbox, binary } = await opened(open());
      ws.send('say:3');
      assert.deepEqual(await inbox.count(7), ['1', '2', 'text', '\u0001', 'x'.repeat(70_000), 'xxx', '3']);
      assert.equal(binary.all.length, 2);
      assert.equal(server.received.all.length, 1);
    },
  ),
);

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

/** The client, once it is open. */
async function opened<T extends { opened: Promise<void> }>(client: T): Promise<T> {
  await client.opened;
  return client;
}
