import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import { ask, bench } from './fixtures.js';

test(
  'a status with body and headers, open to any origin unless told otherwise',
  bench(
    [
      { on: 'http', path: '/a', do: { status: 429, body: { detail: 'slow' }, headers: { 'retry-after': '58' } } },
      { on: 'http', path: '/b', do: { status: 503, cors: false } },
    ],
    async ({ server, proxy }) => {
      const first = await ask(`${proxy.url}/a/`, 'POST', {}, 'x');
      assert.deepEqual([first.status, first.body, first.headers['retry-after']], [429, '{"detail":"slow"}', '58']);
      assert.deepEqual(
        [first.headers['access-control-allow-origin'], first.headers['content-type']],
        ['*', 'application/json'],
      );
      const second = await ask(`${proxy.url}/b/`);
      assert.deepEqual([second.status, second.headers['access-control-allow-origin']], [503, undefined]);
      assert.deepEqual(server.requests.all, []);
      assert.equal(proxy.log.filter(event => event.kind === 'http')[0]?.status, 429);
    },
  ),
);

test(
  'a captive portal and a redirect to another origin',
  bench(
    [
      { on: 'http', path: '/a', do: { status: 200, body: '<html>Sign in' } },
      { on: 'http', path: '/b', do: { redirect: 'http://other.example/' } },
    ],
    async ({ proxy }) => {
      const portal = await ask(`${proxy.url}/a/`);
      assert.deepEqual(
        [portal.status, portal.headers['content-type'], portal.body],
        [200, 'text/html; charset=utf-8', '<html>Sign in'],
      );
      const moved = await ask(`${proxy.url}/b/`);
      assert.deepEqual([moved.status, moved.headers.location], [302, 'http://other.example/']);
    },
  ),
);

test(
  'refuse, reset before and reset after',
  bench(
    [
      { on: 'http', path: '/refuse', do: { refuse: true } },
      { on: 'http', path: '/before', do: { reset: 'before' } },
      { on: 'http', path: '/after', do: { reset: 'after' } },
    ],
    async ({ server, proxy }) => {
      for (const path of ['/refuse', '/before', '/after'])
        await assert.rejects(ask(proxy.url + path, 'POST', {}, 'x'), { code: 'ECONNRESET' });
      assert.deepEqual(server.requests.all, ['POST /after']);
    },
  ),
);

test(
  'black hole up never reaches the target, down never comes back',
  bench(
    [
      { on: 'http', path: '/up', do: { blackhole: 'up' } },
      { on: 'http', path: '/down', do: { blackhole: 'down' } },
    ],
    async ({ server, proxy }) => {
      const lost = [ask(`${proxy.url}/up`), ask(`${proxy.url}/down`)];
      let settled = 0;
      for (const one of lost) one.catch(() => undefined).finally(() => settled++);
      await server.requests.count(1);
      await ask(`${proxy.url}/echo`);
      assert.deepEqual([settled, server.requests.all], [0, ['GET /down', 'GET /echo']]);
      proxy.cut();
      for (const one of lost) await assert.rejects(one, { code: 'ECONNRESET' });
    },
  ),
);

test(
  'a late answer: by time, or held until flushed',
  bench(
    [
      { on: 'http', path: '/late', do: { delay: 60 } },
      { on: 'http', path: '/own', do: { delay: 60, status: 500 } },
      { on: 'http', path: '/held', do: { hold: true } },
    ],
    async ({ server, proxy }) => {
      const start = performance.now();
      assert.deepEqual(
        (await Promise.all([ask(`${proxy.url}/late`), ask(`${proxy.url}/own`)])).map(({ status }) => status),
        [200, 500],
      );
      assert.ok(performance.now() - start >= 55);
      let answered = false;
      const held = ask(`${proxy.url}/held`).finally(() => (answered = true));
      await server.requests.count(2);
      await ask(`${proxy.url}/echo`);
      assert.equal(answered, false);
      proxy.clear();
      assert.equal((await held).status, 200);
    },
  ),
);

test(
  'a body corrupted, cut short, replaced, dripped',
  bench(
    [
      { on: 'http', path: '/flip', do: { corrupt: 'flip' } },
      { on: 'http', path: '/truncate', do: { corrupt: 'truncate' } },
      { on: 'http', path: '/replace', do: { replace: text => text.replace('GET', 'WHAT') } },
      { on: 'http', path: '/drip', do: { status: 200, body: 'x'.repeat(1000), drip: 10_000 } },
    ],
    async ({ proxy }) => {
      const [flip, truncate, replace] = await Promise.all(
        ['/flip', '/truncate', '/replace'].map(path => ask(proxy.url + path)),
      );
      for (const answer of [flip, truncate]) assert.throws(() => JSON.parse(answer?.body ?? ''), SyntaxError);
      assert.equal(JSON.parse(replace?.body ?? '').method, 'WHAT');
      assert.equal(replace?.headers['content-type'], 'application/json');
      const start = performance.now();
      assert.equal((await ask(`${proxy.url}/drip`)).body.length, 1000);
      assert.ok(performance.now() - start >= 90);
    },
  ),
);

test(
  'a rule on connection also meets clients that keep one open',
  bench([], async ({ proxy }) => {
    const agent = new Agent({ keepAlive: true });
    const get = () =>
      new Promise<number>((resolve, reject) => {
        const req = request(proxy.url, { agent }, res => res.resume().on('end', () => resolve(res.statusCode ?? 0)));
        req.on('error', reject).end();
      });
    assert.deepEqual([await get(), await get()], [200, 200]);
    assert.equal(proxy.log.filter(event => event.kind === 'connect').length, 1);
    proxy.add({ on: 'connection', do: { refuse: true } });
    await assert.rejects(get(), { code: 'ECONNRESET' });
    agent.destroy();
  }),
);
