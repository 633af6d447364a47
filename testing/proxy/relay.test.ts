import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, bench } from './fixtures.js';

test(
  'frames, text and binary, pass both ways in order',
  bench([], async ({ proxy, open }) => {
    const { ws, inbox, binary, opened } = open();
    await opened;
    ws.send('one');
    ws.send(Buffer.of(0, 255));
    ws.send('é\u{1f600}');
    assert.deepEqual(
      (await inbox.count(3)).filter((_, n) => n !== 1),
      ['one', 'é\u{1f600}'],
    );
    assert.deepEqual(binary.all, [Buffer.of(0, 255)]);
    assert.deepEqual(proxy.log.frames('up').map(({ text, forwarded, binary }) => [text, forwarded, binary])[2], [
      'é\u{1f600}',
      1,
      false,
    ]);
    assert.equal(proxy.log.frames('down').length, 3);
  }),
);

test(
  'a large frame passes whole',
  bench([], async ({ open }) => {
    const { ws, inbox, opened } = open();
    await opened;
    const text = 'a€'.repeat(500_000);
    ws.send(text);
    assert.equal((await inbox.count(1))[0], text);
  }),
);

test(
  'headers, origin, host, subprotocol and cookies pass through the handshake',
  bench([], async ({ proxy, open }) => {
    const client = open('/chat/7/?q=%2F', { origin: 'https://page.example', headers: { 'x-mine': '1' } }, [
      'chat',
      'other',
    ]);
    assert.deepEqual((await client.headers)['set-cookie'], ['a=1', 'b=2']);
    await client.opened;
    assert.equal(client.ws.protocol, 'chat');
    client.ws.send('headers');
    const seen = JSON.parse((await client.inbox.count(1))[0] ?? '');
    assert.deepEqual(
      [seen.origin, seen['x-mine'], seen.host],
      ['https://page.example', '1', `127.0.0.1:${proxy.port}`],
    );
    const [attempt] = proxy.log.attempts();
    assert.deepEqual([attempt?.path, attempt?.status], ['/chat/7/?q=%2F', 101]);
  }),
);

for (const [code, reason] of [
  [1000, 'done'],
  [1001, ''],
  [1011, ''],
  [4001, 'größe'],
] as const) {
  test(
    `the server's ${code} reaches the client`,
    bench([], async ({ proxy, open }) => {
      const { ws, opened, closed } = open();
      await opened;
      ws.send(`close:${code}:${reason}`);
      assert.deepEqual(await closed, { code, reason });
      await proxy.log.waitFor(event => event.kind === 'close' && event.from === 'server' && event.code === code);
    }),
  );
  test(
    `the client's ${code} reaches the server`,
    bench([], async ({ server, proxy, open }) => {
      const { ws, opened } = open();
      await opened;
      ws.close(code, reason);
      assert.deepEqual(await server.closed.count(1), [{ code, reason }]);
      await proxy.log.waitFor(event => event.kind === 'close' && event.from === 'client' && event.text === reason);
    }),
  );
}

test(
  'a close without a code, and none at all, stay what they are',
  bench([], async ({ server, open }) => {
    const first = open();
    await first.opened;
    first.ws.send('close:');
    assert.equal((await first.closed).code, 1005);
    const second = open();
    await second.opened;
    second.ws.terminate();
    assert.deepEqual((await server.closed.count(2))[1], { code: 1006, reason: '' });
    const third = open();
    await third.opened;
    for (const socket of server.sockets) socket.terminate();
    assert.equal((await third.closed).code, 1006);
  }),
);

test(
  'frames sent just before the client goes all arrive',
  bench([], async ({ server, open }) => {
    const { ws, opened } = open();
    await opened;
    for (let n = 0; n < 200; n++) ws.send(`${n}`.padEnd(2000));
    ws.close();
    assert.equal((await server.received.count(200)).length, 200);
    assert.equal(server.received.all[199]?.trim(), '199');
  }),
);

test(
  'pings and pongs are those of the two ends',
  bench([], async ({ server, open }) => {
    const { ws, opened } = open();
    await opened;
    const [far] = server.sockets;
    assert.ok(far);
    const pong = new Promise(resolve => far.once('pong', data => resolve(data.toString())));
    const ping = new Promise(resolve => ws.once('ping', data => resolve(data.toString())));
    far.ping('there?');
    assert.deepEqual(await Promise.all([ping, pong]), ['there?', 'there?']);
  }),
);

test(
  "the server's refusal of a handshake is the client's",
  bench([], async ({ proxy, open }) => {
    assert.equal(await open('/refused/').status, 403);
    assert.equal(proxy.log.attempts()[0]?.status, 403);
  }),
);

test(
  'a request and its answer pass with headers, body and cookies',
  bench([], async ({ proxy }) => {
    const headers = { origin: 'https://page.example', authorization: 'Token abc', 'content-type': 'application/json' };
    const answer = await ask(`${proxy.url}/echo/?a=%20b`, 'PATCH', headers, '{"x":"é"}');
    const seen = JSON.parse(answer.body);
    assert.deepEqual([seen.method, seen.url, seen.body], ['PATCH', '/echo/?a=%20b', '{"x":"é"}']);
    assert.deepEqual([seen.headers.authorization, seen.headers.origin], ['Token abc', 'https://page.example']);
    assert.deepEqual([answer.status, answer.message], [200, 'Fine']);
    assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
    assert.equal(answer.headers['access-control-allow-origin'], 'https://page.example');
    const [event] = proxy.log.filter(({ kind }) => kind === 'http');
    assert.deepEqual([event?.method, event?.status, event?.headers?.['authorization']], ['PATCH', 200, 'Token abc']);
  }),
);

test(
  'a preflight passes, also where a rule answers the request',
  bench([{ on: 'http', do: { status: 500 } }], async ({ proxy }) => {
    const preflight = await ask(`${proxy.url}/echo/`, 'OPTIONS', { origin: 'https://page.example' });
    assert.deepEqual([preflight.status, preflight.headers['access-control-allow-methods']], [204, 'PATCH']);
    assert.equal((await ask(`${proxy.url}/echo/`)).status, 500);
  }),
);

test(
  'without a target, requests and handshakes are cut off',
  bench([], async ({ server, proxy, open }) => {
    await server.close();
    await assert.rejects(ask(`${proxy.url}/echo/`), { code: 'ECONNRESET' });
    assert.equal(((await open().error) as NodeJS.ErrnoException).code, 'ECONNRESET');
    assert.equal(proxy.log.faults('unreachable').length, 2);
  }),
);
