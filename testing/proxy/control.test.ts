import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, bench } from './fixtures.js';

test(
  'down and up: nobody listens, then the same port answers',
  bench([], async ({ proxy, open }) => {
    const first = open();
    await first.opened;
    await proxy.down();
    assert.equal(await first.tcpError, 'ECONNRESET');
    assert.equal(((await open().error) as NodeJS.ErrnoException).code, 'ECONNREFUSED');
    await proxy.up();
    await open().opened;
    await proxy.down();
    await proxy.up();
    assert.equal((await ask(`${proxy.url}/echo/`)).status, 200);
  }),
);

test(
  'cut resets what is open and lets new ones in',
  bench([], async ({ server, proxy, open }) => {
    const clients = [open(), open()];
    await Promise.all(clients.map(client => client.opened));
    assert.deepEqual(proxy.stats(), { connections: 2, sockets: 2, held: 0, events: 4 });
    proxy.cut();
    for (const { tcpError } of clients) assert.equal(await tcpError, 'ECONNRESET');
    await server.closed.count(2);
    await open().opened;
    assert.equal(proxy.stats().sockets, 1);
  }),
);

test(
  'retarget sends new connections elsewhere',
  bench([], async ({ server, proxy, open }) =>
    bench([], async other => {
      const { ws, opened, inbox } = open();
      await opened;
      proxy.retarget(other.server.url);
      ws.send('old');
      await inbox.count(1);
      const next = open();
      await next.opened;
      next.ws.send('new');
      await next.inbox.count(1);
      assert.deepEqual([server.received.all, other.server.received.all], [['old'], ['new']]);
    })(),
  ),
);
