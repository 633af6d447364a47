import assert from 'node:assert/strict';
import { closePolicy } from '../../src/api/socket.js';
import { type FaultRow, row } from './row.js';
import { eventually, must, pause, type Scene } from './scene.js';

const history = '/chats/getChats/';

/** The longest bucket of a second, and the mean over the seconds between the first and the last. */
export const spread = (times: readonly number[]) => {
  const buckets = new Map<number, number>();
  const first = Math.min(...times);
  for (const time of times) {
    const bucket = Math.floor((time - first) / 1_000);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  return { most: Math.max(...buckets.values()), mean: times.length / (Math.max(...buckets.keys()) + 1) };
};

const opened = async (scene: Scene, after: number, timeout?: number) => {
  await eventually(() => {
    assert.ok(
      scene
        .attempts()
        .slice(after)
        .some(({ status }) => status === 101),
      'a new socket',
    );
  }, timeout);
  await scene.isOpen(scene.page, timeout);
};

/** The page's time goes no faster than the real one while its connection is in this state, so that a moment is one. */
const slowWhile = (scene: Scene, status: string) =>
  scene.run(
    (tools, status, rate) =>
      document.addEventListener('sc-connection', event =>
        tools.clock.rate((event as CustomEvent).detail.status === status ? 1 : rate),
      ),
    status,
    scene.rate,
  );

export const network: FaultRow[] = [
  row({
    row: 1,
    title: 'The backend is down at the first load',
    holds: 'usable within a second, "Connecting", connected by itself within 38 s once it is there',
    area: 'network',
    scene: { ready: false },
    arrange: scene => scene.proxy.down(),
    async act(scene) {
      await scene.load();
      await scene.page.waitFor({ role: 'textbox', name: 'Message' }, 1_500);
      await scene.think();
      await scene.send('written before anything works');
      await eventually(async () => assert.match(await scene.line(), /^(Connecting…|The chat cannot be reached)/));
      await pause(1_000);
      await scene.proxy.up();
    },
    async hold(scene) {
      await scene.isOpen(scene.page, scene.within(38_000));
      await scene.shows('written before anything works');
      assert.deepEqual(await scene.recordTexts(), ['written before anything works']);
    },
  }),
  row({
    row: 3,
    title: 'Connections are accepted and never answered',
    holds: 'an attempt is given up after 8 s, and the next one is made',
    area: 'network',
    scene: { ready: false, room: true, rate: 20 },
    async arrange(scene) {
      scene.proxy.add({ on: 'handshake', times: 2, do: { blackhole: 'both' } });
    },
    act: scene => scene.load(),
    async hold(scene) {
      await eventually(() => assert.equal(scene.attempts().length, 3));
      const [first, second, third] = (await scene.sockets()).map(({ at }) => at);
      for (const gap of [second! - first!, third! - second!]) {
        assert.ok(gap > 7_500, `not before 8 s: ${gap}`);
        assert.ok(gap < 8_000 + 2_000 + 10_000, `not much later: ${gap}`);
      }
      await scene.isOpen();
      await scene.think();
      await scene.send('arrived');
      await scene.shows('arrived');
    },
  }),
  row({
    row: 4,
    title: 'The handshake is answered 401, 403, 404, 429, 500, 502 or 503',
    holds: 'two of them, one HTTP request that tells them apart, and words that fit',
    area: 'network',
    scene: { ready: false, room: true, rate: 20, patient: true },
    judge: { loggedOut: true },
    async hold(scene) {
      const words: [number, RegExp][] = [
        [404, /^This conversation cannot be reached\./],
        [429, /^(Connecting|The chat cannot be reached|Connection lost)/],
        [500, /^The chat cannot be reached/],
        [502, /^The chat cannot be reached/],
        [503, /^The chat cannot be reached/],
        [401, /^$/],
        [403, /^$/],
      ];
      for (const [status, text] of words) {
        scene.proxy.clear();
        await scene.keepSession();
        scene.proxy.add({ on: 'handshake', do: { status } });
        const read = scene.requests(history).length;
        scene.proxy.add({ on: 'http', path: history, nth: 2, times: 1_000, do: { status, body: { detail: 'No.' } } });
        await scene.load();
        await eventually(() => must(scene.requests(history)[read + 1]?.status === status));
        if (status === 401 || status === 403) {
          await scene.page.waitFor({ text: /^Your session has ended\./ });
          await eventually(async () =>
            assert.deepEqual((await scene.events('sc-logout')).at(-1)?.detail, { reason: 'expired' }),
          );
        } else await eventually(async () => assert.match(await scene.line(), text, `words for ${status}`));
        const [, asked] = await scene.asked(history);
        assert.ok(asked, `${status}: asked by HTTP`);
        const before = (await scene.sockets()).filter(({ at }) => at < asked.at).length;
        assert.equal(before, 2, `${status}: asked after ${before} attempts`);
      }
    },
  }),
  row({
    row: 5,
    title: 'A network log-in page answers everything with HTML',
    holds: 'nothing breaks, the words say so, and the focus tries again',
    area: 'network',
    async act(scene) {
      const portal = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><h1>Welcome to Wi-Fi</h1>' };
      scene.proxy.add({ on: 'http', do: portal });
      scene.proxy.add({ on: 'handshake', do: portal });
      scene.proxy.cut();
      await eventually(async () =>
        assert.match(await scene.line(), /^Something else answers. You may have to log in to this/),
      );
      await scene.send('through the portal');
      scene.proxy.clear();
      const after = scene.attempts().length;
      await scene.run(async tools => {
        tools.clock.sleep(31_000);
        tools.hear('focus');
      });
      return after;
    },
    async hold(scene, after) {
      await opened(scene, after, scene.within(2_000));
      await scene.shows('through the portal');
    },
  }),
  row({
    row: 6,
    title: 'The connection is reset',
    holds: 'back within 38 s by itself and within 2 s of a wake event; what was missed is read',
    area: 'network',
    also: 'src/state/connection.test.ts',
    async act(scene) {
      await scene.send('before');
      await scene.shows('before');
      const missed = scene.elsewhere('from my other device');
      scene.proxy.cut();
      await missed;
      await opened(scene, 1, scene.within(38_000));
      await eventually(async () => assert.deepEqual(await scene.texts('own'), ['before', 'from my other device']));
      const refuse = scene.proxy.add({ on: 'handshake', do: { refuse: true } });
      scene.proxy.cut();
      await eventually(() => must(scene.attempts().length > 5));
      scene.proxy.remove(refuse);
      const after = scene.attempts().length;
      await scene.run(tools => tools.hear('online'));
      return after;
    },
    async hold(scene, after) {
      await opened(scene, after, scene.within(2_000));
      await scene.send('after');
      await scene.shows('after');
      assert.deepEqual(await scene.texts('own'), ['before', 'from my other device', 'after']);
    },
  }),
  row({
    row: 7,
    title: 'Reset after a message was forwarded, before its reply',
    holds: 'found in the history, not sent again; also for two equal texts in a row',
    area: 'network',
    also: 'src/state/conversation.test.ts',
    async act(scene) {
      scene.proxy.add({ on: 'up', nth: 1, do: { reset: 'after' } });
      const first = await scene.send('same');
      await scene.shows('same');
      must((await scene.statuses(first)).includes('checking'));
      scene.proxy.add({ on: 'up', nth: 1, do: { reset: 'after' } });
      await scene.send('same');
    },
    async hold(scene) {
      await eventually(async () =>
        assert.deepEqual(
          (await scene.messages()).filter(({ kind }) => kind === 'own').map(({ status }) => status),
          ['Sent', 'Sent'],
        ),
      );
      assert.equal(scene.frames('same'), 2);
      assert.deepEqual(await scene.recordTexts(), ['same', 'same']);
    },
  }),
  row({
    row: 8,
    title: 'Reset before a message was forwarded',
    holds: 'not in the history, so sent again, once; also for two equal texts in a row',
    area: 'network',
    also: 'src/state/conversation.test.ts',
    scene: { rate: 20 },
    async act(scene) {
      scene.proxy.add({ on: 'up', nth: 1, do: { reset: 'before' } });
      await scene.send('same');
      await scene.shows('same');
      scene.proxy.add({ on: 'up', nth: 1, do: { reset: 'before' } });
      await scene.send('same');
    },
    async hold(scene) {
      await eventually(async () =>
        assert.deepEqual(
          (await scene.messages()).filter(({ kind }) => kind === 'own').map(({ status }) => status),
          ['Sent', 'Sent'],
        ),
      );
      assert.equal(scene.frames('same'), 4);
      assert.deepEqual(await scene.recordTexts(), ['same', 'same']);
    },
  }),
  row({
    row: 9,
    title: 'Half-open: nothing goes up any more',
    holds: 'no reply in 10 s: a new socket, without waiting for the old one to close',
    area: 'network',
    judge: { links: 2 },
    async act(scene) {
      assert.equal(scene.proxy.apply({ blackhole: 'up' }), 1);
      await scene.send('into the void');
      const sent = performance.now();
      await eventually(() => assert.equal(scene.attempts().length, 2));
      return (performance.now() - sent) * scene.rate;
    },
    async hold(scene, waited) {
      assert.ok(waited > 9_500, `not before 10 s: ${waited}`);
      assert.ok(waited < 12_000 + 1_000 * scene.rate, `and then at once: ${waited}`);
      await scene.shows('into the void');
      assert.deepEqual(await scene.recordTexts(), ['into the void']);
    },
  }),
  row({
    row: 10,
    title: 'Half-open: nothing comes down any more, and the visitor only reads',
    holds: 'the history knows more than the socket: seen within 65 s, within 2 s of coming back to the page',
    area: 'network',
    scene: { room: true, rate: 20, server: { rooms: 'shared', outFrame: 'record' } },
    judge: { links: 3 },
    async arrange(scene) {
      const peer = await scene.stranger();
      await scene.elsewhere('good morning', peer);
      await eventually(async () => assert.deepEqual(await scene.texts('participant'), ['good morning']));
      return peer;
    },
    async act(scene, peer) {
      scene.proxy.apply({ blackhole: 'down' });
      await scene.elsewhere('can you hear me?', peer);
      await eventually(
        async () => assert.deepEqual(await scene.texts('participant'), ['good morning', 'can you hear me?']),
        scene.within(65_000),
      );
      await opened(scene, 1);
      scene.proxy.apply({ blackhole: 'down' });
      await scene.run(tools => tools.hide());
      await scene.elsewhere('and now?', peer);
      await scene.run(tools => tools.show());
    },
    async hold(scene) {
      await eventually(
        async () =>
          assert.deepEqual(await scene.texts('participant'), ['good morning', 'can you hear me?', 'and now?']),
        scene.within(2_000),
      );
      await opened(scene, 2);
    },
  }),
  row({
    row: 12,
    title: '2 s and 8 s of latency',
    holds: 'stays "sending"; nothing is called failed or in doubt below 10 s',
    area: 'network',
    // The 2 s between the reply and the limit must be more than a busy machine takes.
    scene: { rate: 3 },
    async act(scene) {
      const ids: string[] = [];
      for (const seconds of [2, 8]) {
        scene.proxy.clear();
        scene.proxy.add({ on: 'up', do: { delay: (seconds * 1_000) / scene.rate } });
        ids.push(await scene.send(`${seconds} seconds`));
        await scene.shows(`${seconds} seconds`);
      }
      return ids;
    },
    async hold(scene, ids) {
      for (const id of ids) assert.deepEqual(await scene.statuses(id), ['queued', 'sending', 'sent']);
      assert.equal(scene.attempts().length, 1);
    },
  }),
  row({
    row: 14,
    title: '10 kB/s, and a hundred messages',
    judge: { many: true },
    holds: 'never more than 64 KB wait in the socket, and the order is kept',
    area: 'network',
    async arrange(scene) {
      scene.proxy.add({ on: 'up', do: { drip: 10_000 * scene.rate } });
      await scene.run(() => {
        const { send } = WebSocket.prototype;
        WebSocket.prototype.send = function (data) {
          send.call(this, data);
          const page = document as unknown as { most?: number };
          page.most = Math.max(page.most ?? 0, this.bufferedAmount);
        };
      });
    },
    async act(scene) {
      const texts = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(400)}`);
      const taken = await scene.run((tools, texts) => texts.filter(text => tools.send(text)), texts);
      scene.accepted.push(...taken);
    },
    async hold(scene) {
      assert.equal(scene.accepted.length, 100);
      await eventually(async () => assert.equal((await scene.records()).length, 100), 30_000);
      assert.deepEqual(await scene.recordTexts(), scene.accepted);
      must((await scene.run(() => (document as unknown as { most: number }).most)) <= 65_536 + 1_024);
    },
  }),
  row({
    row: 15,
    title: 'Flapping: up for a moment, down, and so on for a minute',
    holds: 'at most 15 attempts a minute, and the words do not flicker',
    area: 'network',
    scene: { rate: 20 },
    async act(scene) {
      await slowWhile(scene, 'open');
      scene.proxy.add({ on: 'handshake', do: { idle: 100 } });
      const before = scene.attempts().length;
      scene.proxy.cut();
      const lines = await scene.run(async tools => {
        tools.lines.length = 0;
        await new Promise(done => setTimeout(done, 60_000));
        return tools.lines.map(({ text }) => text);
      });
      const attempts = scene.attempts().length - before;
      scene.proxy.clear();
      return { attempts, lines };
    },
    async hold(scene, { attempts, lines }) {
      assert.ok(attempts <= 15, `${attempts} attempts in a minute`);
      assert.ok(lines.length <= 2, `the line changed ${lines.length} times: ${lines.join(' / ')}`);
      await scene.isOpen(scene.page, scene.within(38_000));
      await scene.send('steady');
      await scene.shows('steady');
    },
  }),
  row({
    row: 16,
    title: 'The socket is accepted, and silent for ever',
    holds: 'the first message finds out within 10 s, and is sent once',
    area: 'network',
    scene: { ready: false, room: true, rate: 20 },
    judge: { links: 2 },
    async arrange(scene) {
      scene.proxy.add({ on: 'handshake', nth: 1, do: { accept: true } });
      await scene.load();
      await scene.isOpen();
      await scene.think();
    },
    act: scene => scene.send('anybody there?'),
    async hold(scene) {
      await opened(scene, 1, scene.within(12_000));
      await scene.shows('anybody there?');
      assert.deepEqual(await scene.recordTexts(), ['anybody there?']);
    },
  }),
  row({
    row: 17,
    title: 'The socket is accepted and closed with 1000 at once',
    holds: 'after three of them it stops and offers a button, which works',
    area: 'network',
    scene: { ready: false, room: true, rate: 20, patient: true },
    async arrange(scene) {
      scene.proxy.add({ on: 'handshake', do: { accept: 1000 } });
      await scene.load();
    },
    async act(scene) {
      await eventually(async () => assert.match(await scene.line(), /^The server closed the connection\./));
      await pause(60_000 / scene.rate);
      const attempts = scene.attempts().length;
      scene.proxy.clear();
      await scene.page.click({ role: 'button', name: 'Try again' });
      return attempts;
    },
    async hold(scene, attempts) {
      assert.equal(attempts, 3);
      await scene.isOpen();
      await scene.send('let in again');
      await scene.shows('let in again');
    },
  }),
  row({
    row: 18,
    title: 'The browser says "offline" and the network works',
    holds: 'connects and sends all the same',
    area: 'network',
    scene: {
      head: '<script>Object.defineProperty(navigator, "onLine", { get: () => false })</script>',
    },
    act: scene => scene.send('who says offline?'),
    async hold(scene) {
      await scene.shows('who says offline?');
      assert.equal(await scene.line(), '');
    },
  }),
  row({
    row: 19,
    title: 'The browser says "online" and nothing is reachable',
    holds: 'tries go on, with growing pauses; no words of being online, or offline',
    area: 'network',
    scene: { rate: 20 },
    async act(scene) {
      scene.proxy.add({ on: 'connection', do: { refuse: true } });
      const connects = () => scene.proxy.log.filter(({ kind }) => kind === 'connect').length;
      const before = connects();
      const events = (await scene.events('sc-connection')).length;
      scene.proxy.cut();
      await eventually(() => assert.ok(connects() - before >= 5, `${connects() - before} tries`));
      return (await scene.events('sc-connection')).slice(events).map(({ detail }) => detail['status']);
    },
    async hold(scene, statuses) {
      assert.deepEqual([...new Set(statuses)], ['reconnecting']);
      await eventually(async () => assert.match(await scene.line(), /^(The chat cannot be reached|Connection lost)/));
      scene.proxy.clear();
      await scene.isOpen(scene.page, scene.within(38_000));
    },
  }),
  row({
    row: 21,
    title: 'The network changes: the old socket is mute, a new one would work',
    holds: 'a new one within 2 s of "online"; what the old one still says is not heard',
    area: 'network',
    judge: { links: 2 },
    async act(scene) {
      scene.proxy.apply({ hold: true });
      scene.server.push(scene.room, JSON.stringify({ serverMessage: 'a ghost' }));
      const after = scene.attempts().length;
      await scene.run(tools => tools.hear('online'));
      return after;
    },
    async hold(scene, after) {
      await opened(scene, after, scene.within(2_000));
      await scene.send('by the new way');
      await scene.shows('by the new way');
      scene.proxy.flush();
      await pause(200);
      must(!(await scene.texts()).includes('a ghost'));
    },
  }),
  row({
    row: 22,
    title: 'A proxy cuts sockets that are idle for 60 s',
    holds: 'a new one without a word, one at a time, and the history is read',
    area: 'network',
    scene: { ready: false, rate: 20, patient: true },
    async arrange(scene) {
      scene.proxy.add({ on: 'handshake', nth: 1, do: { idle: 60_000 / scene.rate } });
      await scene.load();
      await scene.isOpen();
      await scene.think();
    },
    async act(scene) {
      const read = scene.requests(history).length;
      await scene.run(tools => void tools.lines.splice(0));
      await scene.elsewhere('while it was idle');
      await eventually(() => assert.equal(scene.attempts().length, 2));
      return read;
    },
    async hold(scene, read) {
      await scene.isOpen();
      await pause(500);
      assert.equal(scene.attempts().length, 2);
      assert.deepEqual(await scene.run(tools => tools.lines), []);
      must(scene.requests(history).length > read);
      await eventually(async () => assert.deepEqual(await scene.texts('own'), ['while it was idle']));
    },
  }),
  row({
    row: 23,
    title: 'The server restarts (1012) under a thousand clients',
    holds:
      'they come back spread over 5 to 30 s: no second has three times the mean, none waits exactly the longest time',
    area: 'network',
    engines: ['chromium', 'firefox'],
    missing: 'WebKitGTK tells the close codes 1012 to 1014 as 1006',
    also: 'src/api/socket.test.ts',
    judge: { links: 30 },
    scene: {
      ready: false,
      rate: 1,
      body: Array.from({ length: 30 }, (_, index) => `<sc-chat room="${index + 1}"></sc-chat>`).join(''),
    },
    async arrange(scene) {
      await scene.load();
      await eventually(() => assert.equal(scene.proxy.stats().sockets, 30), 30_000);
      await scene.pace(10);
    },
    async act(scene) {
      await pause(6_000 / scene.rate);
      const from = await scene.run(tools => tools.clock.now());
      scene.proxy.apply({ close: 1012 });
      // Browsers open one socket a host at a time: under load some take a second attempt, after 8 s.
      const first = async () => {
        const waits = new Map<string, number>();
        for (const { url, at } of await scene.sockets()) if (at > from && !waits.has(url)) waits.set(url, at - from);
        return [...waits.values()];
      };
      await eventually(async () => assert.equal((await first()).length, 30));
      return first();
    },
    async hold(_scene, waits) {
      assert.ok(Math.min(...waits) >= 4_900, `not before 5 s: ${Math.min(...waits)}`);
      assert.ok(Math.max(...waits) <= 32_000, `not after 30 s: ${Math.max(...waits)}`);
      assert.ok(spread(waits).most <= 9, `${spread(waits).most} of 30 in one second`);
      const [low, high] = closePolicy(1012).wait!;
      const herd = Array.from({ length: 1_000 }, () => low + Math.random() * (high - low));
      const { most, mean } = spread(herd);
      assert.ok(most <= 3 * mean, `${most} of 1000 in one second, ${mean} on the mean`);
      must(!herd.includes(high));
    },
  }),
  row({
    row: 24,
    title: 'A secure page, an insecure socket',
    holds: 'one line that names the fix, words for the visitor, and no tries in a loop',
    area: 'network',
    scene: {
      ready: false,
      room: true,
      head: `<script>
        let tries = 0;
        // What Chromium does on https. WebKit says nothing at all; see row 3.
        window.WebSocket = class { constructor() { document.tries = ++tries; throw new DOMException('insecure', 'SecurityError'); } };
      </script>`,
    },
    act: scene => scene.load(),
    async hold(scene) {
      await eventually(async () => assert.match(await scene.line(), /^Your browser blocks the chat/));
      assert.deepEqual(await scene.connection(), {
        room: scene.number,
        status: 'failed',
        code: 'mixed-content',
      });
      const lines = await eventually(async () => {
        const found = (await scene.page.console()).filter(({ text }) => text.startsWith('[sc-chat] mixed-content'));
        assert.equal(found.length, 1);
        return found;
      });
      assert.match(lines[0]!.text, /wss/);
      await pause(30_000 / scene.rate);
      assert.equal(await scene.run(() => (document as unknown as { tries: number }).tries), 1);
    },
  }),
  row({
    row: 25,
    title: 'The page’s Content-Security-Policy forbids the socket',
    holds: 'one line that names the fix, words for the visitor, and no tries in a loop',
    area: 'network',
    scene: {
      ready: false,
      room: true,
      headers: proxy => ({ 'content-security-policy': `connect-src ${proxy.replace('http:', 'https:')}` }),
    },
    act: scene => scene.load(),
    async hold(scene) {
      await eventually(async () => assert.match(await scene.line(), /^This page does not let the chat connect\./));
      const found = (await scene.page.console()).filter(({ text }) => text.startsWith('[sc-chat] csp'));
      assert.equal(found.length, 1);
      assert.match(found[0]!.text, /connect-src/);
      await pause(30_000 / scene.rate);
      assert.equal(scene.proxy.log.length, 0, 'nothing reached the backend');
    },
  }),
  row({
    row: 26,
    title: 'Something on the machine kills every WebSocket',
    holds: 'after three the history is read every 15 s, and the words say that live messages are blocked',
    area: 'network',
    scene: {
      ready: false,
      rate: 20,
      head: `<script>
        window.WebSocket = class {
          constructor() { setTimeout(() => { this.onerror?.(new Event('error')); this.onclose?.({ code: 1006 }); }, 20); }
          close() {}
        };
      </script>`,
    },
    async arrange(scene) {
      await scene.load();
      await eventually(async () => assert.equal((await scene.connection())?.['status'], 'polling'));
      await scene.think();
    },
    async act(scene) {
      const from = (await scene.asked(history)).length;
      return eventually(async () => {
        const times = (await scene.asked(history)).slice(from).map(({ at }) => at);
        must(times.length >= 4);
        return times;
      });
    },
    async hold(scene, times) {
      for (const [index, time] of times.entries()) {
        const gap = time - (times[index - 1] ?? time - 15_000);
        assert.ok(gap > 11_900 && gap < 18_000 + 400 * scene.rate, `every 15 s: ${gap}`);
      }
      assert.match(await scene.line(), /^Live messages are blocked here\./);
      const room = await scene.run(tools =>
        String(tools.events.findLast(({ type }) => type === 'sc-connection')?.detail['room']),
      );
      await scene.elsewhere('read by polling', scene.user, room);
      await eventually(
        async () => assert.deepEqual(await scene.texts('own'), ['read by polling']),
        scene.within(18_000),
      );
    },
  }),
  row({
    row: 27,
    title: 'The clock jumps two hours on, and back',
    holds: 'one new connection each, nothing is in doubt, and times are the server’s',
    area: 'network',
    scene: { rate: 20 },
    async act(scene) {
      const attempts: number[] = [];
      for (const hours of [2, -2]) {
        const before = scene.attempts().length;
        const id = await scene.send(`at ${hours} hours`);
        await scene.run((tools, hours) => tools.clock.setDate(hours * 3_600_000), hours);
        await scene.shows(`at ${hours} hours`);
        assert.deepEqual(await scene.statuses(id), ['queued', 'sending', 'sent']);
        await eventually(() => must(scene.attempts().length > before), scene.within(12_000));
        await pause(20_000 / scene.rate);
        await scene.isOpen();
        attempts.push(scene.attempts().length - before);
      }
      return attempts;
    },
    async hold(scene, attempts) {
      assert.deepEqual(attempts, [1, 1]);
      const [record] = await scene.records();
      await eventually(async () => {
        const times = (await scene.messages()).map(({ time }) => time).filter(Boolean);
        for (const time of times)
          assert.ok(Math.abs(Date.parse(time) - new Date(record!.created_at).getTime()) < 60_000, time);
      });
    },
  }),
];
