import assert from 'node:assert/strict';
import { type FaultRow, row } from './row.js';
import { eventually, must, pause, type Scene } from './scene.js';

const history = '/chats/getChats/';

/** To another page of the site and back, as a visitor would. */
const leave = async (scene: Scene) => {
  await scene.page.goto(scene.host.url('/empty'));
};
const comeBack = async (scene: Scene) => {
  scene.caret = undefined;
  await scene.page.back();
};
const open = (scene: Scene) => scene.server.sockets().filter(({ readyState }) => readyState === 1).length;
const mark = '<script>addEventListener("pageshow", event => { document.persisted = event.persisted; });</script>';
const persisted = (scene: Scene) => scene.run(() => (document as unknown as { persisted: boolean }).persisted);

export const lifecycle: FaultRow[] = [
  row({
    row: 49,
    title: 'Away and back, out of the back/forward cache',
    holds: 'the old socket is not believed: a new one within a second, and the history is read',
    area: 'lifecycle',
    scene: { rate: 1, head: mark },
    async act(scene) {
      await scene.send('before I left');
      await scene.shows('before I left');
      await leave(scene);
      await scene.elsewhere('written meanwhile', scene.user, scene.room);
      const read = scene.requests(history).length;
      const attempts = scene.attempts().length;
      await comeBack(scene);
      const began = performance.now();
      await eventually(() => assert.equal(scene.attempts().length, attempts + 1));
      return { waited: performance.now() - began, read };
    },
    async hold(scene, { waited, read }) {
      assert.ok(waited < 2_000, `${waited} ms`);
      await scene.isOpen();
      await eventually(async () => assert.deepEqual(await scene.texts('own'), ['before I left', 'written meanwhile']));
      must(scene.requests(history).length > read);
      if (scene.engine !== 'firefox') assert.equal(await persisted(scene), true, 'restored from the cache');
    },
  }),
  row({
    row: 50,
    title: 'A message in the first moment after coming back',
    holds: 'it waits for the new socket, and is sent once',
    area: 'lifecycle',
    scene: {
      rate: 1,
      head: `${mark}<script>addEventListener("pageshow", event => {
        if (event.persisted) document.early = document.querySelector("sc-chat").send("at once");
      });</script>`,
    },
    async act(scene) {
      await leave(scene);
      await comeBack(scene);
      const early = await scene.run(() => (document as unknown as { early?: string }).early);
      if (scene.engine === 'firefox' && !early) await scene.isOpen().then(() => scene.send('at once'));
      else {
        must(early);
        scene.accepted.push('at once');
      }
    },
    async hold(scene) {
      await scene.shows('at once');
      assert.equal(scene.frames('at once'), 1);
      assert.deepEqual(await scene.recordTexts(), ['at once']);
    },
  }),
  row({
    row: 51,
    title: 'The host page and the back/forward cache',
    holds: 'a page with the chat connected is restored from it',
    area: 'lifecycle',
    engines: ['chromium', 'webkit'],
    missing: 'Firefox restores no page that had a socket at its navigation, however it is closed',
    scene: { rate: 1, head: mark },
    async act(scene) {
      await leave(scene);
      await comeBack(scene);
    },
    async hold(scene) {
      assert.equal(await persisted(scene), true);
      const reasons = await scene.run(() => {
        const [entry] = performance.getEntriesByType('navigation') as (PerformanceEntry & {
          notRestoredReasons?: unknown;
        })[];
        return entry?.notRestoredReasons ?? null;
      });
      assert.equal(reasons, null);
      await scene.isOpen();
    },
  }),
  row({
    row: 52,
    title: 'The page is left, and kept in the cache',
    holds: 'the server knows at once: no ghost in the room',
    area: 'lifecycle',
    async act(scene) {
      assert.equal(open(scene), 1);
      await leave(scene);
    },
    async hold(scene) {
      await eventually(() => assert.equal(open(scene), 0), 3_000);
      const close = await scene.proxy.log.waitFor(({ kind }) => kind === 'close');
      assert.equal(close.from, 'client');
      await comeBack(scene);
      await scene.isOpen();
    },
  }),
  row({
    row: 53,
    title: 'A link that answers 204: the page stays, Firefox closes its socket',
    holds: 'back within 1 to 2 s, where the socket was closed at all',
    area: 'lifecycle',
    scene: { rate: 1 },
    async arrange(scene) {
      scene.host.set('/nothing', (_request, response) => void response.writeHead(204).end());
    },
    async act(scene) {
      await scene.run(() => void setTimeout(() => (location.href = '/nothing')));
      await eventually(() => must(scene.host.requests.includes('GET /nothing')));
      await pause(2_500);
    },
    async hold(scene) {
      const times = scene.attempts().length;
      assert.ok(times <= 2, `${times} sockets`);
      if (scene.engine === 'firefox') {
        const gone = scene.proxy.log.find(({ kind }) => kind === 'close');
        assert.equal(gone?.code, 1001);
        const wait = scene.attempts()[1]!.t - gone!.t;
        assert.ok(wait >= 900 && wait <= 2_500, `after ${wait} ms`);
      }
      await scene.isOpen();
      await scene.send('still here');
      await scene.shows('still here');
    },
  }),
  row({
    row: 54,
    title: 'The page is really left',
    holds: 'no attempt to connect from the page that goes',
    area: 'lifecycle',
    scene: { rate: 1 },
    async arrange(scene) {
      scene.host.set('/slow', (_request, response) => {
        setTimeout(() => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Slow</h1>'), 800);
      });
    },
    act: scene => scene.page.goto(scene.host.url('/slow')),
    async hold(scene) {
      await pause(1_500);
      assert.equal(scene.attempts().length, 1);
      assert.equal(open(scene), 0);
    },
  }),
  row({
    row: 55,
    title: 'The page is frozen for ten minutes',
    holds: 'back within 2 s of its return, by one attempt',
    area: 'lifecycle',
    engines: ['chromium'],
    missing: 'no freezing of pages (Page Lifecycle API)',
    scene: { rate: 1 },
    async act(scene) {
      await scene.page.freeze();
      await pause(500);
      scene.proxy.apply({ blackhole: 'both' });
      await pause(500);
      await scene.page.resume();
      await scene.run(tools => tools.clock.setDate(600_000));
      await eventually(() => assert.equal(scene.attempts().length, 2), 2_500);
      await pause(2_000);
    },
    judge: { links: 2 },
    async hold(scene) {
      assert.equal(scene.attempts().length, 2);
      await scene.isOpen();
      await scene.send('thawed');
      await scene.shows('thawed');
    },
  }),
  row({
    row: 56,
    title: 'Hidden for half an hour, timers once a minute',
    holds: 'not called dead before 5 minutes, then closed; back within 2 s of being visible',
    area: 'lifecycle',
    scene: { rate: 10 },
    async act(scene) {
      await scene.run(tools => {
        tools.hide();
        tools.clock.quantum(60_000);
        tools.clock.rate(120);
      });
      await pause(240_000 / 120);
      const early = scene.attempts().length;
      const connected = open(scene);
      await eventually(() => assert.equal(open(scene), 0), 5_000);
      await scene.run(tools => tools.clock.rate(600));
      await pause(1_500_000 / 600);
      const later = scene.attempts().length;
      await scene.run(tools => {
        tools.clock.quantum(0);
        tools.clock.rate(10);
        tools.show();
      });
      return { early, connected, later };
    },
    async hold(scene, { early, connected, later }) {
      assert.deepEqual({ early, connected, later }, { early: 1, connected: 1, later: 1 });
      await scene.isOpen(scene.page, scene.within(2_000));
      await scene.send('seen again');
      await scene.shows('seen again');
    },
  }),
  row({
    row: 57,
    title: 'The machine sleeps for eight hours',
    holds: 'one new socket, and the token is tried',
    area: 'lifecycle',
    async act(scene) {
      scene.proxy.apply({ blackhole: 'both' });
      const read = scene.requests(history).length;
      await scene.run(tools => tools.clock.setDate(8 * 3_600_000));
      await eventually(() => assert.equal(scene.attempts().length, 2), scene.within(12_000));
      return read;
    },
    judge: { links: 2 },
    async hold(scene, read) {
      await scene.isOpen();
      await eventually(() => must(scene.requests(history).length > read));
      await scene.send('good morning');
      await scene.shows('good morning');
    },
  }),
  row({
    row: 58,
    title: 'The tab is discarded, and comes back',
    holds: 'what was typed and what was not sent yet are there',
    area: 'lifecycle',
    async act(scene) {
      scene.proxy.add({ on: 'handshake', do: { refuse: true } });
      scene.proxy.cut();
      await scene.send('written before');
      await scene.page.close();
      scene.pages.shift();
      const page = await scene.newPage();
      await scene.load(page);
      scene.caret = undefined;
      await scene.shows('written before', /Waiting to be sent|Checking…/);
      scene.proxy.clear();
      await scene.run(tools => tools.hear('online'));
    },
    async hold(scene) {
      await scene.shows('written before');
      assert.deepEqual(await scene.recordTexts(), ['written before']);
    },
  }),
  row({
    row: 59,
    title: 'The tab is closed right after Send',
    holds: 'delivered, or at the next visit looked for and then sent: once',
    area: 'lifecycle',
    async act(scene) {
      await scene.send('goodbye');
      await scene.page.close();
      scene.pages.shift();
      const page = await scene.newPage();
      await scene.load(page);
      scene.caret = undefined;
    },
    async hold(scene) {
      await scene.shows('goodbye');
      assert.deepEqual(await scene.recordTexts(), ['goodbye']);
    },
  }),
  row({
    row: 60,
    title: 'Reload while a message is under way',
    holds: 'found in the history, not sent blindly',
    area: 'lifecycle',
    async act(scene) {
      scene.proxy.add({ on: 'down', do: { drop: true } });
      await scene.send('half way');
      await scene.shows('half way', 'Sending…');
      await eventually(async () => assert.deepEqual(await scene.recordTexts(), ['half way']));
      await scene.reload();
    },
    async hold(scene) {
      await scene.shows('half way');
      assert.equal(scene.frames('half way'), 1);
    },
  }),
  row({
    row: 61,
    title: 'The tab is duplicated, its storage with it',
    holds: 'the copy does not send what the first one still has to send',
    area: 'lifecycle',
    scene: { ready: false, script: 'data-persist="session"' },
    async arrange(scene) {
      await scene.keepSession(scene.user, scene.page, 'sessionStorage');
      await scene.load();
      await scene.isOpen();
    },
    async act(scene) {
      const refuse = scene.proxy.add({ on: 'handshake', do: { refuse: true } });
      scene.proxy.cut();
      await scene.send('once only');
      const copied = await scene.run(() => ({ ...sessionStorage }));
      const copy = await scene.newPage();
      await copy.goto(scene.host.url('/empty'));
      await copy.evaluate(kept => {
        for (const [key, value] of Object.entries(kept)) sessionStorage.setItem(key, value as string);
      }, copied);
      await scene.load(copy);
      await scene.runIn(copy, tools => !!tools);
      await pause(1_500);
      scene.proxy.remove(refuse);
      for (const page of scene.pages) await scene.runIn(page, tools => tools.hear('online'));
    },
    async hold(scene) {
      await scene.shows('once only');
      await pause(1_500);
      assert.deepEqual(await scene.recordTexts(), ['once only']);
    },
  }),
  row({
    row: 62,
    title: 'The page moves the element, takes it out, and puts it back',
    holds: 'moved, it keeps its socket; taken out, the socket is closed at once; put back, all is there',
    area: 'lifecycle',
    scene: { body: '<main><sc-chat></sc-chat></main><aside></aside>' },
    async act(scene) {
      await scene.send('moved along');
      await scene.shows('moved along');
      await scene.run(tools => document.querySelector('aside')!.append(tools.deep('sc-chat')!));
      await pause(300);
      const moved = { sockets: open(scene), attempts: scene.attempts().length };
      await scene.run(tools => {
        const page = document as unknown as { taken: Element };
        page.taken = tools.deep('sc-chat')!;
        page.taken.remove();
      });
      await eventually(() => assert.equal(open(scene), 0), 1_000);
      await scene.run(() => document.querySelector('main')!.append((document as unknown as { taken: Element }).taken));
      scene.caret = undefined;
      return moved;
    },
    async hold(scene, moved) {
      assert.deepEqual(moved, { sockets: 1, attempts: 1 });
      await eventually(() => assert.equal(open(scene), 1));
      await scene.shows('moved along');
      await scene.send('and on');
      await scene.shows('and on');
    },
  }),
  row({
    row: 63,
    title: 'Mounted and taken out a hundred times',
    holds: 'sockets, listeners and timers as before; the heap is flat',
    area: 'lifecycle',
    scene: { ready: false, body: '<main></main>' },
    async arrange(scene) {
      await scene.load();
    },
    async act(scene) {
      const cycle = (times: number) =>
        scene.run(async (tools, times) => {
          for (let index = 0; index < times; index++) {
            const chat = document.createElement('sc-chat');
            document.querySelector('main')!.append(chat);
            await new Promise(done => requestAnimationFrame(done));
            chat.remove();
          }
          await new Promise(done => setTimeout(done, 20_000));
          return { timers: tools.clock.pending(), listeners: tools.listeners() };
        }, times);
      const heap = async () => {
        if (scene.engine !== 'chromium') return 0;
        const cdp = await scene.page.cdp();
        await cdp.send('HeapProfiler.collectGarbage');
        return ((await cdp.send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize;
      };
      const before = await cycle(10);
      const heapBefore = await heap();
      const after = await cycle(100);
      const heapAfter = await heap();
      return { before, after, grown: heapAfter - heapBefore };
    },
    async hold(scene, { before, after, grown }) {
      await eventually(() => assert.equal(open(scene), 0));
      assert.ok(after.timers <= before.timers, `timers ${before.timers} → ${after.timers}`);
      assert.ok(after.listeners <= before.listeners, `listeners ${before.listeners} → ${after.listeners}`);
      assert.ok(grown < 400_000, `the heap grew by ${grown} bytes`);
    },
  }),
  row({
    row: 65,
    title: 'The page is prerendered',
    holds: 'no socket before it is really shown, and then one',
    area: 'lifecycle',
    scene: {
      ready: false,
      head: `<script>
        let hidden = true;
        Object.defineProperty(document, 'prerendering', { get: () => hidden });
        document.show = () => { hidden = false; document.dispatchEvent(new Event('prerenderingchange')); };
      </script>`,
    },
    async act(scene) {
      await scene.load();
      await pause(1_000);
      const before = scene.attempts().length;
      await scene.run(() => (document as unknown as { show(): void }).show());
      return before;
    },
    async hold(scene, before) {
      assert.equal(before, 0);
      await scene.isOpen();
      await scene.think();
      await scene.send('now I am here');
      await scene.shows('now I am here');
    },
  }),
  row({
    row: 66,
    title: 'A zombie: the socket says it is open, brings nothing, and takes what is sent',
    holds: 'when the page is visible again it is taken for dead; what was sent into it is sent once',
    area: 'lifecycle',
    judge: { links: 2 },
    async act(scene) {
      await scene.run(tools => tools.hide());
      scene.proxy.apply({ blackhole: 'both' });
      await pause(15_000 / scene.rate);
      await scene.send('into the dark');
      const after = scene.attempts().length;
      await scene.run(tools => tools.show());
      return after;
    },
    async hold(scene, after) {
      await eventually(() => assert.equal(scene.attempts().length, after + 1), scene.within(2_000));
      await scene.shows('into the dark');
      assert.deepEqual(await scene.recordTexts(), ['into the dark']);
    },
  }),
];
