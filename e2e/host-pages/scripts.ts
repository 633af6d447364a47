import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { button, launcher, loginForm, panel } from '../support/parts.js';
import type { HostPage } from './page.js';
import type { Visit } from './visit.js';

/** The token that the page's storage has now. */
const tokenOf = async ({ page }: Visit): Promise<string> => {
  const kept = await page.until(() =>
    Object.keys(localStorage)
      .filter(key => key.endsWith(':session'))
      .map(key => localStorage.getItem(key))
      .join(''),
  );
  const token = /[\w.-]{30,}/.exec(kept)?.[0];
  assert.ok(token, 'there is a token');
  return token;
};

const alone = async ({ page }: Visit) => {
  assert.equal((await page.findAll({ css: 'sc-widget' })).length, 1);
  assert.equal((await page.findAll(launcher)).length, 1);
};

const otherVersion = () =>
  readFileSync(new URL('../../dist/sc-chat.js', import.meta.url), 'utf8').replaceAll('0.1.0', '9.9.9');

/** What a page may replace, as a script that notes every use and then does what was asked. */
const replacing: Record<string, string> = {
  fetch: `const native = fetch; window.fetch = function (input, init) { note(input, [...new Headers(init && init.headers)], init && init.body); return broken() || native.apply(this, arguments); };`,
  WebSocket: `const Native = WebSocket; window.WebSocket = class extends Native {
    constructor(...all) { note(...all); broken(); super(...all); }
    send(data) { note(data); super.send(data); } };`,
  Promise: `const Native = Promise; window.Promise = class extends Native {
    constructor(run) { super((done, fail) => run(value => { note(value); done(value); }, fail)); }
    static resolve(value) { note(value); return super.resolve(value); } };`,
  'Array.prototype.map': `const native = Array.prototype.map; Array.prototype.map = function () { note(...this); return native.apply(this, arguments); };`,
  'JSON.parse': `const native = JSON.parse; JSON.parse = function (text) { note(text); return native.apply(this, arguments); };`,
  'Element.prototype.attachShadow': `const native = Element.prototype.attachShadow; Element.prototype.attachShadow = function () { note(this.localName); return native.apply(this, arguments); };`,
};

/** Before the script a shim that works; after it one that hears, and where nothing should be heard, fails. */
const replaced = (name: string): HostPage => ({
  of: ['r88'],
  title: `${name} replaced by the page, before the script and again after it`,
  holds: 'what is replaced after the script never gets the token',
  head: ({ tag }) => `<script>(() => {
    const stringify = JSON.stringify;
    const install = (heard, broken) => {
      const note = (...all) => { for (const item of all) { try { heard.push(typeof item === 'string' ? item : stringify(item)); } catch {} } };
      ${replacing[name]}
    };
    install([], () => {});
    document.heard = [];
    document.addEventListener('sc-ready', () => install(document.heard, () => { throw new Error('replaced'); }));
  })();</script>${tag({}, '')}`,
  async play(visit) {
    const { page } = visit;
    await visit.register();
    await visit.send();
    await visit.saveProfile();
    // Before the token is read: what a driver reads goes through promises of the page, too.
    const heard = await page.evaluate(() => (document as unknown as { heard: string[] }).heard);
    const token = await tokenOf(visit);
    assert.deepEqual(
      heard.filter(text => text?.includes(token)),
      [],
    );
    await visit.logOut();
  },
});

const events = [
  'sc-ready',
  'sc-login',
  'sc-register',
  'sc-logout',
  'sc-profile-change',
  'sc-connection',
  'sc-before-send',
  'sc-send',
  'sc-message-status',
  'sc-message',
  'sc-unread',
  'sc-open',
  'sc-close',
  'sc-error',
];

/** Everything of a page that a script could leave something on. */
const inventory = () => {
  const attributes = (element: Element) => [...element.attributes].map(({ name, value }) => `${name}=${value}`);
  const areas = [localStorage, sessionStorage].flatMap(area => Object.keys(area));
  const { listeners } = (document as unknown as Record<symbol, { listeners: string[] }>)[Symbol.for('listeners')]!;
  return {
    // Firefox makes some of them only when somebody asks, and in that order.
    globals: Reflect.ownKeys(window).map(String).sort(),
    head: [...document.head.children].map(({ outerHTML }) => outerHTML),
    body: [...document.body.children].map(({ localName }) => localName),
    html: attributes(document.documentElement),
    bodyAttributes: attributes(document.body),
    sheets: document.adoptedStyleSheets.length,
    cookie: document.cookie,
    title: document.title,
    storage: areas,
    listeners: [...listeners].sort(),
    natives: ['fetch', 'WebSocket', 'Promise', 'onmessage', 'onerror', 'onpopstate', 'onbeforeunload', 'onunload'].map(
      name => String(Reflect.get(window, name)).slice(0, 60),
    ),
    history: String(history.pushState).slice(0, 60),
    symbols: Object.getOwnPropertyNames(Symbol).join(),
    prototypes: [Array, String, Object, Promise, Element, HTMLElement, Document, Node, EventTarget]
      .flatMap(({ prototype }) => Reflect.ownKeys(prototype).map(String))
      .join(),
  };
};

/** Notes who listens on the window and on the document, from its first line on. */
const listenerWatch = `<script>(() => {
  const found = { listeners: [] };
  Object.defineProperty(document, Symbol.for('listeners'), { value: found });
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const name = target => (target === window || target === undefined || target === null ? 'window ' : target === document ? 'document ' : '');
  const kept = new Map();
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const place = name(this);
    if (place) {
      const set = kept.get(place + type) || new Set();
      kept.set(place + type, set.add(listener));
      const once = options && options.signal;
      if (once) once.addEventListener('abort', () => set.delete(listener));
    }
    return addEventListener.call(this ?? window, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const place = name(this);
    if (place) kept.get(place + type)?.delete(listener);
    return removeEventListener.call(this ?? window, type, listener, options);
  };
  Object.defineProperty(found, 'listeners', { get: () => [...kept].flatMap(([key, set]) => (set.size ? [key] : [])) });
})();</script>`;

/** All that the script adds to a page while it is in use. */
export const documented = {
  globals: ['Symbol(sc-chat)', 'scChat'],
  body: ['sc-widget', 'div'],
  listeners: [
    'document click',
    'document resume',
    'document securitypolicyviolation',
    'document visibilitychange',
    'window focus',
    'window online',
    'window pagehide',
    'window pageshow',
    'window storage',
  ],
  storage: /^sc-chat:/,
};

export const scriptPages: readonly HostPage[] = [
  {
    of: ['g1', 'r86'],
    title: 'the script twice, once async and once deferred',
    holds: 'one launcher; the second copy does nothing',
    head: ({ tag }) => tag({}, 'async') + tag({}, 'defer'),
    async play(visit) {
      await visit.page.waitFor(launcher);
      await alone(visit);
      await visit.journey();
      assert.equal((await visit.page.findAll({ css: 'sc-widget' })).length, 1);
    },
  },
  {
    of: ['g1', 'r86'],
    title: 'two versions of the script',
    holds: 'the first one stays; one line and one sc-error name both',
    loads: ['/other/sc-chat.js'],
    says: [/^\[sc-chat\] version: 0\.1\.0 and 9\.9\.9 .*Load one/],
    head: ({ tag, site }) => {
      site.set('/other/sc-chat.js', { body: otherVersion(), type: 'text/javascript' });
      return `<script>document.codes = []; document.addEventListener('sc-error', ({ detail }) => document.codes.push(detail.code));</script>
        ${tag({}, '')}${tag({}, '', '/other/sc-chat.js')}`;
    },
    async play(visit) {
      await visit.page.waitFor(launcher);
      const seen = await visit.page.evaluate(() => [
        window.scChat.version,
        ...(document as unknown as { codes: string[] }).codes,
      ]);
      assert.deepEqual(seen, ['0.1.0', 'version']);
      await alone(visit);
      await visit.journey();
    },
  },
  { of: ['r87'], title: 'the script plain in the head, before there is a body', head: ({ tag }) => tag({}, '') },
  { of: ['r87'], title: 'the script async', head: ({ tag }) => tag({}, 'async') },
  { of: ['r87'], title: 'the script as a module', head: ({ tag }) => tag({}, 'type="module"') },
  {
    of: ['r87'],
    title: 'the script added after the page has loaded',
    head: ({ backend }) => `<script>addEventListener('load', () => setTimeout(() => {
      const script = document.createElement('script');
      script.src = '/dist/sc-chat.js';
      script.dataset.apiBase = '${backend.url}';
      document.head.append(script);
    }, 50));</script>`,
  },
  ...Object.keys(replacing).map(replaced),
  {
    of: ['r90'],
    title: 'elements by the names nanostoresGlobal, customElements, localStorage, fetch, scChat and others',
    head: () => '',
    body: ({ tag }) => `<form id="nanostoresGlobal"><input name="epoch" value="x"></form>
      ${[
        'customElements',
        'localStorage',
        'sessionStorage',
        'fetch',
        'WebSocket',
        'scChat',
        'sc-chat',
        'trustedTypes',
        'litHtmlVersions',
        'reactiveElementVersions',
        '__zod_globalConfig',
        'crypto',
        'location',
      ]
        .map(name => `<a id="${name}" name="${name}"></a><form name="${name}"></form>`)
        .join('')}
      ${tag({}, '')}`,
  },
  {
    of: ['r90'],
    title: 'elements that take the place of document.body, currentScript and cookie',
    head: () => '',
    body: ({ tag }) =>
      `${['body', 'currentScript', 'cookie', 'head', 'title', 'lang', 'dir']
        .map(name => `<img name="${name}" alt="">`)
        .join('')}${tag({}, '')}`,
  },
  {
    of: ['r91'],
    title: `Lit and nanostores of the page's own, and marks of other versions of them`,
    holds: 'both work, before and after',
    loads: ['/host-libraries.js'],
    head: ({ tag }) => `<script>
      window.nanostoresGlobal = { epoch: 0 };
      window.litHtmlVersions = ['2.8.0'];
      window.litHtmlPolyfillSupport = window.reactiveElementPolyfillSupport = () => { document.patched = true; };
      window.litElementHydrateSupport = ({ LitElement }) => { LitElement.hydrated = true; };
    </script>${tag({}, '')}<script src="/host-libraries.js"></script>`,
    body: () => '<host-counter></host-counter>',
    async play(visit) {
      const { page } = visit;
      await page.click(button('Count 1'));
      await visit.journey();
      await page.click(button('Count 2'));
      await page.waitFor(button('Count 3'));
      const ours = await page.evaluate(() => [
        (window as unknown as { litHtmlVersions: string[] }).litHtmlVersions.length,
        'hydrated' in customElements.get('sc-widget')!,
      ]);
      assert.deepEqual(ours, [2, false], 'the page’s Lit and its mark, nothing of ours');
    },
  },
  {
    of: ['r95'],
    title: 'the page listens to every event and writes into its detail',
    holds: 'details are frozen, and have neither token nor e-mail nor password',
    head: ({ tag }) => `<script>
      document.seen = [];
      document.loose = [];
      const deep = value => Object(value) !== value || (Object.isFrozen(value) && Object.values(value).every(deep));
      for (const type of ${JSON.stringify(events)}) document.addEventListener(type, event => {
        document.seen.push(type + ' ' + JSON.stringify(event.detail));
        if (!deep(event.detail)) document.loose.push(type);
        for (const name of Object.keys(event.detail)) {
          try { event.detail[name] = 'changed'; } catch {}
          try { event.detail[name].username = 'changed'; } catch {}
        }
      }, true);</script>${tag()}`,
    async play(visit) {
      await visit.register();
      await visit.send();
      const token = await tokenOf(visit);
      await visit.saveProfile();
      await visit.logOut();
      const { seen, loose } = await visit.page.evaluate(() => {
        const { seen, loose } = document as unknown as { seen: string[]; loose: string[] };
        return { seen, loose };
      });
      assert.deepEqual(loose, []);
      const types = new Set(seen.map(line => line.split(' ')[0]));
      const quiet = ['sc-close', 'sc-error', 'sc-unread'];
      assert.deepEqual(
        events.filter(type => !types.has(type) && !quiet.includes(type)),
        [],
        'events that did not come',
      );
      for (const secret of [token, visit.person.email, visit.person.password])
        assert.deepEqual(
          // The server's reply is a text, and has the address in it.
          seen.filter(line => line.includes(secret) && !line.startsWith('sc-message ')),
          [],
        );
    },
  },
  {
    of: ['r96'],
    title: 'options with markup, styles and paths in them',
    holds: 'one line each, and the default',
    says: [
      /room="1\/\.\.\/2" is not a room number/,
      /login-with="javascript:" is not one of/,
      /theme="red;\}\*\{display:none" is not one of/,
      /accent="red;\}\*\{display:none\}" is not a CSS colour/,
      /position=".*" is not one of/,
    ],
    head: ({ tag }) =>
      tag({
        room: '1/../2',
        'login-with': 'javascript:',
        theme: 'red;}*{display:none',
        accent: 'red;}*{display:none}',
        position: '"><img src=/x onerror=alert(1)>',
        greeting: '<img src=/x onerror=alert(1)>',
        locale: '../../en"><b>',
      }),
    async play(visit) {
      await visit.register();
      await visit.page.waitFor({ text: '<img src=/x onerror=alert(1)>', within: panel });
      await visit.rest();
    },
  },
  {
    of: ['r96'],
    title: 'api-base="javascript:…", and the right one later',
    holds: 'one line; nothing runs',
    says: [/api-base="javascript:.*" is not an http\(s\) address/],
    head: ({ tag }) => tag({ 'api-base': 'javascript:document.title=1' }),
    async play(visit) {
      const { page, world } = visit;
      await page.waitFor(launcher);
      await page.evaluate(apiBase => window.scChat.configure({ apiBase }), world.backend.url);
      await visit.journey();
      assert.equal(await page.evaluate(() => document.title), 'Harbour lamps');
    },
  },
  {
    of: ['r97'],
    title: `api-base and endpoints changed to a stranger's server while somebody is logged in`,
    holds: 'the token goes nowhere but to its own origin; changed back, the session goes on',
    async play(visit) {
      const { page, world } = visit;
      const { stranger } = world;
      await visit.register();
      await visit.send();
      const token = await tokenOf(visit);
      await page.evaluate(url => document.querySelector('sc-widget')!.setAttribute('api-base', url), stranger.url);
      await page.waitFor({ ...loginForm, within: panel });
      await page.evaluate(() => document.querySelector('sc-widget')!.removeAttribute('api-base'));
      await page.waitFor({ role: 'textbox', name: 'Message', within: panel });
      await page.evaluate(url => {
        const names = ['user', 'history', 'logout', 'passwordChange'];
        const endpoints = Object.fromEntries(names.map(name => [name, `${url}/${name}/`]));
        window.scChat.configure({ endpoints });
        return window.scChat.diagnose().then(() => undefined);
      }, stranger.url);
      // What was asked before this was heard before it.
      await page.evaluate(url => fetch(url).then(() => undefined), `${stranger.url}/last`);
      await page.evaluate(() =>
        window.scChat.configure({
          endpoints: {
            user: undefined,
            history: undefined,
            logout: undefined,
            passwordChange: undefined,
          } as unknown as object,
        }),
      );
      await visit.saveProfile();
      await visit.logOut();
      assert.deepEqual(
        stranger.heard.filter(line => line.includes(token) || /"authorization":"(?!Token none)/i.test(line)),
        [],
      );
    },
  },
  {
    of: ['g15'],
    title: 'elements of the page’s own, made and given their properties before the script came',
    inline: true,
    head: () => '',
    body: ({ tag, backend }) => `<main></main><script>
      const provider = document.createElement('sc-provider');
      const chat = Object.assign(document.createElement('sc-chat'), { room: '42', greeting: 'Welcome aboard' });
      provider.apiBase = '${backend.url}';
      provider.append(document.createElement('sc-auth'), document.createElement('sc-profile'), chat);
      document.querySelector('main').append(provider);
    </script>${tag({ launcher: 'off' }, 'defer').replace(/ data-api-base="[^"]*"/, '')}`,
    async play(visit) {
      await visit.register();
      await visit.page.waitFor({ text: 'Welcome aboard' });
      await visit.rest();
      assert.equal(await visit.page.find({ css: 'sc-widget' }), undefined);
    },
  },
  {
    of: ['g15'],
    title: 'Prototype.js: toJSON on strings, arrays and objects, and enumerable methods on them',
    // Only for the script: WebKit's driver writes its answers in the page, too, and could say nothing any more.
    head: ({ tag }) => `<script>
      const define = (type, name, method) => Object.defineProperty(type.prototype, name, {
        configurable: true,
        enumerable: true,
        get: () => (new Error().stack.includes('/sc-chat.js') ? method : undefined),
        set(value) { Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true }); },
      });
      for (const type of [Array, String, Number]) define(type, 'toJSON', function () { return 'quoted: ' + this; });
      for (const [type, name] of [[Array, 'each'], [Object, 'extend']]) define(type, name, () => { throw new Error('called'); });
      Function.prototype.bind = (bind => function (...all) { return bind.apply(this, all); })(Function.prototype.bind);
    </script>${tag()}`,
  },
  {
    of: ['g15'],
    title: 'a page that takes stock before, during and after',
    holds: 'nothing but the documented globals, elements, listeners and keys; afterwards the record alone',
    head: () => listenerWatch,
    async play(visit) {
      const { page, world } = visit;
      const before = await page.evaluate(inventory);
      await page.evaluate(base => {
        const script = document.createElement('script');
        script.src = '/dist/sc-chat.js';
        script.dataset['apiBase'] = base;
        document.body.append(script);
        script.addEventListener('load', () => script.remove());
      }, world.backend.url);
      await page.waitFor(launcher);
      const idle = await page.evaluate(inventory);
      assert.deepEqual(idle.storage, before.storage, 'nothing is stored before it is opened');
      await visit.register();
      await visit.send();
      await visit.saveProfile();
      const during = await page.evaluate(inventory);
      const added = (name: 'globals' | 'body' | 'listeners' | 'storage') =>
        during[name].filter(item => !before[name].includes(item)).sort();
      assert.deepEqual(added('globals'), documented.globals);
      assert.deepEqual(during.body.slice(before.body.length), documented.body);
      assert.deepEqual(added('listeners'), documented.listeners);
      assert.ok(added('storage').length > 0);
      for (const key of added('storage')) assert.match(key, documented.storage);
      const same = ({ globals, body, listeners, storage, ...rest }: typeof before) => rest;
      assert.deepEqual(same(during), same(before));
      await visit.logOut();
      await page.evaluate(() => window.scChat.destroy({ purge: true }));
      const after = await page.evaluate(inventory);
      assert.deepEqual(
        { ...after, globals: after.globals.filter(key => key !== 'Symbol(sc-chat)') },
        before,
        'after destroy({ purge: true })',
      );
      // It can be added again, and works.
      await page.evaluate(base => {
        const script = document.createElement('script');
        script.src = '/dist/sc-chat.js';
        script.dataset['apiBase'] = base;
        document.body.append(script);
      }, world.backend.url);
      await visit.open();
      await visit.logIn();
    },
  },
];
