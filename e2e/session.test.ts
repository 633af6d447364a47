import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Locator, Page } from './driver.js';
import { page as html } from './hosts.js';
import { ada, bob, emptied, join, type Server } from './support/backend.js';
import {
  button,
  field,
  fill,
  inside,
  launcher,
  logIn,
  loginForm,
  messageField,
  openAndLogIn,
  own,
  panel,
  say,
} from './support/parts.js';
import { hostPage, inEngines, script } from './support/stage.js';

/** Notes why the session ended, and whether it had when the browser was done telling this window of it. */
const watchLogout = (page: Page) =>
  page.evaluate(() => {
    const { dataset } = document.documentElement;
    document.addEventListener('sc-logout', ({ detail }) => Object.assign(dataset, { reason: detail.reason }));
    addEventListener('storage', ({ key, newValue }) => {
      if (key?.endsWith(':session') && !newValue)
        setTimeout(() => Object.assign(dataset, { atOnce: 'reason' in dataset }));
    });
  });
const kept = (page: Page, area: 'localStorage' | 'sessionStorage') =>
  page.evaluate(area => Object.keys(window[area]).filter(key => key.startsWith('sc-chat:')), area);

inEngines('the session', stage => {
  let server: Server;

  before(async () => {
    server = await stage.backend();
    await join(server, ada);
    await join(server, bob);
  });

  const hosted = async (body: string, options: Record<string, string> = {}) => {
    const host = await stage.site({ '/': hostPage({ 'api-base': server.url, ...options }, { body }) });
    return host.url();
  };

  it('is one for two inline elements and the launcher', async () => {
    const auth: Locator = { css: '#auth' };
    const chat: Locator = { css: '#chat' };
    const page = await stage.visit(
      await hosted(`<sc-auth id="auth"></sc-auth><sc-chat id="chat" room="7"></sc-chat><script>
        window.heard = [];
        for (const type of ['sc-login', 'sc-logout']) {
          document.addEventListener(type, ({ target, detail }) => heard.push([type, target.id, detail.via ?? detail.reason]));
        }
      </script>`),
    );
    const heard = () => page.evaluate(() => (window as unknown as { heard: unknown[] }).heard);

    await page.waitFor(inside(loginForm, auth));
    await page.waitFor({ css: '#chat', text: 'Log in to see your conversation' });
    assert.equal(await page.find(inside(button('Log in to chat'), chat)), undefined);

    await logIn(page, ada, auth);
    await page.waitFor(inside(button('Log out'), auth));
    await page.waitFor(inside(messageField, chat));
    await page.click(launcher);
    await page.waitFor(inside(messageField, panel));
    assert.equal(await page.find(inside(loginForm, panel)), undefined);
    assert.deepEqual(await heard(), [['sc-login', 'auth', 'form']]);

    await page.click(inside(button('Profile'), panel));
    await page.click(inside(button('Log out'), panel));
    await page.waitFor(inside(loginForm, panel));
    await page.waitFor(inside(loginForm, auth));
    await page.waitGone(inside(messageField, chat));
    assert.equal((await heard()).length, 2);
  });

  it('is another for each backend', async () => {
    const other = await stage.backend();
    await join(other, bob);
    const left: Locator = { css: '#left' };
    const right: Locator = { css: '#right' };
    const provider = (id: string, base: string) =>
      `<sc-provider id="${id}" api-base="${base}"><sc-auth></sc-auth><sc-chat room="5"></sc-chat></sc-provider>`;
    const body = provider('left', server.url) + provider('right', other.url);
    const page = await stage.visit(await hosted(body, { launcher: 'off' }));

    await logIn(page, ada, left);
    await page.waitFor(inside({ text: 'Logged in as ada' }, left));
    await page.waitFor(inside(loginForm, right));
    await logIn(page, bob, right);
    await page.waitFor(inside({ text: 'Logged in as bob' }, right));
    await page.waitFor(inside({ text: 'Logged in as ada' }, left));

    await say(page, 'to the left', left);
    await page.waitFor(inside({ role: 'article', name: /^Support.*to the left/ }, left));
    assert.equal(await page.find(inside({ role: 'article' }, right)), undefined);
    assert.deepEqual(
      (await server.records()).map(({ message }) => message),
      ['to the left'],
    );
    assert.deepEqual(await other.records(), []);

    const keys = await kept(page, 'localStorage');
    const bases = new Set(keys.map(key => /^sc-chat:(http:\/\/[^/]+?:\d+)/.exec(key)?.[1]));
    assert.deepEqual([...bases].sort(), [server.url, other.url].sort());
    const tokens = await page.evaluate(() =>
      Object.keys(localStorage)
        .filter(key => key.endsWith(':session'))
        .map(key => (JSON.parse(localStorage[key]) as { token: string }).token),
    );
    assert.equal(new Set(tokens).size, 2);

    await page.click(inside(button('Log out'), left));
    await page.waitFor(inside(loginForm, left));
    await page.waitFor(inside({ text: 'Logged in as bob' }, right));
    await page.reload();
    await page.waitFor(inside({ text: 'Logged in as bob' }, right));
    await page.waitFor(inside(loginForm, left));
  });

  it('begins and ends in every window', async () => {
    const url = await hosted('');
    const first = await stage.visit(url);
    const second = await stage.visit(url);
    await second.click(launcher);
    await second.waitFor(inside(loginForm, panel));
    await openAndLogIn(first, ada);
    await second.waitFor(inside(messageField, panel));
    await fill(second, inside(messageField, panel), 'not sent yet');

    await watchLogout(second);
    await first.click(inside(button('Profile'), panel));
    await first.click(inside(button('Log out'), panel));
    await second.until(() => 'atOnce' in document.documentElement.dataset);
    assert.deepEqual(await second.evaluate(() => ({ ...document.documentElement.dataset })), {
      reason: 'other-tab',
      atOnce: 'true',
    });
    await second.waitFor(inside(loginForm, panel));
    await second.waitFor(inside({ text: 'You were logged out in another window' }, panel));
    await emptied(server);

    await logIn(second, ada, panel);
    assert.equal((await second.waitFor(inside(messageField, panel))).value, 'not sent yet');
    await first.waitFor(inside(messageField, panel));
    await first.close();
    await second.close();
  });

  describe('is kept', () => {
    const options: [persist: string, untick: boolean, reload: boolean, window: boolean, area: string][] = [
      ['local', false, true, true, 'localStorage'],
      ['local', true, true, false, 'sessionStorage'],
      ['session', false, true, false, 'sessionStorage'],
      ['memory', false, false, false, ''],
    ];
    for (const [persist, untick, reload, window, area] of options) {
      const how = untick ? 'with "Keep me logged in" unticked' : `with persist="${persist}"`;
      it(`${how}: ${reload ? 'over' : 'not over'} a reload, ${window ? 'and' : 'not'} in a new window`, async () => {
        const url = await hosted('', { persist });
        const page = await stage.visit(url);
        await page.click(launcher);
        await page.waitFor(inside(loginForm, panel));
        const box = await page.find({ role: 'checkbox', name: 'Keep me logged in', within: panel });
        assert.equal(box?.checked, persist === 'local' ? true : undefined);
        if (untick) await page.click({ role: 'checkbox', name: 'Keep me logged in', within: panel });
        await logIn(page, ada, panel);
        await page.waitFor(inside(messageField, panel));
        await fill(page, inside(messageField, panel), 'a draft');

        for (const each of ['localStorage', 'sessionStorage'] as const) {
          const keys = await kept(page, each);
          assert.equal(
            keys.some(key => key.endsWith(':session')),
            each === area,
            `${each}: ${keys}`,
          );
          assert.equal(
            keys.some(key => key.includes(':draft')),
            each === area,
            `${each}: ${keys}`,
          );
        }

        await page.reload();
        if (!reload) await page.click(launcher);
        await page.waitFor(inside(reload ? messageField : loginForm, panel));
        if (reload) assert.equal((await page.find(inside(messageField, panel)))?.value, 'a draft');

        const other = await stage.visit(url);
        if (!(await other.find(panel))) await other.click(launcher);
        await other.waitFor(inside(window ? messageField : loginForm, panel));
        await other.close();
        await page.close();
      });
    }
  });

  it('connects once a page, and leaves nothing when the page goes', async () => {
    const head = `<script>
      window.opened = 0;
      const Native = WebSocket;
      window.WebSocket = class extends Native { constructor(...args) { super(...args); window.opened++; } };
    </script>`;
    const host = await stage.site({
      '/': html({ head: head + script({ 'api-base': server.url }) }),
      '/empty': html({ body: '<h1>Nothing here</h1>' }),
    });
    const page = await stage.visit(host.url());
    await openAndLogIn(page, bob);
    await say(page, 'once', panel);
    await page.reload();
    await page.waitFor(inside(own('once'), panel));
    await page.until(() => document.querySelector('sc-widget')!.matches(':not(:state(offline))'));
    await say(page, 'twice', panel);
    await page.waitFor(inside({ role: 'article', name: /^Support.*twice/ }, panel));
    assert.equal(await page.evaluate(() => (window as unknown as { opened: number }).opened), 1);
    await page.goto(host.url('/empty'));
    await page.until(() => document.querySelector('h1') !== null);
    await emptied(server);
    await page.close();
  });

  it('takes a wrong password for what it is, and keeps what was typed', async () => {
    const page = await stage.visit(await hosted(''));
    await page.click(launcher);
    await fill(page, inside(field('Username or email'), panel), 'ada');
    await fill(page, inside(field('Password'), panel), 'wrong');
    await page.keys('Enter');
    await page.waitFor({ role: 'alert', text: /\S/, within: panel });
    await page.click(inside(button('Create an account'), panel));
    assert.equal((await page.waitFor(inside(field('Username'), panel))).value, 'ada');
    await page.click(inside(button('I already have an account'), panel));
    assert.equal((await page.waitFor(inside(field('Username or email'), panel))).value, 'ada');
    await page.close();
  });
});
