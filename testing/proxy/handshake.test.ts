import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { bench } from './fixtures.js';

test(
  'refuse at connect: TCP reset before a byte',
  bench([{ on: 'connection', times: 1, do: { refuse: true } }], async ({ proxy, open }) => {
    const socket = connect(proxy.port, '127.0.0.1');
    const [error] = await once(socket, 'error').catch(failure => [failure]);
    assert.equal(error.code, 'ECONNRESET');
    await open().opened;
    assert.deepEqual(proxy.log.map(event => event.kind).slice(0, 2), ['connect', 'fault']);
  }),
);

test(
  'refuse a handshake, one path only',
  bench([{ on: 'handshake', path: /^\/chat\/1\//, do: { refuse: true } }], async ({ server, proxy, open }) => {
    const refused = open('/chat/1/');
    assert.equal(((await refused.error) as NodeJS.ErrnoException).code, 'ECONNRESET');
    assert.equal((await refused.closed).code, 1006);
    await open('/chat/2/').opened;
    assert.deepEqual(
      proxy.log.attempts().map(({ path, status }) => [path, status]),
      [
        ['/chat/1/', undefined],
        ['/chat/2/', 101],
      ],
    );
    assert.equal(server.sockets.size, 1);
  }),
);

test(
  'accept TCP and never answer',
  bench([{ on: 'connection', times: 1, do: { blackhole: 'both' } }], async ({ proxy, open }) => {
    const { ws, error } = open();
    await proxy.log.waitFor(event => event.verb === 'blackhole');
    await open().opened;
    assert.equal(ws.readyState, ws.CONNECTING);
    ws.terminate();
    await error;
    assert.equal(proxy.log.attempts().length, 1);
  }),
);

test(
  'a handshake that is never answered',
  bench([{ on: 'handshake', nth: 1, do: { blackhole: 'both' } }], async ({ server, proxy, open }) => {
    const { ws } = open();
    await proxy.log.waitFor(event => event.verb === 'blackhole');
    await open().opened;
    assert.equal(ws.readyState, ws.CONNECTING);
    assert.equal(server.sockets.size, 1);
  }),
);

for (const status of [200, 401, 403, 404, 429, 500, 502, 503])
  test(
    `a handshake answered with ${status}`,
    bench(
      [{ on: 'handshake', do: { status, body: '<p>no', headers: { 'retry-after': '7' } } }],
      async ({ server, proxy, open }) => {
        assert.equal(await open().status, status);
        assert.equal(proxy.log.attempts()[0]?.status, status);
        assert.equal(server.sockets.size, 0);
      },
    ),
  );

test(
  'accept, then close at once with a code',
  bench([{ on: 'handshake', do: { accept: { code: 1013, reason: 'later' } } }], async ({ server, open }) => {
    for (let n = 0; n < 3; n++) {
      const { opened, closed } = open();
      await opened;
      assert.deepEqual(await closed, { code: 1013, reason: 'later' });
    }
    assert.equal(server.closed.all.length, 0);
  }),
);

test(
  'accept, then silence',
  bench([{ on: 'handshake', do: { accept: true } }], async ({ server, proxy, open }) => {
    const { ws, inbox, opened, closed } = open();
    await opened;
    ws.send('anyone?');
    ws.close(1000);
    assert.equal((await closed).code, 1000);
    assert.deepEqual([inbox.all, server.received.all, proxy.log.frames('up')], [[], [], []]);
  }),
);

test(
  'reset after the target has accepted',
  bench([{ on: 'handshake', do: { reset: 'after' } }], async ({ server, open }) => {
    const { error, closed } = open();
    assert.equal(((await error) as NodeJS.ErrnoException).code, 'ECONNRESET');
    assert.equal((await closed).code, 1006);
    assert.equal((await server.closed.count(1))[0]?.code, 1006);
  }),
);

test(
  'a handshake redirected, delayed, held, and greeted',
  bench(
    [
      { on: 'handshake', path: '/slow/', do: { delay: 60 } },
      { on: 'handshake', path: '/held/', do: { hold: true, inject: 'hello' } },
      { on: 'handshake', path: '/moved/', do: { redirect: 'http://other.example/' } },
    ],
    async ({ proxy, open }) => {
      assert.equal(await open('/moved/').status, 302);
      const start = performance.now();
      await open('/slow/').opened;
      assert.ok(performance.now() - start >= 55);
      const held = open('/held/');
      await proxy.log.waitFor(event => event.verb === 'hold');
      await open('/other/').opened;
      assert.equal(held.ws.readyState, held.ws.CONNECTING);
      proxy.flush();
      assert.deepEqual(await held.inbox.count(1), ['hello']);
    },
  ),
);

test(
  'idle: cut after silence',
  bench([{ on: 'handshake', do: { idle: 50 } }], async ({ server, proxy, open }) => {
    const { opened, closed } = open();
    await opened;
    assert.equal((await closed).code, 1006);
    await server.closed.count(1);
    const [attempt] = proxy.log.attempts();
    const [cut] = proxy.log.faults('idle').slice(-1);
    assert.ok((cut?.t ?? 0) - (attempt?.t ?? 0) >= 45);
  }),
);

test(
  'a connection let in late, or held',
  bench([{ on: 'connection', nth: 1, do: { delay: 50 } }], async ({ proxy, open }) => {
    const start = performance.now();
    await open().opened;
    assert.ok(performance.now() - start >= 45);
    proxy.add({ on: 'connection', times: 1, do: { hold: true } });
    const held = open();
    await proxy.log.waitFor(event => event.verb === 'hold');
    await open().opened;
    assert.equal(held.ws.readyState, held.ws.CONNECTING);
    proxy.flush();
    await held.opened;
  }),
);
