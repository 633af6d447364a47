import assert from 'node:assert/strict';
import { type FaultRow, row } from './row.js';
import { eventually, must, pause, type Scene } from './scene.js';

const history = '/chats/getChats/';
const shared = { rooms: 'shared', outFrame: 'record' } as const;

/**
 * What a code is followed by: a new socket after at least so many ms of the page, the token tried by HTTP before it, or
 * a stop. How late the socket may come is for the unit tests, whose clock does not hang on the machine.
 */
const codes: [code: number, next: number | 'stop', asks?: boolean][] = [
  [1000, 900],
  [1001, 900],
  [1002, 0],
  [1003, 0],
  [1005, 0],
  [1006, 0],
  [1007, 0],
  [1009, 0],
  [1011, 0],
  [1012, 4_900],
  [1013, 9_900],
  [1015, 0],
  [4000, 0],
  [4429, 9_900],
  [1008, 0, true],
  [3000, 0, true],
  [3003, 0, true],
  [4401, 0, true],
  [4403, 0, true],
  [1010, 'stop'],
  [4500, 'stop'],
];

const own = async (scene: Scene) => (await scene.messages()).filter(({ kind }) => kind === 'own');

export const backend: FaultRow[] = [
  row({
    row: 28,
    title: 'The server closes with each code of the table',
    holds:
      'each is followed by what it asks for: a retry with its own wait, a question by HTTP, or a stop with a button',
    area: 'server',
    also: 'src/state/connection.test.ts, src/api/socket.test.ts',
    scene: {
      ready: false,
      rate: 1,
      body: codes.map((_, index) => `<sc-chat room="${index + 1}"></sc-chat>`).join(''),
    },
    judge: { links: codes.length },
    async arrange(scene) {
      await scene.load();
      await eventually(() => assert.equal(scene.proxy.stats().sockets, codes.length), 30_000);
      await scene.pace(10);
      await pause(6_000 / scene.rate);
    },
    async act(scene) {
      const asked = scene.requests(history).length;
      const closed = await scene.run(tools => tools.clock.now());
      for (const [index, [code]] of codes.entries()) scene.proxy.apply({ close: code }, `/connection/${index + 1}/`);
      const goOn = codes.filter(([, next]) => next !== 'stop').length;
      const waits = async () => {
        const made = (await scene.sockets()).filter(({ at }) => at > closed);
        return codes.map((_, index) =>
          made.filter(({ url }) => url.includes(`/connection/${index + 1}/`)).map(({ at }) => at - closed),
        );
      };
      await eventually(async () => assert.equal((await waits()).filter(each => each.length > 0).length, goOn), 15_000);
      const rooms = await waits();
      return { rooms, asked: scene.requests(history).length - asked };
    },
    async hold(scene, { rooms, asked }) {
      for (const [index, [code, said]] of codes.entries()) {
        // WebKitGTK tells these as 1006.
        const next = scene.engine === 'webkit' && [1012, 1013].includes(code) ? 0 : said;
        if (next === 'stop') {
          assert.deepEqual(rooms[index], [], `${code}: no new socket`);
          continue;
        }
        assert.ok(rooms[index]!.length >= 1, `${code}: a new socket`);
        assert.ok(rooms[index]![0]! >= next, `${code}: not before ${next}: ${rooms[index]}`);
      }
      assert.ok(asked >= codes.filter(([, , asks]) => asks).length, 'the token was tried by HTTP');
      const stopped = codes.flatMap(([code, next], index) => (next === 'stop' ? [{ code, index }] : []));
      for (const { code, index } of stopped) {
        await scene.run(
          (tools, index) =>
            tools
              .deepAll('sc-chat')
              [index]!.shadowRoot!.querySelector<HTMLElement>('[part=connection] button')!
              .click(),
          index,
        );
        await eventually(() =>
          assert.equal(
            scene.attempts().filter(({ path }) => path.startsWith(`/connection/${index + 1}/`)).length,
            2,
            `${code}: the button connects`,
          ),
        );
      }
    },
  }),
  row({
    row: 29,
    title: 'The reply to one message is missing',
    holds: 'after 10 s it is found in the history, and not sent again',
    area: 'server',
    async act(scene) {
      scene.proxy.add({ on: 'down', nth: 1, do: { drop: true } });
      const id = await scene.send('no reply');
      await scene.shows('no reply', 'Sending…');
      return id;
    },
    async hold(scene, id) {
      await scene.shows('no reply');
      assert.deepEqual(await scene.statuses(id), ['queued', 'sending', 'checking', 'sent']);
      assert.equal(scene.frames('no reply'), 1);
      await scene.send('and the next');
      await scene.shows('and the next');
    },
  }),
  row({
    row: 30,
    title: 'A reply comes twice',
    holds: 'one message, one reply',
    area: 'server',
    async act(scene) {
      scene.proxy.add({ on: 'down', nth: 1, do: { duplicate: 1 } });
      await scene.send('answered twice');
      await scene.shows('answered twice');
      await scene.send('and the next');
      await scene.shows('and the next');
    },
    async hold(scene) {
      await pause(200);
      assert.equal((await scene.texts('own')).length, 2);
      assert.equal((await scene.texts('server')).length, 2);
    },
  }),
  row({
    row: 31,
    title: 'Two frames of the server change places',
    holds: 'each once; own ones in the order they were sent, the server’s as it says',
    area: 'server',
    async act(scene) {
      await scene.send('first');
      await scene.shows('first');
      scene.proxy.add({ on: 'down', nth: 1, do: { swap: true } });
      await scene.send('second');
      await eventually(() => assert.equal(scene.frames('second'), 1));
      await scene.server.say(scene.room, 'We close at six.');
      await scene.shows('second');
    },
    async hold(scene) {
      await eventually(async () => must((await scene.texts('server')).includes('We close at six.')));
      assert.deepEqual(await scene.texts('own'), ['first', 'second']);
      const replies = await scene.texts('server');
      assert.equal(new Set(replies).size, replies.length);
      assert.equal(replies.length, 3);
    },
  }),
  row({
    row: 32,
    title: 'The reply is an error text',
    holds: 'the message failed with these words as text, and Retry sends it',
    area: 'server',
    judge: { reordered: true },
    async act(scene) {
      scene.proxy.add({
        on: 'up',
        nth: 1,
        do: { drop: true, inject: JSON.stringify({ error: '<img src=x onerror=alert(1)> is not allowed' }) },
      });
      await scene.send('refused once');
      const failed = await scene.shows('refused once', /^Not sent/);
      await scene.page.click({ role: 'button', name: 'Retry' });
      return failed;
    },
    async hold(scene, failed) {
      assert.ok(failed.status.includes('<img src=x onerror=alert(1)> is not allowed'), failed.status);
      must(failed.retry);
      await scene.shows('refused once');
      assert.equal(await scene.run(tools => tools.deepAll('img').length), 0);
    },
  }),
  row({
    row: 33,
    title: 'The broadcast of an own message arrives before its reply',
    holds: 'both become the one message that is there already',
    area: 'server',
    scene: { room: true, server: shared },
    async act(scene) {
      scene.proxy.add({
        on: 'down',
        nth: 1,
        do: {
          replace: text => {
            const record = JSON.parse(text);
            scene.proxy.apply({
              inject: JSON.stringify({ message: record.message, serverMessage: record.serverMessage }),
            });
            return text;
          },
        },
      });
      await scene.send('heard twice');
      await scene.shows('heard twice');
    },
    async hold(scene) {
      await pause(300);
      assert.equal((await own(scene)).length, 1);
      assert.equal((await scene.texts('server')).length, 1);
    },
  }),
  row({
    row: 34,
    title: 'The same text twice, fast',
    holds: 'two messages, two records',
    area: 'server',
    async act(scene) {
      const ids = await scene.run(tools => [tools.send('ok'), tools.send('ok')]);
      assert.equal(new Set(ids).size, 2);
      scene.accepted.push('ok', 'ok');
    },
    async hold(scene) {
      await eventually(async () =>
        assert.deepEqual(
          (await own(scene)).map(({ status }) => status),
          ['Sent', 'Sent'],
        ),
      );
      assert.deepEqual(await scene.recordTexts(), ['ok', 'ok']);
      await scene.reload();
      await eventually(async () => assert.deepEqual(await scene.texts('own'), ['ok', 'ok']));
    },
  }),
  row({
    row: 36,
    title: 'The history takes 15 s, fails with 500, or with 429 and Retry-After',
    holds: 'the socket works meanwhile; given up after 10 s; a row to try again; Retry-After is kept',
    area: 'server',
    scene: { ready: false, room: true, rate: 10 },
    async act(scene) {
      const slow = scene.proxy.add({ on: 'http', path: history, do: { delay: 15_000 / scene.rate } });
      await scene.load();
      await scene.isOpen();
      const began = performance.now();
      await scene.page.waitFor({ role: 'button', name: 'Try again' });
      const waited = (performance.now() - began) * scene.rate;
      scene.proxy.remove(slow);
      scene.proxy.add({ on: 'http', path: history, nth: 1, do: { status: 500, body: 'oops' } });
      await scene.page.click({ role: 'button', name: 'Try again' });
      await eventually(() => must(scene.requests(history).some(({ status }) => status === 500)));
      await scene.page.waitFor({ role: 'button', name: 'Try again' });
      await scene.page.click({ role: 'button', name: 'Try again' });
      // Read, and not only being read: what was sent before that is in doubt for good where the history has an equal one.
      await scene.page.waitFor({ text: 'No messages yet.' });
      await scene.think();
      return waited;
    },
    async hold(scene, waited) {
      assert.ok(waited < 13_000 + 1_500 * scene.rate, `given up after 10 s: ${waited}`);
      scene.proxy.add({
        on: 'http',
        path: history,
        nth: 1,
        do: {
          status: 429,
          headers: { 'retry-after': '20', 'access-control-expose-headers': 'Retry-After' },
          body: { detail: 'Request was throttled. Expected available in 20 seconds.' },
        },
      });
      scene.proxy.add({ on: 'up', nth: 1, do: { reset: 'after' } });
      const from = scene.requests(history).length;
      await scene.send('in doubt, and throttled');
      await scene.shows('in doubt, and throttled', 'Sent', scene.page, 15_000);
      const asked = scene.requests(history).slice(from);
      const refused = asked.findIndex(({ status }) => status === 429);
      const gap = (asked[refused + 1]!.t - asked[refused]!.t) * scene.rate;
      assert.ok(gap >= 19_000, `Retry-After: 20, asked again after ${gap} ms`);
    },
  }),
  row({
    row: 37,
    title: 'The history is 5 s behind the socket',
    holds: 'a message in doubt is looked for again after 1, 3 and 8 s before it would be sent again',
    area: 'server',
    also: 'src/state/outbox.property.test.ts',
    scene: { server: { historyLagMs: 500 }, rate: 10 },
    async act(scene) {
      scene.proxy.add({ on: 'up', nth: 1, do: { reset: 'after' } });
      const id = await scene.send('seen later');
      await scene.shows('seen later');
      return id;
    },
    async hold(scene, id) {
      assert.deepEqual(await scene.statuses(id), ['queued', 'sending', 'checking', 'sent']);
      assert.equal(scene.frames('seen later'), 1);
      assert.deepEqual(await scene.recordTexts(), ['seen later']);
    },
  }),
  row({
    row: 38,
    title: 'The history overlaps, is not in order, and repeats ids',
    holds: 'each once, in the server’s order',
    area: 'server',
    scene: { ready: false },
    async arrange(scene) {
      await scene.server.seed(scene.user.username, 40, '5');
      scene.proxy.add({
        on: 'http',
        path: history,
        do: {
          replace: text => {
            const list = JSON.parse(text) as unknown[];
            const mixed = [...list.slice(10), ...list.slice(0, 25)];
            return JSON.stringify(mixed.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? 1 : -1)));
          },
        },
      });
    },
    act: scene => scene.load(),
    async hold(scene) {
      await scene.isOpen();
      await eventually(async () =>
        assert.deepEqual(
          await scene.texts('own'),
          Array.from({ length: 40 }, (_, index) => `Message ${index + 1}`),
        ),
      );
      await scene.think();
      await scene.send('the newest');
      await scene.shows('the newest');
      assert.equal((await scene.texts('own')).at(-1), 'the newest');
    },
  }),
  row({
    row: 40,
    title: 'A message that kills the connection (1011) each time',
    holds: 'set aside as failed after two, and the next ones flow; one that is too big (1009) is never sent again',
    area: 'server',
    scene: { rate: 20 },
    async act(scene) {
      const poisonous = (text: string) => text.includes('poison');
      scene.proxy.add({ on: 'up', match: poisonous, do: { close: 1011 } });
      scene.proxy.add({ on: 'up', match: text => text.includes('too big'), do: { close: 1009 } });
      await scene.send('poison');
      await scene.send('too big');
      await scene.send('wholesome');
      await scene.shows('wholesome', 'Sent', scene.page, 15_000);
    },
    async hold(scene) {
      const lines = await own(scene);
      const poison = lines.find(({ text }) => text.includes('poison'));
      const big = lines.find(({ text }) => text.includes('too big'));
      assert.match(poison!.status, /^Not sent: the server refused it/);
      assert.match(big!.status, /^Not sent: it is too long/);
      assert.ok(scene.frames('poison') <= 2, `tried ${scene.frames('poison')} times`);
      assert.equal(scene.frames('too big'), 1);
      assert.deepEqual(await scene.recordTexts(), ['wholesome']);
    },
  }),
  row({
    row: 42,
    title: 'The token is revoked while the socket stays open',
    holds: 'at the first 401 the door is shown and the socket closed; what waits goes out only under the same account',
    area: 'server',
    scene: { rate: 20 },
    judge: { loggedOut: true, links: 3 },
    async act(scene) {
      scene.proxy.apply({ blackhole: 'both' });
      const text = 'not for anybody else';
      await scene.send(text);
      await scene.server.revoke(scene.user.username);
      await scene.run(tools => tools.hear('online'));
      await scene.page.waitFor({ text: /^Your session has ended\./ });
      return text;
    },
    async hold(scene, text) {
      // What is left is the link whose end nobody can tell the other.
      await eventually(() => assert.equal(scene.proxy.stats().sockets, 1));
      const other = await scene.stranger();
      await scene.keepSession(other);
      await scene.load();
      await scene.isOpen();
      await pause(12_000 / scene.rate);
      assert.deepEqual(
        (await scene.server.records()).filter(({ message }) => message === text),
        [],
      );
      const answer = await fetch(`${scene.server.url}/auth/login/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: scene.user.username, password: scene.user.password }),
      });
      scene.user.token = ((await answer.json()) as { key: string }).key;
      await scene.keepSession();
      await scene.load();
      await scene.shows(text, 'Sent', scene.page, 15_000);
      assert.deepEqual(await scene.recordTexts(), [text]);
    },
  }),
  row({
    row: 43,
    title: 'The socket is closed with 1008 or 4401 though the token is good',
    holds: 'asked by HTTP, tried once more, then it stops and says so',
    area: 'server',
    scene: { ready: false, room: true, rate: 20, patient: true },
    judge: { warns: /origin-refused/ },
    async hold(scene) {
      for (const code of [1008, 4401]) {
        scene.proxy.clear();
        scene.proxy.add({ on: 'handshake', do: { accept: code } });
        const before = scene.attempts().length;
        await scene.load();
        await eventually(async () => assert.equal((await scene.connection())?.['status'], 'failed'));
        await pause(30_000 / scene.rate);
        assert.equal(scene.attempts().length - before, 2, `${code}: two attempts`);
        await eventually(async () => assert.match(await scene.line(), /^The server closed the connection\./));
      }
      scene.proxy.clear();
      await scene.page.click({ role: 'button', name: 'Try again' });
      await scene.isOpen();
    },
  }),
  row({
    row: 44,
    title: 'The visitor’s name changes, and with it the socket’s address',
    holds: 'the old socket is closed before the new one opens; what was sent stays the visitor’s',
    area: 'server',
    scene: { body: '<sc-chat></sc-chat><sc-profile edit-username></sc-profile>' },
    async act(scene) {
      await scene.send('under the old name');
      await scene.shows('under the old name');
      const name = `${scene.user.username}-new`;
      await scene.page.waitFor({ role: 'textbox', name: 'Username' });
      await scene.run((tools, name) => {
        const form = tools.deep('sc-profile')!.shadowRoot!;
        const field = [...form.querySelectorAll('input')].find(input => input.value.startsWith('visitor'))!;
        field.value = name;
        field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      }, name);
      await scene.page.click({ role: 'button', name: 'Save' });
      await eventually(() => assert.equal(scene.attempts().length, 2));
      return name;
    },
    async hold(scene, name) {
      const [old, next] = scene.attempts();
      await scene.proxy.log.waitFor(({ kind, id }) => kind === 'close' && id === old!.id);
      const closed = scene.proxy.log.find(({ kind, id }) => kind === 'close' && id === old!.id);
      assert.ok(closed!.t <= next!.t + 20, `closed ${closed!.t - next!.t} ms after the new one`);
      must(decodeURIComponent(next!.path).includes(`/${name}/`));
      await scene.isOpen();
      await scene.send('under the new name');
      await scene.shows('under the new name');
      assert.deepEqual(await scene.texts('own'), ['under the old name', 'under the new name']);
    },
  }),
  row({
    row: 45,
    title: 'The schema drifts: unknown fields, missing fields, new types',
    holds: 'unknown is ignored, what cannot be read is skipped, the rest is shown',
    area: 'server',
    scene: { ready: false },
    async arrange(scene) {
      await scene.server.seed(scene.user.username, 3, '5');
      scene.proxy.add({
        on: 'http',
        path: history,
        do: {
          replace: text => {
            const [first, second, third] = JSON.parse(text) as Record<string, unknown>[];
            return JSON.stringify([
              null,
              7,
              'text',
              { ...first, mood: { colour: 'blue' }, room: 5 },
              { message: 'nobody knows when', id: undefined },
              { ...second, id: undefined },
              { ...third, serverMessage: null, created_at: 'yesterday' },
              { ...third, id: {}, message: ['a', 'list'] },
            ]);
          },
        },
      });
      scene.proxy.add({
        on: 'http',
        path: '/auth/user/',
        do: { replace: text => text.replace('{', '{"level":9,"tags":[],') },
      });
    },
    act: scene => scene.load(),
    async hold(scene) {
      await scene.isOpen();
      await eventually(async () => {
        const texts = await scene.texts('own');
        assert.ok(texts.includes('Message 1') && texts.includes('Message 3'), texts.join());
      });
      for (const frame of [
        '{"type":"typing"}',
        '{"type":"x","data":{"message":{"a":1}}}',
        '[]',
        '0',
        '"',
        '{"message":{}}',
      ])
        scene.server.push(scene.room, frame);
      await scene.think();
      await scene.send('still works');
      await scene.shows('still works');
    },
  }),
  row({
    row: 46,
    title: '1,000 messages in a second from the server',
    holds: 'drawn once a frame: what is typed is shown within 100 ms; at most 240 rows in the page',
    area: 'server',
    scene: { rate: 1, room: true, server: { rooms: 'shared', outFrame: 'record' } },
    async act(scene) {
      const { room } = scene;
      await scene.run(tools => {
        const page = document as unknown as { late: number[]; timer: number };
        page.late = [];
        // A key, and the time until the frame that shows it.
        page.timer = setInterval(() => {
          const at = tools.clock.real();
          tools.compose('half a thought', 4);
          requestAnimationFrame(() => page.late.push(tools.clock.real() - at));
        }, 50) as unknown as number;
      });
      for (let hundredth = 0; hundredth < 100; hundredth++) {
        for (let index = 0; index < 10; index++) {
          const id = 900_000_000 + hundredth * 10 + index;
          scene.server.push(
            room,
            JSON.stringify({
              id,
              name: 'ann',
              email: 'ann@example.com',
              message: `flood ${id}`,
              serverMessage: '',
              room,
              created_at: new Date().toISOString(),
            }),
          );
        }
        await pause(10);
      }
      await eventually(async () => must((await scene.texts('participant')).includes('flood 900000999')));
      return scene.run(tools => {
        const page = document as unknown as { late: number[]; timer: number };
        clearInterval(page.timer);
        return { late: page.late.sort((a, b) => a - b), rows: tools.deepAll('.row').length };
      });
    },
    async hold(_scene, { late, rows }) {
      assert.ok(rows <= 240, `${rows} rows`);
      const median = late[Math.floor(late.length / 2)]!;
      assert.ok(median < 100, `a key was shown after ${median} ms, at most ${late.at(-1)} ms`);
    },
  }),
  row({
    row: 47,
    title: 'The server’s clock is a day off',
    holds: 'the server’s order, and no time from the future in words',
    area: 'server',
    scene: { room: true, server: { rooms: 'shared', outFrame: 'record' } },
    async arrange(scene) {
      const shift = (text: string) =>
        text.replace(
          /"created_at": ?"([^"]+)"/g,
          (_, at: string) => `"created_at":"${new Date(Date.parse(at) + 86_400_000).toISOString()}"`,
        );
      scene.proxy.add({ on: 'http', path: history, do: { replace: shift } });
      scene.proxy.add({ on: 'down', do: { replace: shift } });
      return scene.stranger();
    },
    async act(scene, peer) {
      await scene.send('one');
      await scene.shows('one');
      const device = await scene.device(peer);
      device.send('two');
      await eventually(async () => must((await scene.texts('participant')).includes('two')));
      await scene.send('three');
      await scene.shows('three');
      await scene.reload();
      await scene.isOpen();
    },
    async hold(scene) {
      const said = async () => (await scene.messages()).filter(({ kind }) => kind !== 'server').map(({ text }) => text);
      await eventually(async () => assert.deepEqual(await said(), ['one', 'two', 'three']));
      const days = await scene.run(tools => tools.deepAll('[part=day]').map(each => each.textContent));
      assert.ok(
        days.every(day => !/^in |-\d|ago/.test(day ?? '')),
        days.join(),
      );
    },
  }),
  row({
    row: 48,
    title: 'A newer backend without some of the endpoints (404)',
    holds: 'what they were for is left out, and the chat works',
    area: 'server',
    scene: { ready: false, body: '<sc-chat></sc-chat><sc-auth></sc-auth>' },
    async arrange(scene) {
      scene.proxy.add({ on: 'http', path: history, do: { status: 404, body: { detail: 'Not found.' } } });
      scene.proxy.add({ on: 'http', path: '/auth/password/', do: { status: 404, body: { detail: 'Not found.' } } });
      await scene.load();
    },
    async act(scene) {
      await scene.isOpen();
      await scene.think();
      await scene.send('without a history');
      await scene.shows('without a history');
    },
    async hold(scene) {
      assert.deepEqual(await scene.recordTexts(), ['without a history']);
      assert.equal(await scene.page.find({ role: 'button', name: 'Change password' }), undefined);
      assert.equal(await scene.page.find({ role: 'button', name: 'Try again' }), undefined);
    },
  }),
];
