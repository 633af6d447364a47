import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, bench } from './fixtures.js';

for (const code of [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4001, 4429, 4999])
  test(
    `close ${code}`,
    bench([{ on: 'up', do: { close: { code, reason: 'why' } } }], async ({ server, proxy, open }) => {
      const { ws, opened, closed } = open();
      await opened;
      ws.send('poison');
      assert.deepEqual(await closed, { code, reason: 'why' });
      assert.equal((await server.closed.count(1))[0]?.code, 1001);
      assert.deepEqual(server.received.all, []);
      await proxy.log.waitFor(event => event.kind === 'close' && event.from === 'proxy' && event.code === code);
    }),
  );

test(
  'close behind the frame: the client has it',
  bench([{ on: 'down', nth: 2, do: { close: { code: 1011, when: 'after' } } }], async ({ open }) => {
    const { ws, inbox, opened, closed } = open();
    await opened;
    ws.send('say:3');
    assert.equal((await closed).code, 1011);
    assert.deepEqual(inbox.all, ['1', '2']);
  }),
);

test(
  'close 1005 is a close frame without a code',
  bench([{ on: 'up', do: { close: 1005 } }], async ({ open }) => {
    const { ws, opened, closed } = open();
    await opened;
    ws.send('x');
    assert.deepEqual(await closed, { code: 1005, reason: '' });
  }),
);

for (const code of [1006, 1015])
  test(
    `close ${code} ends TCP without a close frame and without a reset`,
    bench([{ on: 'up', do: { close: code } }], async ({ open }) => {
      const { ws, opened, closed, tcpError } = open();
      await opened;
      ws.send('x');
      assert.equal((await closed).code, 1006);
      assert.equal(await tcpError, undefined);
    }),
  );

for (const close of [
  0,
  999,
  1004,
  1016,
  2999,
  5000,
  { code: 1006, raw: true },
  { code: 1000, reason: 'x'.repeat(124) },
])
  test(
    `an illegal close, ${JSON.stringify(close).slice(0, 30)}, is written as it is`,
    bench([{ on: 'up', do: { close } }], async ({ open }) => {
      const { ws, opened, closed, error } = open();
      await opened;
      ws.send('x');
      assert.match((await error).message, /invalid status code|invalid payload length/);
      assert.equal((await closed).code, 1006);
    }),
  );

test(
  'black hole up: nothing arrives, not even the close; the server can still talk',
  bench([{ on: 'up', nth: 2, do: { blackhole: 'up' } }], async ({ server, proxy, open }) => {
    const { ws, inbox, opened } = open();
    await opened;
    ws.send('one');
    await inbox.count(1);
    ws.send('two');
    await proxy.log.waitFor(event => event.verb === 'blackhole');
    ws.send('three');
    await proxy.log.waitFor(event => event.verb === 'swallow');
    const [far] = server.sockets;
    far?.send('still here');
    assert.deepEqual(await inbox.count(2), ['one', 'still here']);
    const before = proxy.log.length;
    ws.close();
    await proxy.log.waitFor(event => event.verb === 'swallow', 5000, before);
    assert.equal(ws.readyState, ws.CLOSING);
    ws.terminate();
    assert.deepEqual([server.received.all, server.closed.all], [['one'], []]);
    assert.equal(far?.readyState, ws.OPEN);
  }),
);

test(
  'black hole down: the server hears the client, who hears nothing more, not even a close',
  bench([{ on: 'down', nth: 2, do: { blackhole: 'down' } }], async ({ server, proxy, open }) => {
    const { ws, inbox, opened } = open();
    await opened;
    ws.send('say:3');
    ws.send('more');
    ws.send('close:1000:');
    await server.closed.count(1);
    await proxy.log.waitFor(event => event.kind === 'close' && event.from === 'server');
    await ask(`${proxy.url}/echo/`);
    assert.deepEqual(inbox.all, ['1']);
    assert.equal(ws.readyState, ws.OPEN);
    assert.deepEqual(server.received.all, ['say:3', 'more', 'close:1000:']);
    assert.deepEqual(
      proxy.log.frames('down').map(event => event.forwarded),
      [1, 0, 0, 0],
    );
  }),
);

test(
  'black hole both, at once, on an open socket',
  bench([], async ({ server, proxy, open }) => {
    const { ws, opened } = open('/chat/1/');
    const other = open('/chat/2/');
    await Promise.all([opened, other.opened]);
    assert.equal(proxy.apply({ blackhole: 'both' }, '/chat/1/'), 1);
    ws.send('lost');
    ws.close();
    await proxy.log.waitFor(event => event.verb === 'swallow');
    other.ws.send('fine');
    assert.deepEqual(await other.inbox.count(1), ['fine']);
    assert.equal(ws.readyState, ws.CLOSING);
    assert.deepEqual(server.closed.all, []);
  }),
);

test(
  'apply: inject, hold and close on every open socket',
  bench([], async ({ proxy, open }) => {
    const clients = [open(), open()];
    await Promise.all(clients.map(client => client.opened));
    assert.equal(proxy.apply({ inject: 'news' }), 2);
    for (const { inbox } of clients) assert.deepEqual(await inbox.count(1), ['news']);
    proxy.apply({ hold: true });
    for (const { ws } of clients) ws.send('late');
    await proxy.log.waitFor(() => proxy.log.frames('up').length === 2);
    proxy.flush();
    for (const { inbox } of clients) assert.deepEqual(await inbox.count(2), ['news', 'late']);
    proxy.apply({ close: { code: 1012, reason: 'restart' } });
    for (const { closed } of clients) assert.deepEqual(await closed, { code: 1012, reason: 'restart' });
  }),
);
