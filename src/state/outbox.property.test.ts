import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Conversation } from './conversation.js';
import { createTestClock } from './testing/clock.js';
import { createTestServer, type Fate } from './testing/server.js';
import { createWorld } from './testing/world.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 2_000);

const fate: fc.Arbitrary<Fate> = fc.record({
  up: fc.oneof(
    { weight: 6, arbitrary: fc.constant('pass' as const) },
    fc.constantFrom('drop' as const, 'reset-before' as const, 'reset-after' as const),
  ),
  down: fc.oneof(
    { weight: 4, arbitrary: fc.constant('pass' as const) },
    fc.constantFrom('drop' as const, 'duplicate' as const),
  ),
  upDelay: fc.integer({ min: 0, max: 2_000 }),
  downDelay: fc.integer({ min: 0, max: 4_000 }),
});

type Command =
  | { do: 'send'; text: string; fate: Fate }
  | { do: 'pass'; ms: number }
  | { do: 'cut'; code: number }
  | { do: 'outage'; ms: number }
  | { do: 'reload' }
  | { do: 'logout' };

const command: fc.Arbitrary<Command> = fc.oneof(
  // Few texts, so that equal ones are the rule.
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('send' as const), text: fc.constantFrom('ok', 'ok', 'yes', 'hm?'), fate }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 12_000 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('cut' as const), code: fc.constantFrom(1000, 1001, 1006, 1011, 1012) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outage' as const), ms: fc.integer({ min: 1, max: 30_000 }) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'reload' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'logout' as const }) },
);

/** What the visitor sees of a message that never failed is in the order in which it was written. */
const run = async (commands: Command[], lag: number, shape: 'pair' | 'record' | 'text', seed: number) => {
  let state = seed;
  const clock = createTestClock(() => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  });
  const server = createTestServer(clock, { lag, shape });
  const world = createWorld(server, clock);
  let window = world.open();
  let conversation: Conversation;
  const accepted: string[] = [];
  let failed = false;

  const show = async () => {
    window.chat.start();
    conversation = window.chat.conversation('auto');
    conversation.on(news => {
      if (news.status === 'failed') failed = true;
    });
    conversation.start();
    await clock.pass(0);
  };
  const login = async () => {
    const done = window.chat.session.login({ username: 'ana', email: '', password: 'x' }, true).catch(() => {});
    await clock.pass(50);
    await done;
  };
  const own = () => conversation.$messages.get().filter(({ kind }) => kind === 'own');

  await show();
  await login();
  for (const step of commands) {
    if (step.do === 'send') {
      const { text } = step;
      if (conversation!.send(text) === undefined) continue;
      accepted.push(text);
      server.plan([step.fate]);
    } else if (step.do === 'pass') await clock.pass(step.ms);
    else if (step.do === 'cut') server.cut(step.code);
    else if (step.do === 'outage') {
      server.down();
      await clock.pass(step.ms);
      server.up();
    } else if (step.do === 'reload') {
      window.crash();
      window = world.open(window.sessionStorage);
      await show();
    } else {
      window.chat.session.logout();
      await clock.pass(10);
      await login();
      if (!window.chat.session.$account.get()) await login();
    }
  }
  server.calm();
  for (let round = 0; round < 6; round++) {
    await clock.pass(120_000);
    // What only the visitor can decide: three closes with 1000 in a row end the connection, too.
    if (conversation!.$connection.get().status === 'failed') conversation!.reconnect();
    for (const { id, status } of own()) if (status === 'failed') conversation!.retry(id);
  }
  await clock.pass(120_000);

  assert.deepEqual(
    own().map(({ status }) => status),
    accepted.map(() => 'sent'),
    'what the visitor reads',
  );
  assert.deepEqual([...server.texts()].sort(), [...accepted].sort(), 'nothing lost, nothing doubled');
  if (!failed) assert.deepEqual(server.texts(), accepted, 'in order');
  assert.deepEqual(
    own().map(({ text }) => text),
    server.texts(),
    'the screen is what the server has',
  );
};

const pass: Fate = { up: 'pass', down: 'pass', upDelay: 0, downDelay: 0 };

/** Counterexamples of the past. */
const found: [Command[], number, 'pair', number][] = [
  // A message that had failed took the record of an equal one that was on its way.
  [
    [
      { do: 'send', text: 'yes', fate: { ...pass, up: 'drop' } },
      { do: 'send', text: 'ok', fate: { ...pass, down: 'drop' } },
      { do: 'logout' },
      { do: 'send', text: 'ok', fate: pass },
      { do: 'logout' },
      { do: 'send', text: 'ok', fate: pass },
      { do: 'send', text: 'ok', fate: pass },
    ],
    0,
    'pair',
    1,
  ],
];

test(`nothing is lost, doubled or lied about: ${RUNS} random runs against the server's own log`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.constantFrom('pair' as const, 'record' as const, 'text' as const),
      fc.integer({ min: 1, max: 1_000_000 }),
      run,
    ),
    { numRuns: RUNS, verbose: 0, examples: found, ...JSON.parse(process.env['PROPERTY_SEED'] ?? '{}') },
  );
});
