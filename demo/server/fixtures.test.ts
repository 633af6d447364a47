import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Db } from './db.js';
import {
  type Client,
  frameOf,
  type HttpAnswer,
  type HttpCase,
  open,
  openTestDb,
  recordedCases,
  type SocketCase,
  sameFrame,
  send,
  sendFollowing,
} from './fixtures/replay.js';
import { hashPassword } from './passwords.js';
import { createServer, type Options, type Server } from './server.js';

/** Every recorded exchange again, in the order it was recorded, with a server of ours in the same configuration. */
const configurations: Record<string, Options> = {
  base: {},
  'out json-server': { outFrame: 'json-server' },
  'out json-message': { outFrame: 'json-message' },
  'out record': { outFrame: 'record' },
  'out text': { outFrame: 'text' },
  'in tolerant': { inFrame: 'tolerant' },
  'session before token': { sessionFirst: true },
  'e-mail verification mandatory': { verification: 'mandatory' },
  'throttled, 3 a minute': { throttle: { calls: 3, seconds: 60 } },
  debug: {},
};

/** Left out, each with its reason. */
const leftOut: Record<string, string> = {
  'debug: POST without the trailing slash': "Django's debug page, a mistake of the operator",
  'debug: path that does not exist': "Django's debug page, a mistake of the operator",
};

/** The bodies of these are the pages of DRF's browsable API: status and headers are compared, the markup is not. */
const markup = ['register: GET, Accept: text/html', 'history: Accept: text/html'];

/** Accounts that were made between the recorded cases, with the key that the recording used for them. */
const people: [username: string, key?: string][] = [
  ['bea_stcj8dhd43'],
  ['carl_stcj8dhd44'],
  ['dora_stcj8dhd45', 'd9240a36ee803245e900f2aa206f4b59377ef6d2'],
  ['emil_stcj8dhd46'],
  ['fay_stcj8dhd48', '66c19919a674f427cf943606cf4b7a335121c716'],
  ['gil_stcj8dhd49', '6dafe348a3a5cd2c95d1779ba61a85dda5db2a53'],
  ['hal_stcj8dhd50', 'e2f4dbf95140f71d23c51e30bcce2cb952ddb8a5'],
  ['jo_stcj8dhd53', '44bbe6d80a14c4f4e526ba66b72bc49338f63654'],
];

let db: Db;
/** Recorded key → our key. */
const keys = new Map<string, string>();
/** The cookies that our server set last, for the cases that send cookies. */
let cookie = '';

before(async () => {
  db = await openTestDb();
  await seedPeers();
});
after(() => db.close());

const cases = recordedCases();
for (const name of new Set(cases.map(item => item.server))) {
  describe(`recorded: ${name}`, () => {
    let server: Server;
    before(async () => {
      server = await createServer({ throttle: null, ...configurations[name], db, port: 0, passwordWork: 1 });
      if (name === 'base') await registerPeople(server.port);
    });
    after(() => server.close());

    for (const item of cases.filter(item => item.server === name)) {
      test(item.case, { skip: leftOut[item.case] ?? false }, () =>
        item.kind === 'http' ? replayHttp(server.port, item) : replaySocket(server.port, item),
      );
    }
  });
}

async function replayHttp(port: number, item: HttpCase): Promise<void> {
  if (item.case === 'login: right password after seven wrong ones') await failSevenTimes(port, item);
  const request = { ...item.request, headers: ownHeaders(item.request.headers) };
  if (item.case === 'user: PATCH one field bad, one good') {
    // The recording put the names back before this case, without recording it.
    await send(port, { ...request, body: { first_name: 'Dora', last_name: 'Diaz' } });
  }
  if (item.case === 'register: JSON string') request.body = JSON.stringify(request.body);
  const follow = item.case.endsWith('redirect followed');
  const answer = await (follow ? sendFollowing : send)(port, request);

  assert.equal(answer.status, item.status, JSON.stringify(answer.body));
  compareHeaders(answer, item);
  const set = answer.headers['set-cookie'];
  if (set) cookie = set.map(line => line.split(';')[0]).join('; ');
  if (markup.includes(item.case)) return;
  compareKeys(answer.body, item.body);
  assert.equal(JSON.stringify(answer.body, steady), JSON.stringify(item.body, steady));
}

function ownHeaders(headers: Record<string, string>): Record<string, string> {
  const own = { ...headers };
  const [scheme, key, ...rest] = own['authorization']?.split(' ') ?? [];
  if (key) own['authorization'] = [scheme, keys.get(key) ?? key, ...rest].join(' ');
  if (own['cookie']) own['cookie'] = cookie;
  return own;
}

const KEPT = /^(content-type|allow|vary|location|www-authenticate|retry-after|access-control-.*)$/;

function compareHeaders(answer: HttpAnswer, item: HttpCase): void {
  const ours = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => KEPT.test(name)));
  const recorded = { ...item.headers };
  if (ours['retry-after']) {
    assert.match(JSON.stringify(answer.body), new RegExp(`in ${ours['retry-after']} seconds`));
    assert.ok(Number(ours['retry-after']) > 50);
    ours['retry-after'] = recorded['retry-after'];
  }
  assert.deepEqual(ours, recorded);
}

/** The same key where the recorded server gave the same key, another where it gave another. */
function compareKeys(ours: unknown, recorded: unknown): void {
  const { key } = recorded as { key?: string };
  if (!key) return;
  const ourKey = (ours as { key: string }).key;
  assert.match(ourKey, /^[0-9a-f]{40}$/);
  if (keys.has(key)) assert.equal(ourKey, keys.get(key));
  else assert.ok(![...keys.values()].includes(ourKey));
  keys.set(key, ourKey);
}

/** What differs from run to run. The seeded records have fixed times, which must come out as recorded. */
function steady(name: string, value: unknown): unknown {
  if (name === 'key') return 'key';
  if ((name === 'id' || name === 'pk') && typeof value === 'number') return 0;
  if (name === 'detail' && typeof value === 'string') return value.replace(/in \d+ seconds/, 'in n seconds');
  if (name === 'created_at' && typeof value === 'string' && !value.startsWith('2026-01-02T03:04:05')) {
    assert.match(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$/);
    return 'time';
  }
  return value;
}

/** Sockets that a case opens for the cases after it. */
const others = new Map<string, Client>();

async function replaySocket(port: number, item: SocketCase): Promise<void> {
  const { sent } = item.request;
  const known = others.get(item.case);
  if (item.case.endsWith('(the one who spoke)')) {
    for (const other of ['(the other one)', '(a third in another room)']) {
      const recorded = recordedCases().find(each => each.case.endsWith(other)) as SocketCase;
      others.set(recorded.case, await open(port, recorded.request));
    }
  }
  const client = known ?? (await open(port, item.request));
  const expected = Array.isArray(item.body) ? item.body : [];
  if (item.case === 'ws: ping') client.socket.ping('p1');
  if (item.case === 'ws: same person twice, first tab') {
    const second = await open(port, item.request);
    second.socket.send('{"message":"from tab two"}');
    await second.frames(1);
    second.socket.close(1000);
  } else if (client.answer.close.code === 0) {
    for (const frame of sent) client.socket.send(frameOf(frame));
  }

  if (item.close.code === 1000) {
    await client.frames(expected.length);
    // Replies to what came before are in when the answer to this ping is, so that a frame too many shows.
    if (item.case !== 'ws: ping') {
      client.socket.ping('end');
      await client.frames(expected.length + 1);
      assert.equal(client.answer.frames.pop(), '(pong end)');
    }
    client.socket.close(item.case === 'ws: client closes with 4000' ? 4000 : 1000);
  }
  await client.closed;
  assert.equal(client.answer.status, item.status);
  assert.deepEqual(client.answer.close, item.close);
  assert.equal(client.answer.frames.length, expected.length);
  for (const [index, frame] of expected.entries()) sameFrame(client.answer.frames[index]!, frame);
}

async function failSevenTimes(port: number, item: HttpCase): Promise<void> {
  for (let round = 0; round < 7; round++) {
    const body = { ...(item.request.body as object), password: 'wrong-password-1' };
    assert.equal((await send(port, { ...item.request, body })).status, 400);
  }
}

async function registerPeople(port: number): Promise<void> {
  const password = 'quartz-9-marmalade';
  for (const [username, key] of people) {
    const answer = await send(port, {
      method: 'POST',
      path: '/registration/',
      headers: { 'content-type': 'application/json' },
      body: { username, email: `${username}@example.com`, password1: password, password2: password },
    });
    if (key) keys.set(key, (answer.body as { key: string }).key);
  }
}

/** The two accounts that the recorded server had from the start. */
async function seedPeers(): Promise<void> {
  const password = await hashPassword('correct horse 9 battery', 1);
  for (const [index, name] of ['peer_inactive', 'peer_history'].entries()) {
    const [row] = await db.query<{ id: number }>(
      `insert into users (username, username_key, email, email_key, password, active)
       values ($1, $1, $2, $2, $3, $4) returning id`,
      [name, `${name}@example.com`, password, name !== 'peer_inactive'],
    );
    const key = String(index + 1).padStart(40, '0');
    await db.query('insert into tokens (key, user_id) values ($1, $2)', [key, row!.id]);
  }
  for (const [index, time] of ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.0001Z'].entries()) {
    const message = `seeded ${index + 1}`;
    const reply = `peer_history, you have sent this message: ${message}. Thanks for contact us. We will message you soon to your email: peer_history@example.com`;
    await db.query(
      `insert into messages (name, email, room, message, server_message, created_at)
       values ('peer_history', 'peer_history@example.com', 'lobby', $1, $2, $3)`,
      [message, reply, time],
    );
  }
}
