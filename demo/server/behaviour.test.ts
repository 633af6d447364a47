import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createApp } from './app.js';
import type { Db } from './db.js';
import { open, openTestDb, send } from './fixtures/replay.js';
import { createLog } from './log.js';
import { createServer, type Options, type Server } from './server.js';
import { defaults } from './settings.js';
import { createSite } from './site.js';

/** What the recordings do not show: the other settings. Row numbers are those of the backend contract. */
let db: Db;
before(async () => {
  db = await openTestDb();
});
after(() => db.close());

const PASSWORD = 'quartz-9-marmalade';
let serial = Date.now();
const newName = () => `p${(serial++).toString(36)}`;

interface Reply {
  status: number;
  body: Record<string, never>;
  headers: Record<string, unknown>;
}

async function withServer(options: Options, body: (server: Server, call: ReturnType<typeof caller>) => Promise<void>) {
  const server = await createServer({ throttle: null, ...options, db, port: 0, passwordWork: 1 });
  try {
    await body(server, caller(server.port));
  } finally {
    await server.close();
  }
}

const caller =
  (port: number) =>
  async (method: string, path: string, data: unknown = null, headers: Record<string, string> = {}): Promise<Reply> =>
    (await send(port, {
      method,
      path,
      body: data,
      headers: data === null ? headers : { 'content-type': 'application/json', ...headers },
    })) as unknown as Reply;

type Call = ReturnType<typeof caller>;
const register = (call: Call, username: string) =>
  call('POST', '/registration/', {
    username,
    email: `${username}@example.com`,
    password1: PASSWORD,
    password2: PASSWORD,
  });
const login = (call: Call, username: string, password = PASSWORD) =>
  call('POST', '/auth/login/', { username, password });
const token = (key: string) => ({ authorization: `Token ${key}` });
const path = (room: string, name: string) => ({ url: `/connection/${room}/${name}/${name}%40example.com/` });

describe('login methods (row 22, 24)', () => {
  test('username or email', () =>
    withServer({ loginMethods: 'both' }, async (_, call) => {
      const name = newName();
      await register(call, name);
      const by = (username: string, email: string) =>
        call('POST', '/auth/login/', { username, email, password: PASSWORD });
      assert.equal((await by(name, '')).status, 200);
      assert.equal((await by('', `${name}@EXAMPLE.com`)).status, 200);
      assert.equal((await by(name, 'else@example.com')).status, 400);
      const neither = await by('', '');
      assert.deepEqual(neither.body, {
        non_field_errors: ['Must include either "username" or "email" and "password".'],
      });
    }));

  test('email only', () =>
    withServer({ loginMethods: 'email' }, async (_, call) => {
      const answer = await login(call, 'somebody');
      assert.deepEqual(answer.body, { non_field_errors: ['Must include "email" and "password".'] });
    }));
});

describe('tokens', () => {
  test('JWT: access, refresh, expiry, revocation (row 4, 33)', () =>
    withServer({ tokens: 'jwt', accessSeconds: 1 }, async (server, call) => {
      const name = newName();
      const { status, body } = await register(call, name);
      assert.equal(status, 201);
      assert.deepEqual(Object.keys(body), ['access', 'refresh', 'user']);
      const bearer = { authorization: `Bearer ${body['access']}` };
      assert.equal((await call('GET', '/auth/user/', null, bearer)).status, 200);
      await new Promise(resolve => setTimeout(resolve, 2_000));
      const late = await call('GET', '/auth/user/', null, bearer);
      assert.equal(late.status, 401);
      assert.equal(late.headers['www-authenticate'], 'Bearer realm="api"');
      assert.deepEqual(late.body, {
        detail: 'Given token not valid for any token type',
        code: 'token_not_valid',
        messages: [{ token_class: 'AccessToken', token_type: 'access', message: 'Token is invalid or expired' }],
      });
      const fresh = await call('POST', '/auth/token/refresh/', { refresh: body['refresh'] });
      assert.equal(fresh.status, 200);
      const again = { authorization: `Bearer ${fresh.body['access']}` };
      assert.equal((await call('GET', '/auth/user/', null, again)).status, 200);
      await server.revoke(name);
      assert.equal((await call('GET', '/auth/user/', null, again)).status, 401);
      const dead = await call('POST', '/auth/token/refresh/', { refresh: body['refresh'] });
      assert.deepEqual([dead.status, dead.body['code']], [401, 'token_not_valid']);
    }));

  test('none: 204 without a body, the session alone (row 3)', () =>
    withServer({ tokens: 'none' }, async (_, call) => {
      const name = newName();
      const { status, body, headers } = await register(call, name);
      assert.deepEqual([status, body, headers['content-type']], [204, '', undefined]);
      const cookie = (headers['set-cookie'] as string[]).map(line => line.split(';')[0]).join('; ');
      assert.equal((await call('GET', '/auth/user/', null, { cookie })).status, 200);
      assert.equal((await call('GET', '/auth/user/')).status, 403);
      const csrf = /csrftoken=(\w+)/.exec(cookie)![1]!;
      const patch = { first_name: 'Ada' };
      assert.equal((await call('PATCH', '/auth/user/', patch, { cookie })).status, 403);
      assert.equal((await call('PATCH', '/auth/user/', patch, { cookie, 'x-csrftoken': csrf })).status, 200);
    }));
});

describe('e-mail verification (row 2, 20, 66)', () => {
  test('register, mail, verify, log in', () =>
    withServer({ verification: 'mandatory' }, async (server, call) => {
      const name = newName();
      assert.deepEqual((await register(call, name)).body, { detail: 'Verification e-mail sent.' });
      assert.deepEqual((await login(call, name)).body, { non_field_errors: ['E-mail is not verified.'] });
      for (const email of [`${name}@example.com`, 'nobody@example.com']) {
        const answer = await call('POST', '/registration/resend-email/', { email });
        assert.deepEqual([answer.status, answer.body], [200, { detail: 'ok' }]);
      }
      assert.equal(server.outbox.length, 2);
      const verify = (key: string) => call('POST', '/registration/verify-email/', { key });
      const wrong = await verify('1:2:3');
      assert.deepEqual([wrong.status, wrong.body], [404, { detail: 'Not found.' }]);
      assert.deepEqual((await verify(server.outbox[1]!.data['key']!)).body, { detail: 'ok' });
      assert.equal((await login(call, name)).status, 200);
    }));
});

describe('passwords', () => {
  test('change (row 63)', () =>
    withServer({ oldPassword: true }, async (_, call) => {
      const name = newName();
      const { key = '' } = (await register(call, name)).body;
      const change = (data: object) => call('POST', '/auth/password/change/', data, token(key));
      const next = { new_password1: 'sapphire-7-oxen', new_password2: 'sapphire-7-oxen' };
      assert.deepEqual((await change(next)).body, { old_password: ['This field is required.'] });
      assert.deepEqual((await change({ ...next, old_password: 'no' })).body, {
        old_password: ['Your old password was entered incorrectly. Please enter it again.'],
      });
      assert.deepEqual((await change({ ...next, new_password2: 'other', old_password: PASSWORD })).body, {
        new_password2: ['The two password fields didn’t match.'],
      });
      const bad = { new_password1: '12345', new_password2: '12345', old_password: PASSWORD };
      assert.equal((await change(bad)).body['new_password2']!['length'], 3);
      assert.deepEqual((await change({ ...next, old_password: PASSWORD })).body, {
        detail: 'New password has been saved.',
      });
      assert.equal((await call('GET', '/auth/user/', null, token(key))).status, 200);
      assert.equal((await login(call, name)).status, 400);
      assert.equal((await login(call, name, 'sapphire-7-oxen')).status, 200);
    }));

  test('reset by mail, once (row 64, 65)', () =>
    withServer({}, async (server, call) => {
      const name = newName();
      await register(call, name);
      const reset = (email: string) => call('POST', '/auth/password/reset/', { email });
      for (const email of [`${name}@example.com`, 'nobody@example.com']) {
        const answer = await reset(email);
        assert.deepEqual([answer.status, answer.body], [200, { detail: 'Password reset e-mail has been sent.' }]);
      }
      assert.equal(server.outbox.length, 1);
      const keys = server.outbox[0]!.data;
      const next = { new_password1: 'sapphire-7-oxen', new_password2: 'sapphire-7-oxen' };
      const confirm = (data: object) => call('POST', '/auth/password/reset/confirm/', { ...keys, ...next, ...data });
      assert.deepEqual((await confirm({ uid: '!' })).body, { uid: ['Invalid value'] });
      assert.deepEqual((await confirm({ token: 'x-é' })).body, { token: ['Invalid value'] });
      assert.deepEqual((await confirm({ new_password2: 'x' })).body, {
        new_password2: ['The two password fields didn’t match.'],
      });
      assert.equal((await confirm({})).status, 200);
      assert.deepEqual((await confirm({})).body, { token: ['Invalid value'] });
      assert.equal((await login(call, name, 'sapphire-7-oxen')).status, 200);
    }));
});

test('two registrations of one name at the same moment: one is told that it is taken', () =>
  withServer({}, async (_, call) => {
    const name = newName();
    const answers = await Promise.all([register(call, name), register(call, name), register(call, name)]);
    assert.deepEqual(answers.map(answer => answer.status).sort(), [201, 400, 400]);
  }));

describe('throttle (row 32)', () => {
  const throttle = { calls: 2, seconds: 60 };

  test('per address', () =>
    withServer({ throttle }, async (_, call) => {
      await login(call, 'nobody');
      await login(call, 'somebody');
      const answer = await login(call, 'anybody');
      assert.equal(answer.status, 429);
      assert.match(String(answer.headers['retry-after']), /^(60|5\d)$/);
      assert.equal(answer.headers['access-control-expose-headers'], undefined);
    }));

  test('per account, from whatever address', async () => {
    const settings = { ...defaults, throttle, passwordWork: 1 };
    const app = createApp(await createSite(db, settings, createLog('silent'), () => {}));
    const from = async (address: string, username: string) => {
      const body = JSON.stringify({ username, password: 'x' });
      const headers = { 'content-type': 'application/json' };
      const request = new Request('http://localhost/auth/login/', { method: 'POST', headers, body });
      return (await app.fetch(request, { address })).status;
    };
    const answers = [await from('1', 'ada'), await from('2', 'ADA'), await from('3', 'ada'), await from('4', 'bob')];
    assert.deepEqual(answers, [400, 400, 429, 400]);
  });
});

describe('rooms', () => {
  test('shared: whole records to everybody, the history of the rooms one has been in', () =>
    withServer({ rooms: 'shared' }, async (_, call) => {
      const [ann, bob, eve, room] = [newName(), newName(), newName(), String(serial++)];
      const keyOf = async (name: string) => (await register(call, name)).body['key']!;
      const [annKey, bobKey, eveKey] = [await keyOf(ann), await keyOf(bob), await keyOf(eve)];
      const port = _.port;
      const [a, b, other] = [
        await open(port, path(room, ann)),
        await open(port, path(room, bob)),
        await open(port, path(`${room}9`, eve)),
      ];
      a.socket.send('{"message":"hello all"}');
      await Promise.all([a.frames(1), b.frames(1)]);
      const record = JSON.parse(b.answer.frames[0]!);
      assert.deepEqual(a.answer.frames, b.answer.frames);
      assert.deepEqual(Object.keys(record), ['id', 'name', 'email', 'room', 'message', 'serverMessage', 'created_at']);
      const history = async (key: string, query = '') =>
        (await call('GET', `/chats/getChats/${query}`, null, token(key))).body as unknown as object[];
      assert.deepEqual(await history(annKey), [record]);
      assert.deepEqual(await history(bobKey), [record]);
      assert.deepEqual(await history(eveKey), []);
      assert.deepEqual(await history(eveKey, `?room=${room}`), [record]);
      assert.deepEqual(other.answer.frames, []);
    }));

  test("private: nobody sees another account's records", () =>
    withServer({}, async (server, call) => {
      const [ann, bob] = [newName(), newName()];
      const { key: annKey = '' } = (await register(call, ann)).body;
      await register(call, bob);
      await server.seed(bob, 3, '42');
      assert.deepEqual((await call('GET', '/chats/getChats/?room=42', null, token(annKey))).body, []);
    }));
});

test('pages of the history (row 68)', () =>
  withServer({ pageSize: 2 }, async (server, call) => {
    const name = newName();
    const { key = '' } = (await register(call, name)).body;
    await server.seed(name, 5);
    const get = (query: string) => call('GET', `/chats/getChats/${query}`, null, token(key));
    const first = (await get('')).body as Record<string, unknown>;
    assert.deepEqual([first['count'], first['previous']], [5, null]);
    assert.equal(first['next'], `http://127.0.0.1:${server.port}/chats/getChats/?page=2`);
    const last = (await get('?page=3')).body as Record<string, never>;
    assert.equal(last['next'], null);
    assert.deepEqual(
      (last['results'] as unknown as { message: string }[]).map(chat => chat.message),
      ['Message 5'],
    );
    const beyond = await get('?page=4');
    assert.deepEqual([beyond.status, beyond.body], [404, { detail: 'Invalid page.' }]);
  }));

test('a history that lags behind', () =>
  withServer({ historyLagMs: 60_000 }, async (server, call) => {
    const name = newName();
    const { key = '' } = (await register(call, name)).body;
    const client = await open(server.port, path('1', name));
    client.socket.send('{"message":"new"}');
    await client.frames(1);
    assert.deepEqual((await call('GET', '/chats/getChats/', null, token(key))).body, []);
    assert.ok((await server.records()).some(chat => chat.name === name));
  }));

describe('origins', () => {
  const origins = ['https://shop.example'];
  test('CORS for those on the list only (row 43)', () =>
    withServer({ origins }, async (_, call) => {
      const from = async (origin: string) =>
        (await call('GET', '/auth/user/', null, { origin })).headers['access-control-allow-origin'];
      assert.equal(await from('https://shop.example'), 'https://shop.example');
      assert.equal(await from('https://evil.example'), undefined);
    }));
  test('sockets: 403 at the handshake, a missing Origin included (row 82)', () =>
    withServer({ origins }, async server => {
      const status = async (origin?: string) => {
        const client = await open(server.port, { ...path('1', 'a'), headers: origin ? { origin } : {} });
        client.socket.close();
        return client.answer.status;
      };
      assert.equal(await status('https://shop.example'), 101);
      assert.equal(await status('https://evil.example'), 403);
      assert.equal(await status(), 403);
    }));
});

describe('limits', () => {
  test('a body that is too long: 413, readable by the page', () =>
    withServer({ bodyLimit: 1000 }, async (_, call) => {
      const answer = await call(
        'POST',
        '/auth/login/',
        { username: 'x'.repeat(2000) },
        { origin: 'https://a.example' },
      );
      assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [413, '*']);
    }));
  test('a frame that is too long: 1009 (row 90)', () =>
    withServer({ frameLimit: 1000 }, async server => {
      const client = await open(server.port, path('1', 'a'));
      client.socket.send(JSON.stringify({ message: 'x'.repeat(2000) }));
      await client.closed;
      assert.equal(client.answer.close.code, 1009);
    }));
  test('names of letters only (row 74)', () =>
    withServer({ nameRoute: 'word' }, async server => {
      assert.equal((await open(server.port, path('1', 'ada.l'))).answer.status, 500);
      const client = await open(server.port, path('1', 'Ren%C3%A9e_1'));
      assert.equal(client.answer.status, 101);
      client.socket.close();
    }));
});

test('replies come in the order of the messages; a stop loses nothing that was answered', () =>
  withServer({}, async server => {
    const name = newName();
    const client = await open(server.port, path('1', name));
    for (let n = 0; n < 200; n++) client.socket.send(JSON.stringify({ message: `m${n}` }));
    await client.frames(1);
    await server.close();
    await client.closed;
    assert.equal(client.answer.close.code, 1012);
    const answered = client.answer.frames.map(frame => JSON.parse(frame).message);
    assert.deepEqual(
      answered,
      answered.map((_, n) => `m${n}`),
    );
    const saved = (await server.records()).filter(chat => chat.name === name).map(chat => chat.message);
    assert.deepEqual(saved, answered);
  }));

test('say, push and closing from the server', () =>
  withServer({}, async server => {
    const room = String(serial++);
    const client = await open(server.port, path(room, 'a'));
    await server.say(room, 'Hi there');
    server.push(room, 'raw');
    await client.frames(2);
    assert.deepEqual(client.answer.frames, ['{"serverMessage": "Hi there"}', 'raw']);
    server.sockets(room)[0]!.end(4001, 'no');
    await client.closed;
    assert.deepEqual(client.answer.close, { code: 4001, reason: 'no' });
  }));

test('the log names no e-mail, no key and no password', () => {
  const lines: string[] = [];
  const log = {
    info: (entry: object) => lines.push(JSON.stringify(entry)),
    error: (entry: object) => lines.push(JSON.stringify(entry)),
  };
  return withServer({ log }, async (server, call) => {
    const name = newName();
    const { key = '' } = (await register(call, name)).body;
    await call('GET', `/auth/user/?key=${key}`, null, token(key));
    await call('GET', `/${name}@example.com/`);
    await call('POST', '/auth/password/reset/', { email: `${name}@example.com` });
    const client = await open(server.port, path('1', name));
    client.socket.send('nonsense');
    await client.closed;
    await server.close();
    const text = lines.join('\n');
    assert.match(text, /"path":"\/auth\/user\/","status":200/);
    assert.match(text, /\/connection\/1\/\*\/\*\//);
    for (const secret of [name, key, PASSWORD, 'example.com', server.outbox[0]!.data['token']!]) {
      assert.ok(!text.includes(secret), secret);
    }
  });
});
