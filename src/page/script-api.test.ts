import { expect, fixture, fixtureCleanup, html, nextFrame, waitUntil } from '@open-wc/testing';
import '../components/elements.js';
import type { ScWidget } from '../components/sc-widget/sc-widget.js';
import { boot } from './boot.js';
import type { ScChatApi } from './script-api.js';
import { fakeBackend, keepSession, kept } from './testing/backend.js';
import { version } from './version.js';

const base = 'https://chat.example';
const page = window as unknown as Record<PropertyKey, unknown>;
const record = () => page[Symbol.for('sc-chat')] as Record<string, unknown>;
const widgets = () => [...document.querySelectorAll<ScWidget>('sc-widget')];

/** Adds a script tag as a page would, and does what the script does. */
const load = (attributes: Record<string, string> = {}): ScChatApi => {
  document.querySelector('script[data-api-base]')?.remove();
  const script = document.createElement('script');
  script.type = 'application/json';
  script.setAttribute('data-api-base', base);
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(`data-${name}`, value);
  document.head.append(script);
  boot()();
  return page['scChat'] as ScChatApi;
};

describe('the script', () => {
  let backend: ReturnType<typeof fakeBackend>;
  let keys: PropertyKey[];

  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
    backend = fakeBackend();
    keys = Reflect.ownKeys(window);
  });
  afterEach(() => {
    (record()?.['api'] as ScChatApi | undefined)?.destroy({ purge: true });
    delete page['scChat'];
    fixtureCleanup();
  });

  it('mounts one launcher and says so once', async () => {
    let told = 0;
    document.addEventListener('sc-ready', () => told++);
    const sc = load();
    expect(await sc.whenReady()).to.equal(sc);
    expect(sc.version).to.equal(version);
    expect(widgets().length).to.equal(1);
    expect(document.body.lastElementChild?.localName).to.equal('sc-widget');
    sc.destroy();
    load();
    expect(told).to.equal(1);
  });

  it('adds two names to the page, and one record stays', () => {
    const sc = load();
    const added = Reflect.ownKeys(window).filter(key => !keys.includes(key));
    expect(added.every(key => key === 'scChat' || key === Symbol.for('sc-chat'))).to.be.true;
    sc.destroy();
    expect('scChat' in window).to.be.false;
    expect(record()['version']).to.equal(version);
  });

  it('runs what was queued, options before anything is mounted', async () => {
    const seen: unknown[] = [];
    page['scChat'] = [
      (sc: ScChatApi) => {
        seen.push(widgets().length);
        sc.configure({ heading: 'Queued' });
      },
      () => {
        throw new Error('the page itself is wrong');
      },
      (sc: ScChatApi) => sc.open(),
    ];
    // The page's own error is reported as its own.
    const { queueMicrotask } = window;
    let failed = '';
    window.queueMicrotask = task => {
      try {
        task();
      } catch (error) {
        failed = (error as Error).message;
      }
    };
    load();
    window.queueMicrotask = queueMicrotask;
    const [widget] = widgets();
    await widget!.updateComplete;
    expect(seen).to.deep.equal([0]);
    expect(widget!.open).to.be.true;
    expect(widget!.shadowRoot!.querySelector('[role=dialog]')!.getAttribute('aria-label')).to.equal('Queued');
    expect(failed).to.equal('the page itself is wrong');
  });

  it("adopts the page's own widget, also one that comes later", async () => {
    const own = await fixture<ScWidget>(html`<sc-widget room="5"></sc-widget>`);
    const sc = load();
    expect(widgets().length).to.equal(1);
    sc.open();
    expect(own.open).to.be.true;
    sc.destroy();
    load();
    expect(widgets().length).to.equal(1);
    await fixture(html`<sc-widget></sc-widget>`);
    expect(widgets().length).to.equal(1);
  });

  it('is adopted by a second copy, whose queue it runs', () => {
    const sc = load();
    let got: unknown;
    page['scChat'] = [(api: ScChatApi) => (got = api)];
    load();
    expect(got === sc && page['scChat'] === sc).to.be.true;
    expect(widgets().length).to.equal(1);
  });

  it('says so once where another version is there', () => {
    load();
    record()['version'] = '0.0.1';
    const codes: string[] = [];
    const hear = (event: DocumentEventMap['sc-error']) => codes.push(event.detail.code);
    document.addEventListener('sc-error', hear);
    load();
    document.removeEventListener('sc-error', hear);
    record()['version'] = version;
    expect(codes).to.deep.equal(['version']);
    expect(widgets().length).to.equal(1);
  });

  it('shows no button with launcher="off" and opens all the same', async () => {
    const sc = load({ launcher: 'off' });
    expect(widgets().length).to.equal(0);
    sc.open();
    const [widget] = widgets();
    await widget!.updateComplete;
    expect(widget!.open).to.be.true;
    expect(widget!.shadowRoot!.querySelector('.launcher')).to.be.null;
  });

  it('is opened by a button of the page without a launcher too', async () => {
    load({ launcher: 'off' });
    const opener = await fixture<HTMLButtonElement>(html`<button data-sc-open="register">Join</button>`);
    opener.click();
    await waitUntil(() => widgets()[0]?.shadowRoot?.querySelector('sc-auth')?.view === 'register');
  });

  it('sends, and tells what became of it', async () => {
    keepSession(base, backend.token);
    const sc = load();
    expect(await sc.send('Hello')).to.deep.equal({ status: 'sent' });
    expect(sc.user).to.deep.equal({ pk: 7, username: 'ada', first_name: 'Ada', last_name: 'Byron' });
    expect(Object.isFrozen(sc.user)).to.be.true;
  });

  it('keeps a text as draft where nobody is logged in', async () => {
    const sc = load();
    expect(await sc.send('Later')).to.deep.equal({ status: 'draft' });
    const [widget] = widgets();
    expect(widget!.open).to.be.true;
    expect((await widget!.prepare()).draft).to.equal('Later');
  });

  it('takes the login of the page, and asks nobody before the panel is open', async () => {
    const sc = load();
    const events: string[] = [];
    const off = sc.on('sc-login', event => events.push(event.detail.via));
    sc.identify(() => Promise.resolve(backend.token));
    await nextFrame();
    expect(backend.requests.length).to.equal(0);
    sc.open();
    await waitUntil(() => sc.user);
    expect(events).to.deep.equal(['token']);
    off();
    sc.identify(null);
    expect(sc.user).to.be.null;
    expect(backend.requests.filter(({ url }) => url.includes('logout')).length).to.equal(0);
    expect(kept().filter(key => key.endsWith(':session')).length).to.equal(0);
  });

  it('comes back when the page swaps its body', async () => {
    const sc = load();
    const [widget] = widgets();
    sc.open();
    await widget!.updateComplete;
    const before = document.body;
    const other = document.createElement('body');
    before.replaceWith(other);
    await Promise.resolve();
    const back = other.contains(widget!);
    other.replaceWith(before);
    await waitUntil(() => before.contains(widget!), 'once more', { timeout: 2_000 });
    expect(back && widget!.open).to.be.true;
  });

  it('leaves nothing behind, and nothing of it ever throws', async () => {
    keepSession(base, backend.token);
    const added: string[] = [];
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    const watched = [document, window, document.documentElement];
    const gone = (type: string) => {
      const at = added.indexOf(type);
      if (at >= 0) added.splice(at, 1);
    };
    EventTarget.prototype.addEventListener = function (
      this: EventTarget,
      ...args: [string, never, AddEventListenerOptions?]
    ) {
      if (watched.includes((this ?? window) as never)) {
        added.push(args[0]);
        const { signal } = args[2] ?? {};
        if (signal) addEventListener.call(signal, 'abort', () => gone(args[0]));
      }
      return addEventListener.apply(this ?? window, args);
    };
    EventTarget.prototype.removeEventListener = function (this: EventTarget, ...args: [string, never]) {
      if (watched.includes((this ?? window) as never)) gone(args[0]);
      return removeEventListener.apply(this ?? window, args);
    };
    const inline = await fixture(html`<div><sc-provider><sc-chat></sc-chat></sc-provider></div>`);
    const sc = load();
    sc.open();
    await sc.send('Hello');
    sc.destroy({ purge: true });
    await nextFrame();
    EventTarget.prototype.addEventListener = addEventListener;
    EventTarget.prototype.removeEventListener = removeEventListener;

    expect(widgets().length + inline.querySelectorAll('sc-chat').length).to.equal(0);
    expect(added, 'listeners').to.deep.equal([]);
    expect(backend.sockets.size).to.equal(0);
    expect(kept()).to.deep.equal([]);
    expect('scChat' in window).to.be.false;

    sc.open();
    sc.close();
    sc.toggle();
    sc.configure({ room: '1' });
    sc.identify('x');
    sc.logout();
    sc.push(() => expect.fail('it is gone'));
    sc.on('sc-open', () => {})();
    sc.destroy();
    expect(sc.user).to.be.null;
    expect(sc.unread).to.equal(0);
    expect(await sc.send('x')).to.deep.equal({ status: 'failed' });
    expect((await sc.diagnose()).ok).to.be.false;
    expect(widgets().length).to.equal(0);

    load();
    expect(widgets().length).to.equal(1);
  });

  it('survives names that the page has taken', () => {
    Object.defineProperty(window, 'scChat', { value: 1, configurable: true, writable: false });
    load();
    expect(widgets().length).to.equal(1);
    (record()['api'] as ScChatApi).destroy();
    expect(page['scChat']).to.equal(1);
    delete page['scChat'];
    const form = document.createElement('form');
    form.id = 'scChat';
    document.body.append(form);
    const sc = load();
    expect(typeof sc.open).to.equal('function');
    sc.destroy();
    form.remove();
  });

  it('shows a language as soon as it comes', async () => {
    load({ locale: 'de' });
    const [widget] = widgets();
    await widget!.updateComplete;
    (record()['locales'] as Record<string, unknown>)['de'] = { open: () => 'Chat öffnen', close: 'Zu' };
    await widget!.updateComplete;
    const name = widget!.shadowRoot!.querySelector('.launcher')!.getAttribute('aria-label');
    delete (record()['locales'] as Record<string, unknown>)['de'];
    expect(name).to.equal('Chat öffnen');
  });

  it('reports what it finds, and never rejects', async () => {
    const sc = load({ 'api-base': 'http://localhost:1' });
    const report = await sc.diagnose();
    expect(report.checks.map(({ name }) => name)).to.include.members(['address', 'http', 'socket', 'storage', 'panel']);
    expect(report.ok).to.be.false;
    expect(report.text).to.contain('FAIL http');
    expect(JSON.parse(JSON.stringify(report))).to.deep.equal(report);
  });
});
