import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { credentialsFor } from '../state/session.js';
import { createTestClock } from '../state/testing/clock.js';
import { type Api, createApi, type Grant } from './api.js';
import { realClock } from './clock.js';
import type { ApiError, ErrorCode } from './errors.js';

/** The rows of the backend's behaviour, 1 to 66, as the API layer meets them, against recorded answers where there are any. */
interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const records: (Reply & { kind: string; server: string; case: string })[] = JSON.parse(
  readFileSync(new URL('../../demo/server/fixtures/django-responses.json', import.meta.url), 'utf8'),
);

const recorded = (name: string, server = 'base'): Reply => {
  const found = records.find(item => item.kind === 'http' && item.case === name && item.server === server);
  assert.ok(found, `no recorded answer "${name}" of "${server}"`);
  return found;
};

interface Sent {
  url: string;
  init: RequestInit;
  headers: Headers;
  body: Record<string, unknown>;
}

const token: Grant = { token: 'c0ffee', scheme: 'Token' };
const registration = { username: 'ada', email: 'ada@example.com', password1: 'quartz', password2: 'quartz' };
const credentials = { username: 'ada', email: '', password: 'quartz' };

/** An API whose next answers are these, and what it sent. */
const withAnswers = (replies: (Reply | Error)[], online = true) => {
  const sent: Sent[] = [];
  const api = createApi({
    base: new URL('https://backend.example'),
    grant: () => token,
    language: () => 'de-AT',
    online: () => online,
    endpoints: () => ({}),
    clock: realClock,
    fetch: async (input, init = {}) => {
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : {};
      sent.push({ url: String(input), init, headers: new Headers(init.headers), body });
      const reply = replies.length > 1 ? replies.shift()! : replies[0]!;
      if (reply instanceof Error) throw reply;
      const { status, body: content, headers } = reply;
      const text = content === undefined ? null : typeof content === 'string' ? content : JSON.stringify(content);
      return new Response(status === 204 ? null : text, { status, headers: new Headers(headers) });
    },
  });
  return { api, sent };
};

const answering = (...replies: (Reply | Error)[]) => withAnswers(replies);

const failure = async (work: Promise<unknown>): Promise<ApiError> => {
  const error: ApiError | undefined = await work.then(
    () => undefined,
    (reason: ApiError) => reason,
  );
  assert.ok(error, 'it was not refused');
  assert.equal(error.name, 'ApiError');
  return error;
};

const refused = (reply: Reply, ask: (api: Api) => Promise<unknown> = api => api.register(registration)) =>
  failure(ask(answering(reply).api));

const parts = ({ code, fields, form }: ApiError) => ({ code, fields: Object.fromEntries(fields), form });

const rejects = async (
  name: string,
  fields: Record<string, string[]>,
  form: string[] = [],
  code: ErrorCode = 'validation',
) => assert.deepEqual(parts(await refused(recorded(name))), { code, fields, form });

describe('registration', () => {
  test('row 1: a key, and no cookie is asked for or sent', async () => {
    const { api, sent } = answering(recorded('register: happy'));
    assert.match((await api.register(registration)).key ?? '', /^[0-9a-f]{40}$/);
    assert.equal(sent[0]?.init.credentials, 'omit');
    assert.deepEqual(sent[0]?.body, registration);
  });

  test('row 2: only a detail is a success', async () => {
    const { api } = answering(recorded('entry: register', 'e-mail verification mandatory'));
    assert.deepEqual(await api.register(registration), { detail: 'Verification e-mail sent.' });
  });

  test('row 3: an empty answer is a success without a key', async () => {
    const { api } = answering({ status: 204 });
    assert.equal((await api.register(registration)).key, undefined);
    assert.equal((await api.login(credentials)).key, undefined);
  });

  test('row 4: a JWT pair', async () => {
    const { api } = answering({ status: 201, body: { access: 'a.b.c', refresh: 'd.e.f', user: { pk: 1 } } });
    const { access, refresh } = await api.register(registration);
    assert.deepEqual({ access, refresh }, { access: 'a.b.c', refresh: 'd.e.f' });
  });

  test('row 5: an empty refresh token is none', async () => {
    const { api } = answering({ status: 200, body: { access: 'a.b.c', refresh: '' } });
    assert.ok(!(await api.login(credentials)).refresh);
  });

  test('row 6: a name that is taken, in any letter case', async () => {
    const taken = { username: ['A user with that username already exists.'] };
    await rejects('register: username taken', taken);
    await rejects('register: username taken, other letter case', taken);
  });

  test('row 7: bad characters; letters of any script are fine', async () => {
    const error = await refused(recorded('register: username with an emoji'));
    assert.match(error.fields.get('username')?.[0] ?? '', /^Enter a valid username\./);
    const { api } = answering(recorded('register: username with accents and CJK'));
    assert.ok((await api.register({ ...registration, username: 'josé_日本' })).key);
  });

  test('row 8: too long, blank, missing, null', async () => {
    await rejects('register: username of 151 characters', {
      username: ['Ensure this field has no more than 150 characters.'],
    });
    for (const name of [
      'register: everything blank',
      'register: empty object',
      'register: nulls',
      'register: wrong types',
    ])
      assert.ok((await refused(recorded(name))).fields.has('password1'), name);
    const { api, sent } = answering(recorded('register: happy'));
    await api.register({ ...registration, email: '' });
    assert.equal(sent[0]?.body['email'], '');
  });

  test('row 9: the server’s words about an address', () =>
    rejects('register: not an e-mail', { email: ['Enter a valid email address.'] }));

  test('row 10: an address that is used', () =>
    rejects('register: e-mail taken', { email: ['A user is already registered with this e-mail address.'] }));

  test('row 11: several messages of one field', async () => {
    const error = await refused(recorded('register: password short, common and all digits'));
    assert.equal(error.fields.get('password1')?.length, 3);
  });

  test('row 12: about the password, under no field', () =>
    rejects('register: password like the username', {}, ['The password is too similar to the username.']));

  test('row 13: two passwords that differ', () =>
    rejects('register: passwords differ', {}, ["The two password fields didn't match."]));

  test('row 14: a field’s error hides that they differ', () =>
    rejects('register: passwords differ and username taken', {
      username: ['A user with that username already exists.'],
    }));

  test('row 15: a body that is no form', async () => {
    await rejects('register: JSON array', {}, ['Invalid data. Expected a dictionary, but got list.']);
    assert.match((await refused(recorded('register: malformed JSON'))).form[0] ?? '', /^JSON parse error/);
    assert.equal((await refused(recorded('register: text/plain'))).code, 'bad-answer');
    const { api, sent } = answering(recorded('register: happy'));
    await api.register(registration);
    assert.equal(sent[0]?.headers.get('content-type'), 'application/json');
  });

  test('row 16: a password travels as it was typed', async () => {
    const { api, sent } = answering(recorded('register: surrounding spaces'));
    await api.register({ ...registration, password1: '  quartz ', password2: '  quartz ' });
    assert.equal(sent[0]?.body['password1'], '  quartz ');
  });

  test('row 17: every request accepts JSON', async () => {
    assert.equal((await refused(recorded('register: GET'))).code, 'not-found');
    const { api, sent } = answering({ status: 200, body: { pk: 1 } });
    await api.user();
    assert.equal(sent[0]?.headers.get('accept'), 'application/json');
  });
});

describe('login', () => {
  const ask = (api: Api) => api.login(credentials);

  test('row 18: a key', async () => {
    const { api } = answering(recorded('login: username and password only'));
    assert.ok((await api.login(credentials)).key);
  });

  test('row 19: wrong, unknown and deactivated are one', async () => {
    for (const name of ['login: wrong password', 'login: unknown user', 'login: deactivated account, right password'])
      assert.deepEqual(parts(await refused(recorded(name), ask)), {
        code: 'credentials',
        fields: {},
        form: ['Unable to log in with provided credentials.'],
      });
  });

  test('row 20: an address that is not confirmed', async () => {
    const error = await refused(recorded('entry: login by username', 'e-mail verification mandatory'), ask);
    assert.deepEqual(error.form, ['E-mail is not verified.']);
  });

  test('row 21: a blank and a missing password', async () => {
    assert.deepEqual(parts(await refused(recorded('login: blank password'), ask)), {
      code: 'validation',
      fields: { password: ['This field may not be blank.'] },
      form: [],
    });
    assert.ok((await refused(recorded('login: missing password'), ask)).fields.has('password'));
  });

  test('row 22: recipe R1', async () => {
    assert.deepEqual(credentialsFor('ada@example.com', 'x', 'auto'), {
      username: 'ada@example.com',
      email: 'ada@example.com',
      password: 'x',
    });
    assert.deepEqual(credentialsFor('ada', 'x', 'auto'), { username: 'ada', email: '', password: 'x' });
    assert.deepEqual(credentialsFor('ada@example.com', 'x', 'email'), {
      username: '',
      email: 'ada@example.com',
      password: 'x',
    });
    assert.deepEqual((await refused(recorded('login: e-mail only'), ask)).form, [
      'Must include "username" and "password".',
    ]);
  });

  test('row 23: a name that looks like half an address is none', async () => {
    assert.equal(credentialsFor('ada@home', 'x', 'auto').email, '');
    assert.deepEqual(
      [...(await refused(recorded('login: right username, malformed e-mail'), ask)).fields.keys()],
      ['email'],
    );
  });

  test('row 24: a key for a field that no form has is not lost', async () => {
    const error = await refused({ status: 400, body: { phone: ['This field is required.'] } }, ask);
    assert.deepEqual([...error.fields], [['phone', ['This field is required.']]]);
  });

  test('row 25: the token never goes along with login, registration, reset or resend', async () => {
    const { api, sent } = answering({ status: 200, body: { key: 'k' } });
    await api.login(credentials);
    await api.register(registration);
    await api.requestReset('ada@example.com');
    await api.resend('ada@example.com');
    for (const { headers } of sent) assert.equal(headers.get('authorization'), null);
    const stale = await refused(recorded('login: right credentials with a stale token in the headers'), ask);
    assert.equal(stale.code, 'credentials');
  });

  test('row 26: the thirteenth wrong try is refused like the first', async () => {
    const { api } = answering(recorded('login: wrong password'));
    for (let attempt = 0; attempt < 13; attempt++) assert.equal((await failure(ask(api))).code, 'credentials');
  });
});

describe('token, transport and throttling', () => {
  const user = (api: Api) => api.user();

  test('row 27: no cookie goes along, and a missing CSRF token has its own name', async () => {
    const csrf = recorded('session: cookies and a good token, PATCH', 'session before token');
    assert.equal((await refused(csrf, api => api.patchUser({ first_name: 'A' }))).code, 'csrf');
    const { api, sent } = answering({ status: 200, body: { pk: 1 } });
    await api.user();
    await api.patchUser({ first_name: 'A' });
    for (const { init } of sent) assert.equal(init.credentials, 'omit');
  });

  test('row 28: a dead token', async () => {
    for (const name of [
      'no token',
      'unknown token',
      'scheme without a key',
      'key with a space in it',
      'token of a deactivated account',
    ])
      assert.equal((await refused(recorded(`user: ${name}`), user)).code, 'expired', name);
  });

  test('row 29: the same with 403', async () => {
    for (const name of ['session: no token', 'session: unknown token'])
      assert.equal((await refused(recorded(name, 'session before token'), user)).code, 'expired');
  });

  test('row 30: a token that is refused at once is an expired one here; the session tells the difference', async () => {
    const error = await refused(
      { status: 403, body: { detail: 'Authentication credentials were not provided.' } },
      api => api.user(undefined, token),
    );
    assert.equal(error.code, 'expired');
  });

  test('row 31: the scheme is the grant’s', async () => {
    assert.equal((await refused(recorded('user: Bearer instead of Token'), user)).code, 'expired');
    const { api, sent } = answering({ status: 200, body: { pk: 1 } });
    await api.user();
    await api.user(undefined, { token: 'a.b', scheme: 'Bearer' });
    assert.deepEqual(
      sent.map(({ headers }) => headers.get('authorization')),
      ['Token c0ffee', 'Bearer a.b'],
    );
  });

  test('row 32: the seconds come from the header, from the text, or are 30', async () => {
    const reply = recorded('throttle: login 4', 'throttled, 3 a minute');
    const error = await refused(reply, api => api.login(credentials));
    assert.equal(error.code, 'throttled');
    assert.equal(error.retryAfter, 60);
    assert.equal((await refused({ ...reply, headers: {} })).retryAfter, 60);
    assert.equal((await refused({ status: 429, body: { detail: 'Langsam.' } })).retryAfter, 30);
    assert.equal((await refused({ status: 429, headers: { 'retry-after': '7' } })).retryAfter, 7);
  });

  test('row 33: what simplejwt adds is not for a visitor', async () => {
    const body = {
      detail: 'Given token not valid for any token type',
      code: 'token_not_valid',
      messages: [{ token_class: 'AccessToken', message: 'Token is expired' }],
    };
    assert.deepEqual(parts(await refused({ status: 401, body }, user)), {
      code: 'expired',
      fields: {},
      form: ['Given token not valid for any token type'],
    });
  });

  test('rows 34, 35 and 36: every path ends in a slash', async () => {
    const { api, sent } = answering({ status: 200, body: { pk: 1, results: [] } });
    const each = [
      api.login(credentials),
      api.register(registration),
      api.user(),
      api.patchUser({}),
      api.history(),
      api.logout(token),
      api.requestReset('a@b.c'),
      api.changePassword({ new_password1: 'x', new_password2: 'x' }),
      api.resend('a@b.c'),
      api.refresh('r'),
    ];
    await Promise.all(each);
    for (const { url } of sent) assert.match(new URL(url).pathname, /^\/[^/].*[^/]\/$/);
    const debug = recorded('debug: POST without the trailing slash', 'debug');
    assert.equal((await refused(debug)).code, 'server');
  });

  test('row 36: a token is not carried through a redirect', async () => {
    const { api, sent } = answering({ status: 200, body: { pk: 1 } });
    await api.user();
    assert.equal(sent[0]?.init.redirect, 'error');
  });

  test('row 37: a page in place of JSON', async () => {
    const error = await refused(recorded('debug: path that does not exist', 'debug'), user);
    assert.deepEqual(parts(error), { code: 'not-found', fields: {}, form: [] });
    assert.equal((await failure(answering({ status: 200, body: '<h1>Welcome</h1>' }).api.user())).code, 'bad-answer');
  });

  test('row 38: a traceback is never shown', async () => {
    const error = await refused({ status: 500, body: 'Traceback\nSECRET_KEY = x' });
    assert.deepEqual(parts(error), { code: 'server', fields: {}, form: [] });
    assert.ok(!JSON.stringify(error).includes('SECRET'));
  });

  test('row 39: a 400 that is a page', async () => {
    assert.deepEqual(parts(await refused({ status: 400, body: '<h1>Bad Request (400)</h1>' })), {
      code: 'bad-answer',
      fields: {},
      form: [],
    });
  });

  test('row 40: a proxy in between', async () => {
    for (const [status, code] of [
      [413, 'too-long'],
      [502, 'server'],
      [503, 'server'],
      [504, 'server'],
    ] as const)
      assert.equal((await refused({ status, body: '<html>' })).code, code);
  });

  test('row 41: lists, nested objects, strings, numbers', async () => {
    const form = async (body: unknown) => (await refused({ status: 400, body })).form;
    assert.deepEqual(await form(['msg']), ['msg']);
    assert.deepEqual(await form(JSON.stringify('msg')), ['msg']);
    assert.deepEqual(await form(7), ['7']);
    const nested = await refused({ status: 400, body: { email: { email: ['Enter a valid email address.'] } } });
    assert.deepEqual(nested.fields.get('email'), ['Enter a valid email address.']);
  });

  test('row 42: the language is asked for, and no text is branched on', async () => {
    const { api, sent } = answering({ status: 400, body: { non_field_errors: ['Kann nicht anmelden.'] } });
    assert.equal((await failure(api.login(credentials))).code, 'credentials');
    assert.equal(sent[0]?.headers.get('accept-language'), 'de-AT');
  });

  test('row 43: no answer, online and offline', async () => {
    const silent = [new TypeError('Failed to fetch')];
    assert.equal((await failure(withAnswers(silent).api.user())).code, 'cors');
    assert.equal((await failure(withAnswers(silent, false).api.user())).code, 'offline');
  });

  test('row 43: an answer that does not come within 15 s', async () => {
    const clock = createTestClock();
    const api = createApi({
      base: new URL('https://backend.example'),
      endpoints: () => ({}),
      grant: () => undefined,
      language: () => 'en',
      online: () => true,
      clock,
      fetch: (_, init) =>
        new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal!.reason))),
    });
    const failed = failure(api.login(credentials));
    await clock.pass(14_999);
    assert.equal(await Promise.race([failed, 'waiting']), 'waiting');
    await clock.pass(1);
    assert.equal((await failed).code, 'timeout');
  });

  test('row 44: no header that a preflight would refuse', async () => {
    const { api, sent } = answering({ status: 200, body: { pk: 1 } });
    await api.patchUser({ first_name: 'A' });
    const allowed = ['accept', 'accept-language', 'authorization', 'content-type'];
    assert.deepEqual([...sent[0]!.headers.keys()].sort(), allowed);
  });

  test('row 45: credentials are never included', async () => {
    const { api, sent } = answering({ status: 200, body: [] });
    await api.history();
    assert.equal(sent[0]?.init.credentials, 'omit');
  });

  test('row 46: PATCH in capitals', async () => {
    const { api, sent } = answering({ status: 200, body: { pk: 1 } });
    await api.patchUser({ first_name: 'A' });
    assert.equal(sent[0]?.init.method, 'PATCH');
  });

  test('row 47: a key that no header can carry', async () => {
    for (const key of ['a\nb', 'schlüssel', 'a b'])
      assert.equal((await refused({ status: 200, body: { key } })).code, 'bad-answer');
    assert.ok(!(await answering({ status: 200, body: { key: '' } }).api.login(credentials)).key);
  });

  test('row 48: nothing that could open the browser’s own password dialog', async () => {
    const { api, sent } = answering({ status: 401, headers: { 'www-authenticate': 'Basic' }, body: { detail: 'x' } });
    await failure(api.user());
    assert.equal(sent[0]?.init.credentials, 'omit');
  });

  test('row 49: nothing is asked twice', async () => {
    for (const reply of [{ status: 503 }, { status: 429, body: {} }, new TypeError('x')]) {
      const { api, sent } = answering(reply);
      await failure(api.user());
      await failure(api.history());
      assert.equal(sent.length, 2);
    }
  });
});

describe('profile, logout and passwords', () => {
  test('row 50: only pk is needed, and other keys stay', async () => {
    const { api } = answering(recorded('user: happy'), { status: 200, body: { pk: 'x', company: 'A' } });
    assert.equal((await api.user()).first_name, '');
    assert.deepEqual(await api.user(), { pk: 'x', company: 'A' });
    assert.equal((await refused({ status: 200, body: { username: 'ada' } }, api => api.user())).code, 'bad-answer');
  });

  test('row 51: a PATCH gives the whole user', async () => {
    const { api } = answering(recorded('user: PATCH first and last name'));
    assert.equal((await api.patchUser({ first_name: 'Dora' })).first_name, 'Dora');
  });

  const patch = (api: Api) => api.patchUser({ username: 'ada' });

  test('rows 52 and 53: one’s own name is taken', async () => {
    const error = await refused(recorded('user: PATCH own username unchanged'), patch);
    assert.deepEqual(error.fields.get('username'), ['A user with that username already exists.']);
  });

  test('row 54: an address is ignored, with 200', async () => {
    const { api } = answering(recorded('user: PATCH e-mail'));
    assert.match((await api.patchUser({})).email ?? '', /^dora/);
  });

  test('row 55: a name that is too long or null', async () => {
    assert.deepEqual(
      [...(await refused(recorded('user: PATCH 151 characters'), patch)).fields.keys()],
      ['first_name', 'last_name'],
    );
    assert.ok((await refused(recorded('user: PATCH null'), patch)).fields.has('first_name'));
  });

  test('row 56: an empty PATCH is answered', async () => {
    assert.ok((await answering(recorded('user: PATCH empty object')).api.patchUser({})).pk);
  });

  test('rows 57 and 59: neither PUT nor DELETE is among the methods', async () => {
    const { api, sent } = answering({ status: 200, body: { pk: 1 } });
    await Promise.all([api.user(), api.patchUser({}), api.logout(token)]);
    for (const { init } of sent) assert.ok(['GET', 'POST', 'PATCH'].includes(init.method ?? ''));
    assert.equal((await refused(recorded('user: DELETE'), patch)).code, 'not-found');
  });

  test('row 58: the token outlives a new username', async () => {
    const { api } = answering(
      recorded('user: PATCH username to a free one'),
      recorded('user: same token after renaming'),
    );
    const { username } = await api.patchUser({ username: 'dora2' });
    assert.equal((await api.user()).username, username);
  });

  test('row 60: no condition is sent, for the backend knows none', async () => {
    const { api, sent } = answering({ status: 200, body: { pk: 1 } });
    await api.patchUser({});
    assert.equal(sent[0]?.headers.get('if-match'), null);
  });

  test('row 61: logout goes with the key that it ends', async () => {
    const { api, sent } = answering(recorded('logout: happy'));
    await api.logout({ token: 'old', scheme: 'Token' });
    assert.equal(sent[0]?.headers.get('authorization'), 'Token old');
    assert.equal(sent[0]?.init.method, 'POST');
  });

  test('row 62: a logout that is refused is an error that nobody needs', async () => {
    assert.equal((await refused(recorded('user: token after logout'), api => api.logout(token))).code, 'expired');
  });

  test('row 63: the change of a password, its errors under new_password2', async () => {
    const reply = { status: 400, body: { new_password2: ['The two password fields didn’t match.'] } };
    const { api, sent } = answering(reply);
    const error = await failure(api.changePassword({ new_password1: 'x', new_password2: 'y' }));
    assert.deepEqual([...error.fields.keys()], ['new_password2']);
    assert.deepEqual(sent[0]?.body, { new_password1: 'x', new_password2: 'y' });
  });

  test('row 64: a reset is always answered alike', async () => {
    const { api, sent } = answering({ status: 200, body: { detail: 'Password reset e-mail has been sent.' } });
    await api.requestReset('nobody@example.com');
    assert.equal(new URL(sent[0]!.url).pathname, '/auth/password/reset/');
  });

  test('row 65: a link that is used or too old', async () => {
    const error = await refused({ status: 400, body: { uid: ['Invalid value'], token: ['Invalid value'] } });
    assert.deepEqual([...error.fields.keys()], ['uid', 'token']);
  });

  test('row 66: a confirmation is sent again, in any case', async () => {
    const { api, sent } = answering({ status: 200, body: { detail: 'ok' } });
    await api.resend('ada@example.com');
    assert.deepEqual(sent[0]?.body, { email: 'ada@example.com' });
    assert.equal(
      (await refused({ status: 404, body: { detail: 'Not found.' } }, api => api.resend('x'))).code,
      'not-found',
    );
  });
});
