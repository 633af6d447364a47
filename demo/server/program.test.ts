import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer as listenTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { open, send } from './fixtures/replay.js';

/** The backend as a program: starts, signals, restarts, and mistakes of the person who starts it. */
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sc-chat-'));
});
after(async () => {
  // A test that failed half way must not leave the run hanging.
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});
const children: ChildProcess[] = [];

interface Program {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

function start(env: Record<string, string>): Program {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  child.stdout!.on('data', chunk => (output += chunk));
  child.stderr!.on('data', chunk => (output += chunk));
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  return { child, output: () => output, ended };
}

async function started(program: Program): Promise<void> {
  const line = new Promise<void>(resolve =>
    program.child.stdout!.on('data', () => program.output().includes('backend on http') && resolve()),
  );
  await Promise.race([line, program.ended.then(() => assert.fail(program.output()))]);
}

async function freePort(): Promise<number> {
  const server = listenTcp();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

const REGISTRATION = {
  username: 'ada',
  email: 'ada@example.com',
  password1: 'quartz-9-marmalade',
  password2: 'quartz-9-marmalade',
};

test('what was answered is there after SIGTERM and after SIGKILL', async () => {
  const port = await freePort();
  const env = { API_PORT: String(port), DATA_DIR: join(folder, 'data') };
  const first = start(env);
  await started(first);
  const headers = { 'content-type': 'application/json' };
  const registered = await send(port, { method: 'POST', path: '/registration/', headers, body: REGISTRATION });
  const { key } = registered.body as { key: string };
  const say = async (text: string) => {
    const client = await open(port, { url: '/connection/1/ada/ada%40example.com/' });
    client.socket.send(JSON.stringify({ message: text }));
    await client.frames(1);
    return client;
  };
  const history = async () => {
    const authorization = `Token ${key}`;
    const answer = await send(port, {
      method: 'GET',
      path: '/chats/getChats/',
      headers: { authorization },
      body: null,
    });
    return (answer.body as { message: string }[]).map(chat => chat.message);
  };

  const client = await say('before SIGTERM');
  first.child.kill('SIGTERM');
  await client.closed;
  assert.equal(client.answer.close.code, 1012);
  assert.equal(await first.ended, 0);

  const second = start(env);
  await started(second);
  assert.deepEqual(await history(), ['before SIGTERM']);
  const rival = start({ ...env, API_PORT: String(await freePort()) });
  await rival.ended;
  assert.match(rival.output(), /^DATA_DIR: .* is in use by another backend that is running\.\n$/);
  await say('before SIGKILL');
  second.child.kill('SIGKILL');
  await second.ended;

  const third = start(env);
  await started(third);
  assert.deepEqual(await history(), ['before SIGTERM', 'before SIGKILL']);
  third.child.kill('SIGINT');
  assert.equal(await third.ended, 0);
});

test('mistakes are one line that names the variable', async () => {
  const taken = listenTcp().unref();
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const file = join(folder, 'file');
  await writeFile(file, '');
  const mistakes: [RegExp, Record<string, string>][] = [
    [/^API_PORT: port \d+ is taken; .*\n$/, { API_PORT: String(port), DATA_DIR: join(folder, 'never') }],
    [/^DATA_DIR: ".*" is a file; .*\n$/, { API_PORT: '0', DATA_DIR: file }],
    [/^DATABASE_URL: the database does not answer .*\n$/, { API_PORT: '0', DATABASE_URL: 'postgres://127.0.0.1:1/x' }],
    [/^ROOMS must be one of private, shared, not "all"\.\n$/, { ROOMS: 'all' }],
    [/^API_PORT must be a whole number up to 65535, not "x"\.\n$/, { API_PORT: 'x' }],
    [/^THROTTLE must be off or a rate such as 20\/min, not "many"\.\n$/, { THROTTLE: 'many' }],
  ];
  for (const [line, env] of mistakes) {
    const program = start(env);
    assert.equal(await program.ended, 1);
    assert.match(program.output(), line);
  }
  await new Promise(resolve => taken.close(resolve));
});
