import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createApi } from '../api/api.js';
import type { ApiError } from '../api/errors.js';
import { createProfile } from './profile.js';
import { createSession, credentialsFor, type SessionNews } from './session.js';
import { createSignal } from './signal.js';
import { createVault } from './storage.js';
import { createTestClock } from './testing/clock.js';
import { createStorage } from './testing/world.js';

type Handler = (init: RequestInit, path: string) => [status: number, body?: unknown] | Promise<[number, unknown?]>;
const user = { pk: 7, username: 'ana', email: 'ana@example.com', first_name: 'Ana', last_name: '' };
const key = 'a'.repeat(40);
let count = 0;

const begin = (
  routes: Record<string, Handler>,
  areas = { localStorage: createStorage(), sessionStorage: createStorage() },
  name = `http://s${count++}.example`,
) => {
  const clock = createTestClock();
  const requests: { path: string; method: string; authorization: string | undefined; body: unknown }[] = [];
  const all: Record<string, Handler> = {
    'auth/login/': () => [200, { key }],
    'auth/user/': () => [200, user],
    'auth/logout/': () => [200, {}],
    ...routes,
  };
  const api = createApi({
    base: new URL(`${name}/`),
    grant: () => session.grant(),
    endpoints: () => ({}),
    language: () => '',
    online: () => true,
    clock,
    fetch: (async (input: RequestInfo | URL, init: RequestInit = {}) => {
      const path = new URL(String(input)).pathname.slice(1);
      const headers = new Headers(init.headers);
      requests.push({
        path,
        method: init.method ?? 'GET',
        authorization: headers.get('authorization') ?? undefined,
        body: init.body,
      });
      const [status, body] = (await all[path]?.(init, path)) ?? [404, { detail: 'Not found.' }];
      return new Response(body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body), {
        status,
      });
    }) as typeof fetch,
  });
  const heard = createSignal<unknown>();
  const posted: unknown[] = [];
  const bus = {
    post: (message: unknown) => void posted.push(message),
    on: heard.on,
    close() {},
    open() {},
    connected: true,
  };
  const vault = createVault(name, 'local', areas as never);
  const session = createSession({
    api,
    vault,
    bus,
    clock,
    options: () => ({ persist: 'local' as const, authScheme: 'auto' as const }),
    report() {},
  });
  const news: SessionNews[] = [];
  session.on(event => news.push(event));
  return {
    api,
    session,
    profile: createProfile(api, session),
    clock,
    requests,
    news,
    areas,
    name,
    heard,
    posted,
    vault,
    types: () => news.map(({ type }) => type),
  };
};
const code = async (promise: Promise<unknown>) => {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return (error as ApiError).code;
  }
};
const login = (it: ReturnType<typeof begin>) =>
  it.session.login({ username: 'ana', email: '', password: 'secret' }, true);

describe('the session', () => {
  test('recipe R1: an e-mail address goes into both fields, anything else into one', () => {
    assert.deepEqual(credentialsFor('ana@example.com', 'x', 'auto'), {
      username: 'ana@example.com',
      email: 'ana@example.com',
      password: 'x',
    });
    assert.deepEqual(credentialsFor('ada@home', 'x', 'auto'), { username: 'ada@home', email: '', password: 'x' });
    assert.deepEqual(credentialsFor('ana@example.com', 'x', 'username'), {
      username: 'ana@example.com',
      email: '',
      password: 'x',
    });
    assert.deepEqual(credentialsFor('ana@example.com', 'x', 'email'), {
      username: '',
      email: 'ana@example.com',
      password: 'x',
    });
  });

  test('rows 18 and 25: a login sends no token, and keeps the one it gets', async () => {
    const it = begin({});
    await login(it);
    assert.deepEqual(
      it.requests.map(({ path, authorization }) => [path, authorization]),
      [
        ['auth/login/', undefined],
        ['auth/user/', `Token ${key}`],
      ],
    );
    assert.deepEqual(it.types(), ['login']);
    assert.ok(it.areas.localStorage.getItem(`sc-chat:${it.name}:session`)?.includes(key));
  });

  test('rows 4 and 31: a JWT pair is used as Bearer', async () => {
    const it = begin({ 'auth/login/': () => [200, { access: 'acc', refresh: 'ref', user }] });
    await login(it);
    assert.equal(it.requests.at(-1)?.authorization, 'Bearer acc');
  });

  test('row 33: an expired access token is renewed once, and the call repeated', async () => {
    let good = 'acc';
    const it = begin({
      'auth/login/': () => [200, { access: 'acc', refresh: 'ref' }],
      'auth/token/refresh/': () => [200, { access: 'new' }],
      'auth/user/': init =>
        new Headers(init.headers).get('authorization') === `Bearer ${good}`
          ? [200, user]
          : [401, { detail: 'Given token not valid', code: 'token_not_valid' }],
    });
    await login(it);
    good = 'new';
    assert.deepEqual(await it.session.run(() => it.api.user()), user);
    assert.equal(it.types().includes('logout'), false);
  });

  test('row 3: an empty 204 means that this backend issues no token', async () => {
    assert.equal(await code(login(begin({ 'auth/login/': () => [204] }))), 'no-token');
  });

  test('row 30: logged in and refused right after: the backend does not read tokens', async () => {
    const it = begin({ 'auth/user/': () => [403, { detail: 'Authentication credentials were not provided.' }] });
    assert.equal(await code(login(it)), 'token-refused');
    assert.equal(it.session.$account.get(), null);
  });

  test('row 47: a token that no header can carry is refused', async () => {
    assert.equal(await code(login(begin({ 'auth/login/': () => [200, { key: 'a\nb' }] }))), 'bad-answer');
  });

  test('row 2: a registration that only confirms is a success of its own', async () => {
    const it = begin({ 'registration/': () => [201, { detail: 'Verification e-mail sent.' }] });
    const values = { username: 'a', email: 'a@b.c', password1: 'x', password2: 'x' };
    assert.equal(await it.session.register(values), false);
    assert.deepEqual(it.types(), []);
  });

  test('rows 61 and 62: logging out is done here first, whatever the server answers', async () => {
    const it = begin({ 'auth/logout/': () => [500, 'broken'] });
    await login(it);
    it.session.logout();
    assert.equal(it.session.$user.get(), null);
    assert.equal(it.areas.localStorage.getItem(`sc-chat:${it.name}:session`), null);
    await it.clock.pass(0);
    assert.equal(it.requests.at(-1)?.authorization, `Token ${key}`);
    assert.deepEqual(it.posted, [{ t: 'logout', pk: '7' }]);
  });

  test('row 28: a 401 anywhere logs out and says why', async () => {
    let status = 200;
    const it = begin({ 'auth/user/': () => [status, status === 200 ? user : { detail: 'Invalid token.' }] });
    await login(it);
    status = 401;
    assert.equal(await code(it.session.run(() => it.api.user())), 'expired');
    assert.deepEqual(
      it.news.find(({ type }) => type === 'logout'),
      { type: 'logout', reason: 'expired', source: undefined },
    );
  });

  test('row 126: a late answer of an old session never logs in again', async () => {
    let release = () => {};
    const it = begin({ 'auth/login/': () => new Promise(resolve => (release = () => resolve([200, { key }]))) });
    const first = login(it);
    await it.clock.pass(0);
    it.session.logout();
    release();
    const outcome = code(first);
    await it.clock.pass(0);
    // The epoch of the login is over only where there was a session to end; a new login ends it in any case.
    void login(it).catch(() => {});
    release();
    await it.clock.pass(0);
    assert.ok(['aborted', 'none'].includes(await outcome));
  });

  test('a kept session is taken up again, and retried while the backend is away', async () => {
    const first = begin({});
    await login(first);
    let up = false;
    const it = begin({ 'auth/user/': () => (up ? [200, user] : [503, 'down']) }, first.areas, first.name);
    it.session.start();
    await it.clock.pass(5_000);
    assert.equal(it.session.$account.get()?.pk, '7');
    assert.equal(it.session.$user.get(), null);
    up = true;
    await it.clock.pass(40_000);
    assert.equal(it.session.$user.get()?.username, 'ana');
    assert.deepEqual(
      it.news.filter(({ type }) => type === 'login').map(event => (event as { via: string }).via),
      ['restored'],
    );
  });

  test('row 72: a corrupt value, a wrong shape or a future version is no session', () => {
    for (const value of [
      '{',
      '"x"',
      '{"v":2}',
      '{"v":1,"token":"a\\nb","scheme":"Token","pk":"7"}',
      'x'.repeat(5_000_000),
    ]) {
      const areas = { localStorage: createStorage(), sessionStorage: createStorage() };
      const name = `http://c${count++}.example`;
      areas.localStorage.setItem(`sc-chat:${name}:session`, value);
      const it = begin({}, areas, name);
      it.session.start();
      assert.equal(it.session.$account.get(), null);
    }
  });

  test('another window that logs out is followed', async () => {
    const it = begin({});
    it.session.start();
    await login(it);
    it.heard.emit({ t: 'logout', pk: '8' });
    assert.ok(it.session.$account.get());
    it.heard.emit({ t: 'logout', pk: '7' });
    assert.equal(it.session.$account.get(), null);
    assert.equal((it.news.at(-1) as { reason: string }).reason, 'other-tab');
  });

  test('identify: a host token is in memory only, asked for again after a 401, and never logged out', async () => {
    let good = 'one';
    const it = begin({
      'auth/user/': init =>
        new Headers(init.headers).get('authorization') === `Token ${good}` ? [200, user] : [401, {}],
    });
    await it.session.identify(() => good);
    assert.deepEqual(it.session.$account.get(), { pk: '7', host: true });
    assert.equal(it.areas.localStorage.length, 0);
    good = 'two';
    await it.session.run(() => it.api.user());
    await it.session.identify(null);
    assert.equal(it.session.$account.get(), null);
    assert.equal(
      it.requests.some(({ path }) => path === 'auth/logout/'),
      false,
    );
  });
});

describe('the profile', () => {
  const patch = (answer: object): Record<string, Handler> => ({
    'auth/user/': init => [200, init.method === 'PATCH' ? { ...user, ...answer } : user],
  });

  test('row 51: what the server returned is what is kept', async () => {
    const it = begin(patch({ last_name: 'Díaz' }));
    await login(it);
    const receipt = await it.profile.save({ last_name: 'Diaz' });
    assert.deepEqual([receipt.saved, receipt.ignored, it.session.$user.get()?.last_name], [['last_name'], [], 'Díaz']);
  });

  test('row 54: a field that the server kept as it was is named', async () => {
    const it = begin(patch({ last_name: 'Diaz' }));
    await login(it);
    const receipt = await it.profile.save({ first_name: 'Other', last_name: ' Diaz ' });
    assert.deepEqual([receipt.saved, receipt.ignored], [['last_name'], ['first_name']]);
  });

  test('a save that the expired session interrupted is finished after the login of the same user', async () => {
    let refuse = true;
    const it = begin({
      'auth/user/': init =>
        init.method !== 'PATCH' ? [200, user] : refuse ? [401, {}] : [200, { ...user, last_name: 'Diaz' }],
    });
    await login(it);
    assert.equal(await code(it.profile.save({ last_name: 'Diaz' })), 'expired');
    refuse = false;
    await login(it);
    await it.clock.pass(10);
    assert.equal(it.session.$user.get()?.last_name, 'Diaz');
  });
});
