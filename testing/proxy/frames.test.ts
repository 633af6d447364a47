import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, opened } from './fixtures.js';

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
