import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTestClock } from './testing/clock.js';
import { createTestServer, type Fate, smooth } from './testing/server.js';
import { createWorld } from './testing/world.js';

type World = ReturnType<typeof createWorld>;

/** The conversation of a window, in which nobody needs to log in where another one has. */
const visit = ({ chat }: ReturnType<World['open']>, room = 'auto') => {
  chat.start();
  const conversation = chat.conversation(room);
  conversation.start();
  return conversation;
};
const enter = async (options: Parameters<typeof createTestServer>[1] = {}, room = 'auto') => {
  const clock = createTestClock();
  const server = createTestServer(clock, options);
  const world = createWorld(server, clock);
  const window = world.open();
  const conversation = visit(window, room);
  const login = window.chat.session.login({ username: 'ana', email: '', password: 'x' }, true);
  await clock.pass(100);
  await login;
  await clock.pass(1_000);
  const own = () => conversation.$messages.get().filter(({ kind }) => kind === 'own');
  return { clock, server, world, window, conversation, own };
};
const fate = (part: Partial<Fate>): Fate => ({ ...smooth, ...part });

describe('a conversation', () => {
  test('shows the own message at once, and its reply as soon as it comes', async () => {
    const { clock, conversation, own } = await enter();
    conversation.send('Hello');
    assert.deepEqual(
      own().map(({ text, status }) => [text, status]),
      [['Hello', 'sending']],
    );
    await clock.pass(100);
    assert.equal(own()[0]?.status, 'sent');
    assert.deepEqual(
      conversation.$messages.get().map(({ kind }) => kind),
      ['own', 'server'],
    );
  });

  test('tells each status once, also when the record of a message comes after its reply', async () => {
    const { clock, server, conversation } = await enter();
    const told: string[] = [];
    conversation.on(news => {
      if ('tries' in news) told.push(news.status);
    });
    conversation.send('Hello');
    await clock.pass(100);
    server.cut();
    await clock.pass(5_000);
    assert.deepEqual(told, ['queued', 'sending', 'sent']);
  });

  test('shows what somebody else says in the room, also as a whole record', async () => {
    const { server, conversation } = await enter({ shape: 'record' });
    const said = { id: 99, name: 'Sam', email: 'sam@example.com', message: 'How can we help?', serverMessage: '' };
    server.push(JSON.stringify({ ...said, created_at: '2026-01-02T03:04:05Z' }));
    assert.deepEqual(
      conversation.$messages.get().map(({ kind, text, name }) => [kind, text, name]),
      [['participant', 'How can we help?', 'Sam']],
    );
  });

  test('takes the broadcast of an own message for nobody else’s, once', async () => {
    const { clock, server, conversation } = await enter();
    const kinds = () => conversation.$messages.get().map(({ kind }) => kind);
    conversation.send('Hello');
    await clock.pass(100);
    server.push('{"message":"Hello"}');
    assert.deepEqual(kinds(), ['own', 'server']);
    server.push('{"message":"Hello"}');
    assert.deepEqual(kinds(), ['own', 'server', 'server']);
  });

  test('in another window, too, and by name from another device', async () => {
    const { clock, server, world, window, conversation } = await enter();
    const second = visit(world.open(window.sessionStorage));
    await clock.pass(2_000);
    conversation.send('Hello');
    await clock.pass(100);
    server.push('{"message":"Hello"}');
    server.push('{"name":"ana","message":"From the phone"}');
    for (const each of [conversation, second])
      assert.deepEqual(
        each.$messages.get().map(({ kind }) => kind),
        ['own', 'server'],
      );
  });

  test('sends a message that was too old when the visitor asks for it', async () => {
    const { clock, server, conversation, own } = await enter();
    server.down();
    conversation.send('late');
    await clock.pass(90_000_000);
    server.up();
    await clock.pass(60_000);
    assert.deepEqual([own()[0]?.status, own()[0]?.reason], ['failed', 'expired']);
    conversation.retry(own()[0]!.id);
    await clock.pass(60_000);
    assert.deepEqual([own()[0]?.status, server.texts()], ['sent', ['late']]);
  });

  test('shows once what was confirmed in an earlier visit, however late the history comes', async () => {
    const { clock, server, world, window, conversation } = await enter();
    conversation.send('Hello');
    await clock.pass(100);
    window.page.emit('leave');
    window.crash();
    await clock.pass(660_000);
    server.down();
    const later = world.open();
    later.chat.start();
    const again = later.chat.conversation('auto');
    again.start();
    await clock.pass(2_000);
    server.up();
    await clock.pass(60_000);
    assert.deepEqual(
      again.$messages.get().map(({ kind }) => kind),
      ['own', 'server'],
    );
  });

  test('keeps the ids of lines when their records arrive', async () => {
    const { clock, server, conversation } = await enter();
    conversation.send('Hello');
    await clock.pass(100);
    const before = conversation.$messages.get().map(({ id }) => id);
    server.cut();
    await clock.pass(5_000);
    assert.deepEqual(
      conversation.$messages.get().map(({ id }) => id),
      before,
    );
  });

  for (const shape of ['pair', 'record', 'text'] as const) {
    describe(`with frames of the shape ${shape}`, () => {
      test('reset after forwarding: not sent again', async () => {
        const { clock, server, conversation, own } = await enter({ shape });
        server.plan([fate({ up: 'reset-after' })]);
        conversation.send('once');
        await clock.pass(30_000);
        assert.deepEqual(server.texts(), ['once']);
        assert.deepEqual(
          own().map(({ status }) => status),
          ['sent'],
        );
      });

      test('reset before forwarding: sent again, once', async () => {
        const { clock, server, conversation, own } = await enter({ shape });
        server.plan([fate({ up: 'reset-before' })]);
        conversation.send('once');
        await clock.pass(60_000);
        assert.deepEqual(server.texts(), ['once']);
        assert.deepEqual(
          own().map(({ status }) => status),
          ['sent'],
        );
      });

      test('two equal texts in a row, the second one lost: both are stored once', async () => {
        const { clock, server, conversation, own } = await enter({ shape });
        server.plan([smooth, fate({ up: 'reset-before' })]);
        conversation.send('ok');
        conversation.send('ok');
        await clock.pass(60_000);
        assert.deepEqual(server.texts(), ['ok', 'ok']);
        assert.deepEqual(
          own().map(({ status }) => status),
          ['sent', 'sent'],
        );
      });

      test('two equal texts in a row, the second one unanswered: not sent again', async () => {
        const { clock, server, conversation, own } = await enter({ shape });
        server.plan([smooth, fate({ up: 'reset-after' })]);
        conversation.send('ok');
        conversation.send('ok');
        await clock.pass(60_000);
        assert.deepEqual(server.texts(), ['ok', 'ok']);
        assert.equal(own().length, 2);
      });

      test('a reply that comes twice makes one line', async () => {
        const { clock, server, conversation } = await enter({ shape });
        server.plan([fate({ down: 'duplicate' })]);
        conversation.send('Hello');
        await clock.pass(1_000);
        conversation.send('And now?');
        await clock.pass(1_000);
        assert.deepEqual(
          conversation.$messages.get().map(({ kind }) => kind),
          ['own', 'server', 'own', 'server'],
        );
      });

      test('a doubled reply does not vouch for an equal message that was lost', async () => {
        const { clock, server, conversation, own } = await enter({ shape });
        server.plan([fate({ down: 'duplicate', downDelay: 50 }), fate({ up: 'drop' })]);
        conversation.send('ok');
        conversation.send('ok');
        await clock.pass(60_000);
        assert.deepEqual(server.texts(), ['ok', 'ok']);
        assert.deepEqual(
          own().map(({ status }) => status),
          ['sent', 'sent'],
        );
      });
    });
  }

  test('a reply that never comes: checked after 10 s, confirmed by the history, the link given up', async () => {
    const { clock, server, conversation, own } = await enter();
    server.plan([fate({ down: 'drop' })]);
    conversation.send('Hello');
    await clock.pass(9_000);
    assert.equal(own()[0]?.status, 'sending');
    await clock.pass(3_000);
    assert.equal(own()[0]?.status, 'sent');
    assert.deepEqual(server.texts(), ['Hello']);
  });

  test('a history that lags by 5 s does not make it sent twice', async () => {
    const { clock, server, conversation } = await enter({ lag: 5_000 });
    server.plan([fate({ up: 'reset-after' })]);
    conversation.send('Hello');
    await clock.pass(60_000);
    assert.deepEqual(server.texts(), ['Hello']);
  });

  test('messages written while the server is away arrive in order when it is back', async () => {
    const { clock, server, conversation, own } = await enter();
    server.down();
    for (const text of ['one', 'two', 'three']) conversation.send(text);
    await clock.pass(20_000);
    assert.deepEqual(
      own().map(({ status }) => status),
      ['queued', 'queued', 'queued'],
    );
    server.up();
    await clock.pass(60_000);
    assert.deepEqual(server.texts(), ['one', 'two', 'three']);
    assert.deepEqual(
      own().map(({ status }) => status),
      ['sent', 'sent', 'sent'],
    );
  });

  test('the outbox refuses the 101st message', async () => {
    const { server, conversation } = await enter();
    server.down();
    for (let count = 0; count < 100; count++) assert.ok(conversation.send(`m${count}`));
    assert.equal(conversation.send('too much'), undefined);
    assert.equal(conversation.$full.get(), true);
  });

  test('close 1009 means too long: failed, and never sent again', async () => {
    const { clock, server, conversation, own } = await enter();
    server.plan([fate({ up: 'drop' })]);
    conversation.send('big');
    server.cut(1009);
    await clock.pass(60_000);
    assert.deepEqual(server.texts(), []);
    assert.deepEqual(
      own().map(({ status, reason }) => [status, reason]),
      [['failed', 'too-long']],
    );
  });

  test('a message that kills the connection twice is set aside, and the next ones flow', async () => {
    const { clock, server, conversation, own } = await enter();
    conversation.send('poison');
    conversation.send('fine');
    await clock.pass(60_000);
    assert.deepEqual(
      own().map(({ text, status }) => [text, status]),
      [
        ['poison', 'failed'],
        ['fine', 'sent'],
      ],
    );
    assert.deepEqual(server.texts(), ['fine']);
  });

  test('a reload in the middle of a send is resolved from the history', async () => {
    for (const up of ['reset-after', 'reset-before'] as const) {
      const { clock, server, world, window, conversation } = await enter();
      server.plan([fate({ up, upDelay: 0 })]);
      conversation.send('Hello');
      conversation.send('World');
      await clock.pass(0);
      window.crash();
      const next = world.open();
      next.chat.start();
      const again = next.chat.conversation('auto');
      again.start();
      await clock.pass(60_000);
      assert.deepEqual(server.texts(), ['Hello', 'World'], up);
      const own = again.$messages.get().filter(({ kind }) => kind === 'own');
      assert.deepEqual(
        own.map(({ text, status }) => [text, status]),
        [
          ['Hello', 'sent'],
          ['World', 'sent'],
        ],
        up,
      );
    }
  });

  test('another window shows the message at once and never sends it', async () => {
    const { clock, server, world, conversation } = await enter();
    const other = visit(world.open());
    await clock.pass(2_000);
    conversation.send('Hello');
    await clock.pass(100);
    assert.deepEqual(
      other.$messages.get().map(({ text, kind }) => [kind, text.slice(0, 5)]),
      [
        ['own', 'Hello'],
        ['server', 'ana, '],
      ],
    );
    await clock.pass(120_000);
    assert.deepEqual(server.texts(), ['Hello']);
    assert.equal(other.$messages.get().length, 2);
  });

  test('what failed in one window can be tried again, or taken back, in another', async () => {
    const { clock, server, world, conversation, own } = await enter();
    const other = visit(world.open());
    const there = () => other.$messages.get().filter(({ kind }) => kind === 'own');
    const failed = () => there().filter(({ status }) => status === 'failed');
    server.down();
    conversation.send('late');
    await clock.pass(90_000_000);
    server.up();
    await clock.pass(60_000);
    assert.deepEqual(
      failed().map(({ text, reason }) => [text, reason]),
      [['late', 'expired']],
    );
    other.retry(failed()[0]!.id);
    await clock.pass(60_000);
    assert.deepEqual(server.texts(), ['late']);
    assert.deepEqual([own()[0]?.status, there()[0]?.status], ['sent', 'sent']);

    server.plan([fate({ up: 'drop' })]);
    conversation.send('big');
    server.cut(1009);
    await clock.pass(60_000);
    other.withdraw(failed()[0]!.id);
    await clock.pass(60_000);
    for (const list of [own(), there()])
      assert.deepEqual(
        list.map(({ text }) => text),
        ['late'],
      );
    assert.deepEqual(server.texts(), ['late']);
  });

  test('equal texts of two windows, one lost: one record stands for one message', async () => {
    const { clock, server, world, conversation } = await enter();
    const other = visit(world.open());
    await clock.pass(2_000);
    server.plan([fate({ up: 'reset-after' }), fate({ up: 'reset-before' })]);
    conversation.send('ok');
    other.send('ok');
    await clock.pass(120_000);
    assert.deepEqual(server.texts(), ['ok', 'ok']);
    for (const side of [conversation, other]) {
      assert.deepEqual(
        side.$messages
          .get()
          .filter(({ kind }) => kind === 'own')
          .map(({ status }) => status),
        ['sent', 'sent'],
      );
    }
  });

  test('logging out keeps unsent text for its owner, as failed with a reason', async () => {
    const { clock, server, window, conversation, own } = await enter();
    server.down();
    conversation.send('later');
    window.chat.session.logout();
    assert.deepEqual(own(), []);
    server.up();
    await clock.pass(60_000);
    assert.deepEqual(server.texts(), []);
    void window.chat.session.login({ username: 'ana', email: '', password: 'x' }, true);
    await clock.pass(5_000);
    assert.deepEqual(
      own().map(({ status, reason }) => [status, reason]),
      [['failed', 'logged-out']],
    );
    conversation.retry(own()[0]!.id);
    await clock.pass(5_000);
    assert.deepEqual(server.texts(), ['later']);
  });

  test('stopping leaves no timer and no socket', async () => {
    const { clock, server, window, conversation } = await enter();
    conversation.send('Hello');
    await clock.pass(100);
    conversation.stop();
    window.chat.destroy();
    await clock.pass(0);
    assert.equal(server.sockets.length, 0);
    assert.equal(clock.waiting, 0);
  });
});
