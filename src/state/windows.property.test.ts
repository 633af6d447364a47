import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createTestClock } from './testing/clock.js';
import { createTestServer, type Fate } from './testing/server.js';
import { createWorld } from './testing/world.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 250);
const SEED = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);

const fate: fc.Arbitrary<Fate> = fc.record({
  up: fc.oneof(
    { weight: 6, arbitrary: fc.constant('pass' as const) },
    fc.constantFrom('drop' as const, 'reset-before' as const, 'reset-after' as const),
  ),
  down: fc.oneof(
    { weight: 4, arbitrary: fc.constant('pass' as const) },
    fc.constantFrom('drop' as const, 'duplicate' as const),
  ),
  upDelay: fc.integer({ min: 1, max: 2_000 }),
  downDelay: fc.integer({ min: 1, max: 4_000 }),
});

const place = fc.constantFrom(0 as const, 1 as const);
// Few texts, so that equal ones are the rule.
const send = fc.record({
  do: fc.constant('send' as const),
  in: place,
  text: fc.constantFrom<string>('ok', 'ok', 'yes'),
  fate,
});
const pass = fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 12_000 }) });
const cut = fc.record({ do: fc.constant('cut' as const), in: place, code: fc.constantFrom(1001, 1006) });
const outage = fc.record({ do: fc.constant('outage' as const), ms: fc.integer({ min: 1, max: 30_000 }) });
const reload = fc.record({ do: fc.constant('reload' as const), in: place });
const close = fc.record({ do: fc.constant('close' as const), in: place, killed: fc.boolean() });
const network = [
  { weight: 9, arbitrary: send },
  { weight: 5, arbitrary: pass },
  { weight: 2, arbitrary: cut },
  { weight: 1, arbitrary: outage },
];
const staying = fc.oneof(...network);
const command = fc.oneof(...network, { weight: 2, arbitrary: reload }, { weight: 1, arbitrary: close });
type Command = typeof command extends fc.Arbitrary<infer Each> ? Each : never;

const wires = [
  { shape: 'pair', shared: false },
  { shape: 'record', shared: false },
  { shape: 'text', shared: false },
  { shape: 'record', shared: true },
] as const;

const run = async (commands: Command[], lag: number, wire: (typeof wires)[number], seed: number) => {
  let state = seed;
  const clock = createTestClock(() => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  });
  const server = createTestServer(clock, { lag, ...wire });
  const world = createWorld(server, clock);
  const accepted: string[] = [];

  const show = async (sessionStorage?: Storage) => {
    const browserWindow = world.open(sessionStorage);
    browserWindow.chat.start();
    const conversation = browserWindow.chat.conversation('auto');
    conversation.start();
    await clock.pass(0);
    return { ...browserWindow, conversation };
  };
  type Shown = Awaited<ReturnType<typeof show>>;
  const own = ({ conversation }: Shown) => conversation.$messages.get().filter(({ kind }) => kind === 'own');
  const leave = (each: Shown) => {
    each.page.emit('leave');
    each.crash();
  };

  const first = await show();
  const login = first.chat.session.login({ username: 'ana', email: '', password: 'x' }, true);
  await clock.pass(100);
  await login;
  const windows: (Shown | undefined)[] = [first, await show()];
  await clock.pass(1_000);

  for (const step of commands) {
    const target = 'in' in step ? windows[step.in] : undefined;
    if ('in' in step && step.do !== 'cut' && !target) continue;
    if (step.do === 'send') {
      if (target!.conversation.send(step.text) === undefined) continue;
      accepted.push(step.text);
      server.plan([step.fate]);
    } else if (step.do === 'pass') await clock.pass(step.ms);
    else if (step.do === 'cut') server.sockets[step.in]?.end(step.code);
    else if (step.do === 'outage') {
      server.down();
      await clock.pass(step.ms);
      server.up();
    } else if (step.do === 'reload') {
      leave(target!);
      windows[step.in] = await show(target!.sessionStorage);
    } else if (windows.every(Boolean)) {
      if (step.killed) target!.crash();
      else leave(target!);
      windows[step.in] = undefined;
    }
  }
  server.calm();
  const open = windows.filter(each => each !== undefined);
  for (let round = 0; round < 6; round++) {
    await clock.pass(120_000);
    for (const each of open)
      for (const { id, status } of own(each)) if (status === 'failed') each.conversation.retry(id);
  }
  await clock.pass(180_000);

  assert.deepEqual([...server.texts()].sort(), [...accepted].sort(), 'nothing lost, nothing doubled');
  for (const each of open) {
    const shown = own(each);
    assert.deepEqual(
      shown.map(({ text, status }) => `${text} ${status}`),
      server.texts().map(text => `${text} sent`),
      'each window shows what the server has, each message once',
    );
    assert.equal(new Set(shown.map(({ id }) => id)).size, shown.length);
  }
};

const check = (commands: fc.Arbitrary<Command>, most: number) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(commands, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 0, max: most }),
      fc.constantFrom(...wires),
      fc.integer({ min: 1, max: 1_000_000 }),
      run,
    ),
    { numRuns: RUNS, seed: SEED, verbose: 0, includeErrorInReport: true },
  );

describe(`two windows at once, ${RUNS} random runs, seed ${SEED}`, () => {
  test('lose and double nothing, reload, are closed and killed', () =>
    check(
      command.map(step => (step.do === 'send' ? { ...step, text: `${step.text} from ${step.in}` } : step)),
      5_000,
    ));

  test('that say the same lose and double nothing while both stay', () => check(staying, 0));
});
