import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Page } from './driver.js';
import { page as html } from './hosts.js';
import { join, type Person, post, type Server } from './support/backend.js';
import {
  button,
  field,
  fill,
  inside,
  launcher,
  logIn,
  loginForm,
  messageField,
  panel,
  profileForm,
  say,
} from './support/parts.js';
import { inEngines, script } from './support/stage.js';

const canary: Person = {
  username: 'finch',
  email: 'canary-mail-5f21@example.com',
  password: 'canary-Password-9c07',
};

/** Notes whatever leaves the script by a way that others can see. Requests are noted by address only. */
const witness = `<script>(() => {
  const seen = [];
  window.seen = seen;
  const note = (where, what) => {
    let text;
    try { text = typeof what === 'string' ? what : JSON.stringify(what) ?? String(what); } catch { text = String(what); }
    seen.push(where + ' ' + text);
  };
  const { dispatchEvent } = EventTarget.prototype;
  EventTarget.prototype.dispatchEvent = function (event) {
    if (event.type.startsWith('sc-')) note('event ' + event.type, event.detail);
    return dispatchEvent.call(this ?? window, event);
  };
  const nativeFetch = window.fetch;
  window.fetch = function (input, init) { note('fetch', String(input?.url ?? input)); return nativeFetch.call(this, input, init); };
  const NativeSocket = WebSocket;
  window.WebSocket = class WebSocket extends NativeSocket {
    constructor(url, ...rest) { note('socket', String(url)); super(url, ...rest); }
  };
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (message) { note('channel ' + this.name, message); return postMessage.call(this, message); };
  for (const name of ['pushState', 'replaceState']) {
    const native = history[name];
    history[name] = function (...args) { note(name, args); return native.apply(this, args); };
  }
  const { sendBeacon } = navigator;
  navigator.sendBeacon = function (...args) { note('beacon', args[0]); return sendBeacon.apply(this, args); };
})()</script>`;

inEngines('secrets', stage => {
  let server: Server;
  let token: string;
  let page: Page;
  let url: string;

  before(async () => {
    server = await stage.backend();
    token = await join(server, canary);
    const body = '<button data-sc-open>Help</button><sc-auth></sc-auth><sc-chat room="9"></sc-chat>';
    const host = await stage.site({ '/': html({ head: witness + script({ 'api-base': server.url }), body }) });
    url = host.url();
    page = await stage.visit(url);
  });

  /** Everything that the page shows to other scripts, but for what it may. */
  const traces = async (): Promise<string[]> => {
    const secrets = [token, canary.password, canary.email, encodeURIComponent(canary.email)];
    const found = await page.evaluate(() => {
      const places: string[] = (window as unknown as { seen: string[] }).seen.splice(0);
      const walk = (root: ParentNode) => {
        for (const element of root.querySelectorAll('*')) {
          for (const { name, value } of element.attributes)
            places.push(`attribute <${element.localName} ${name}> ${value}`);
          if (element.shadowRoot) walk(element.shadowRoot);
        }
      };
      walk(document);
      for (const area of [localStorage, sessionStorage]) {
        for (const key of Object.keys(area)) {
          places.push(`storage key ${key}`);
          if (!/^sc-chat:.*:session$/.test(key)) places.push(`storage ${key} ${area[key]}`);
        }
      }
      for (const { name } of performance.getEntries()) places.push(`entry ${name}`);
      places.push(`cookie ${document.cookie}`, `address ${location.href}`, `title ${document.title}`);
      places.push(`name ${window.name}`, `user ${JSON.stringify(window.scChat.user)}`);
      places.push(`global ${JSON.stringify(window.scChat)} ${Reflect.ownKeys(window.scChat).map(String)}`);
      return places;
    });
    const said = (await page.console()).splice(0).map(({ level, text }) => `console ${level} ${text}`);
    const errors = (await page.errors()).map(({ message }) => `error ${message}`);
    // The protocol wants the e-mail in the socket's path, and the server's own words quote it.
    const quoted = /We will message you soon to your email: \S+?(?=["\\\s]|$)/g;
    return [...found, ...said, ...errors]
      .filter(place => !/^(socket|entry) ws:/.test(place))
      .map(place => place.replaceAll(quoted, ''))
      .filter(place => secrets.some(secret => place.includes(secret)));
  };

  it('stay inside while one logs in, and fails to', async () => {
    await page.click(launcher);
    await fill(page, inside(field('Username or email'), panel), canary.email);
    await fill(page, inside(field('Password'), panel), `${canary.password}!`);
    await page.click(inside(button('Show password'), panel));
    assert.deepEqual(await traces(), []);
    await page.keys('Enter');
    await fill(page, inside(field('Password'), panel), `${canary.password}!`);
    await page.keys('Enter');
    await page.waitFor({ role: 'alert', text: /\S/, within: panel });
    assert.deepEqual(await traces(), []);
    await logIn(page, canary, panel);
    await page.waitFor(inside(messageField, panel));
    assert.deepEqual(await traces(), []);
  });

  it('stay inside while one chats', async () => {
    await say(page, 'Hello', panel);
    await page.waitFor({ role: 'article', name: /^Support/, within: panel });
    await page.waitFor({ role: 'article', name: /^You.*\(Sent\)$/, within: panel });
    assert.deepEqual(await traces(), []);
  });

  it('stay inside while a message waits', async () => {
    for (const socket of server.sockets()) socket.terminate();
    await say(page, 'Is anybody there?', panel);
    assert.deepEqual(await traces(), []);
    await page.waitFor({ role: 'article', name: /^You.*Is anybody there\? \(Sent\)$/, within: panel });
    assert.deepEqual(await traces(), []);
  });

  it('stay inside while the profile is edited, and the server refuses', async () => {
    await page.click(inside(button('Profile'), panel));
    await fill(page, inside(field('First name'), inside(profileForm, panel)), 'Finch');
    assert.deepEqual(await traces(), []);
    await page.keys('Enter');
    await page.waitFor({ role: 'status', text: 'Saved', within: panel });
    await fill(page, inside(field('Last name'), inside(profileForm, panel)), 'x'.repeat(200));
    await page.keys('Enter');
    await page.waitFor({ text: /150/, within: panel });
    assert.deepEqual(await traces(), []);
  });

  it('stay inside over a reload, a diagnosis and the end of the session', async () => {
    await page.reload();
    await page.waitFor({ text: `Logged in as ${canary.username}` });
    const report = await page.evaluate(() => window.scChat.diagnose().then(report => JSON.stringify(report)));
    for (const secret of [token, canary.password, canary.email]) assert.ok(!report.includes(secret), report);
    assert.deepEqual(await traces(), []);
    await server.revoke(canary.username);
    await say(page, 'One more', panel).catch(() => undefined);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.waitFor(inside(loginForm, panel));
    assert.deepEqual(await traces(), []);
    ({ key: token = token } = await post(server, '/auth/login/', canary));
    await logIn(page, canary, panel);
    await page.waitFor(inside(messageField, panel));
    assert.deepEqual(await traces(), []);
  });

  it('are gone after the log out', async () => {
    await page.click(inside(button('Profile'), panel));
    await page.click(inside(button('Log out'), panel));
    await page.waitFor(inside(loginForm, panel));
    const places = await page.evaluate(() =>
      [localStorage, sessionStorage].flatMap(area => Object.entries(area).map(([key, value]) => `${key} ${value}`)),
    );
    const secrets = [token, canary.password, canary.email];
    assert.deepEqual(
      places.filter(place => secrets.some(secret => place.includes(secret))),
      [],
    );
    assert.deepEqual(await traces(), []);
    await page.goto(url);
    await page.waitFor(loginForm);
    assert.deepEqual(await traces(), []);
  });
});
