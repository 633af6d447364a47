import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { patience, poll } from './driver/poll.js';
import type { Page } from './driver.js';
import { page as html } from './hosts.js';
import { ada, emptied, join, type Server } from './support/backend.js';
import { logIn, messageField, openAndLogIn } from './support/parts.js';
import { inEngines, script } from './support/stage.js';

const TIMES = 100;

/** Counts what outlives an element: listeners on anything but elements, timers, frames, sockets, channels and observers. */
const ledger = `<script>(() => {
  const listeners = new WeakMap();
  const counts = { listeners: 0, timers: 0, frames: 0, sockets: 0, channels: 0, observers: 0 };
  const kinds = {};
  window.ledger = { counts, kinds };
  const outlives = target => target === document || target === window || !(target instanceof Node);
  const keyOf = (type, options) => type + (options === true || options?.capture === true);
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const count = (target, type, by) => {
    if (target instanceof WebSocket || target instanceof AbortSignal || target instanceof XMLHttpRequest) return;
    counts.listeners += by;
    const kind = (target?.constructor?.name ?? 'Window') + ' ' + type;
    kinds[kind] = (kinds[kind] ?? 0) + by;
  };
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    if (listener && outlives(target)) {
      const own = listeners.get(target) ?? new Map();
      listeners.set(target, own);
      const key = keyOf(type, options);
      const set = own.get(key) ?? new Set();
      own.set(key, set);
      if (!set.has(listener)) {
        set.add(listener);
        count(target, type, 1);
        const gone = () => set.delete(listener) && count(target, type, -1);
        if (options?.once) addEventListener.call(target, type, gone, options);
        options?.signal && addEventListener.call(options.signal, 'abort', gone);
      }
    }
    return addEventListener.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    const set = listeners.get(target)?.get(keyOf(type, options));
    if (set?.delete(listener)) count(target, type, -1);
    return removeEventListener.call(target, type, listener, options);
  };
  const running = { timers: new Map(), frames: new Map() };
  window.ledger.running = running;
  const wrap = (start, stop, kind, once) => {
    const [from, to] = [window[start], window[stop]];
    const note = () => (counts[kind] = running[kind].size);
    window[start] = function (task, ...rest) {
      const id = from.call(window, function (...args) {
        if (once) running[kind].delete(id);
        note();
        return typeof task === 'function' ? task.apply(this, args) : undefined;
      }, ...rest);
      // Drivers have timers in the page as well.
      const { stack } = new Error();
      if (stack.includes('sc-chat.js')) running[kind].set(id, rest[0] + ' ms ' + stack);
      note();
      return id;
    };
    window[stop] = id => {
      running[kind].delete(id);
      note();
      return to.call(window, id);
    };
  };
  wrap('setTimeout', 'clearTimeout', 'timers', true);
  wrap('setInterval', 'clearInterval', 'timers', false);
  wrap('requestAnimationFrame', 'cancelAnimationFrame', 'frames', true);
  const NativeSocket = WebSocket;
  window.WebSocket = class WebSocket extends NativeSocket {
    constructor(...args) {
      super(...args);
      counts.sockets++;
      addEventListener.call(this, 'close', () => counts.sockets--);
    }
  };
  const NativeChannel = BroadcastChannel;
  window.BroadcastChannel = class BroadcastChannel extends NativeChannel {
    constructor(...args) { super(...args); counts.channels++; }
    close() { counts.channels--; super.close(); }
  };
  for (const name of ['ResizeObserver', 'MutationObserver', 'IntersectionObserver']) {
    const Native = window[name];
    window[name] = class extends Native {
      observing = false;
      observe(...args) { if (!this.observing) counts.observers++; this.observing = true; super.observe(...args); }
      disconnect() { if (this.observing) counts.observers--; this.observing = false; super.disconnect(); }
    };
  }
})()</script>`;

type Counts = Record<'listeners' | 'timers' | 'frames' | 'sockets' | 'channels' | 'observers', number>;
type Ledger = { ledger: { counts: Counts; kinds: Record<string, number>; running: { timers: Map<number, string> } } };

inEngines('mounts and unmounts', stage => {
  let server: Server;

  before(async () => {
    server = await stage.backend();
    await join(server, ada);
    await server.seed(ada.username, 50);
  });

  const visit = async (launcher: 'on' | 'off', body = '') => {
    const head = ledger + script({ 'api-base': server.url, launcher });
    const host = await stage.site({ '/': html({ head, body }) });
    return stage.visit(host.url());
  };

  /** What there is when nothing moves any more. */
  const settled = async (page: Page) => {
    let last = '';
    let same = 0;
    const { result } = await poll(4 * patience, async () => {
      const now = await page.evaluate(() => (window as unknown as Ledger).ledger.counts);
      const text = JSON.stringify(now);
      same = text === last && now.sockets === server.sockets().length ? same + 1 : 0;
      last = text;
      return same > 20 ? now : undefined;
    });
    assert.ok(result, `it never settled: ${last}, ${server.sockets().length} sockets on the server`);
    return result;
  };

  /** Mounts and unmounts; every tenth stays until it is connected, the others go at different moments. */
  const cycle = (page: Page, tag: 'sc-chat' | 'sc-widget', times: number) =>
    page.evaluate(
      async (tag, times) => {
        for (let index = 0; index < times; index++) {
          const element = document.createElement(tag);
          const open = new Promise(done =>
            element.addEventListener('sc-connection', event => event.detail.status === 'open' && done(null)),
          );
          document.body.append(element);
          if (element.localName === 'sc-widget') (element as HTMLElement & { open: boolean }).open = true;
          if (index % 10 === 0) await open;
          else if (index % 3 === 0) await new Promise(done => requestAnimationFrame(done));
          else if (index % 3 === 1) await Promise.resolve();
          element.remove();
        }
      },
      tag,
      times,
    );

  const measured = async (page: Page, tag: 'sc-chat' | 'sc-widget') => {
    // What is made once and stays has been made after a few.
    await cycle(page, tag, 11);
    const base = await settled(page);
    const kinds = await page.evaluate(() => ({ ...(window as unknown as Ledger).ledger.kinds }));
    await cycle(page, tag, TIMES);
    const counts = await settled(page);
    const now = await page.evaluate(() => (window as unknown as Ledger).ledger.kinds);
    const grown = Object.entries(now).filter(([kind, count]) => count > (kinds[kind] ?? 0));
    for (const [name, count] of Object.entries(counts)) {
      assert.ok(
        count <= base[name as keyof Counts],
        `${count} ${name}, not ${JSON.stringify(base)}; ${grown.join('; ')}`,
      );
    }
    assert.equal(server.sockets().length, base.sockets);
    return base;
  };

  it(`${TIMES} of <sc-chat> leave nothing behind`, async () => {
    const page = await visit('off', '<sc-auth></sc-auth>');
    await logIn(page, ada);
    await page.waitFor({ text: 'Logged in as ada' });
    const base = await measured(page, 'sc-chat');
    assert.equal(base.sockets, 0);
    await page.close();
  });

  it(`${TIMES} of <sc-widget> leave nothing behind`, async () => {
    const page = await visit('on');
    await openAndLogIn(page, ada);
    const base = await measured(page, 'sc-widget');
    assert.ok(base.sockets <= 1);
    await page.close();
  });

  it('a chat that is moved in the page keeps its socket and its text', async () => {
    const page = await visit('off', '<div id="here"><sc-chat></sc-chat></div><div id="there"></div>');
    await page.click({ role: 'button', name: 'Log in to chat' });
    await logIn(page, ada);
    await page.click(messageField);
    await page.type('Half a');
    await settled(page);
    const [socket] = server.sockets();
    assert.ok(socket);
    for (let index = 0; index < 10; index++) {
      await page.evaluate(
        id => document.querySelector(id)!.append(document.querySelector('sc-chat')!),
        index % 2 ? '#here' : '#there',
      );
    }
    await settled(page);
    assert.deepEqual(server.sockets(), [socket]);
    assert.equal((await page.find(messageField))?.value, 'Half a');
    await page.close();
  });

  it('destroy() leaves nothing at all', async () => {
    const page = await visit('on', '<sc-auth></sc-auth><sc-chat></sc-chat>');
    const before = await page.evaluate(() => Reflect.ownKeys(window).map(String));
    assert.ok(before.includes('scChat'));
    await openAndLogIn(page, ada);
    await settled(page);
    await page.evaluate(() => window.scChat.destroy({ purge: true }));
    // The stores take a second to close.
    const { result } = await poll(patience, () =>
      page.evaluate(() => Object.values((window as unknown as Ledger).ledger.counts).every(count => count === 0)),
    );
    const left = await page.evaluate(() => {
      const { counts, kinds, running } = (window as unknown as Ledger).ledger;
      const listeners = Object.entries(kinds).filter(([, count]) => count > 0);
      return [JSON.stringify(counts), ...listeners, ...running.timers.values()].join('; ');
    });
    assert.ok(result, left);
    await emptied(server);
    assert.equal(await page.find({ css: 'sc-auth, sc-chat, sc-widget' }), undefined);
    assert.equal(await page.evaluate(() => 'scChat' in window), false);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).concat(Object.keys(sessionStorage))), []);
    await page.close();
  });

  it('keeps the heap flat', { skip: stage.engine !== 'chromium' && 'only Chromium tells' }, async () => {
    const page = await visit('off', '<sc-auth></sc-auth>');
    await logIn(page, ada);
    const cdp = await page.cdp();
    await cdp.send('Performance.enable');
    const measure = async () => {
      await settled(page);
      // What one collection finalizes only the next one frees.
      for (let time = 0; time < 3; time++) await cdp.send('HeapProfiler.collectGarbage');
      const { metrics } = (await cdp.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] };
      const of = (name: string) => metrics.find(metric => metric.name === name)!.value;
      return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') };
    };
    await cycle(page, 'sc-chat', 30);
    const base = await measure();
    await cycle(page, 'sc-chat', TIMES);
    const now = await measure();
    const grown = JSON.stringify({ base, now });
    assert.ok(now.nodes - base.nodes < 200, grown);
    assert.ok(now.listeners - base.listeners < 20, grown);
    // A hundred chats that stayed would be some megabytes.
    assert.ok(now.heap - base.heap < 300_000, grown);
    await page.close();
  });
});
