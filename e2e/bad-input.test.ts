import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Page } from './driver.js';
import { page as html } from './hosts.js';
import { ada, join, replyTo, type Server } from './support/backend.js';
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
  panel,
  reply,
  say,
} from './support/parts.js';
import { hostPage, inEngines, script } from './support/stage.js';

const refusal = {
  status: 400,
  type: 'application/json',
  body: '{"non_field_errors":["Unable to log in with provided credentials."]}',
};

inEngines('bad input', stage => {
  let server: Server;

  before(async () => {
    server = await stage.backend();
    await join(server, ada);
  });

  /** What was said so far; the list starts anew. */
  const lines = async (page: Page) => (await page.console()).splice(0).map(({ level, text }) => `${level}: ${text}`);

  const addresses = {
    'no URL': 'http://',
    'another scheme': 'javascript:alert(1)',
    'a file': 'file:///etc/passwd',
    'a user in it': 'https://ada:secret@chat.example.com/',
    'a port out of range': 'https://chat.example.com:99999/',
  };
  for (const [name, address] of Object.entries(addresses)) {
    it(`api-base with ${name}: one warning, and the page's own origin`, async () => {
      const host = await stage.site({
        '/': html({ head: script({ 'api-base': address }) }),
        '/auth/login/': refusal,
      });
      const page = await stage.visit(host.url());
      await page.click(launcher);
      await page.waitFor(inside(loginForm, panel));
      const said = await lines(page);
      assert.equal(said.length, 1, said.join('\n'));
      assert.match(
        said[0]!,
        /^warn: \[sc-chat\] config: api-base="[^\n]*" is not an http\(s\) address; the page's own origin is used/,
      );
      await fill(page, inside(field('Username or email'), panel), 'ada');
      await fill(page, inside(field('Password'), panel), 'tide-Lantern-42');
      await page.keys('Enter');
      await page.waitFor({ role: 'alert', text: 'Unable to log in', within: panel });
      assert.equal((await page.find(inside(field('Username or email'), panel)))?.value, 'ada');
      assert.ok(host.requests.includes('POST /auth/login/'), host.requests.join());
      await page.close();
    });
  }

  it('room="../x": one warning, a room of its own, and nothing typed is lost', async () => {
    const hear = `<script>addEventListener('sc-error', event => (window.told ??= []).push(event.detail))</script>`;
    const head = hear + script({ 'api-base': server.url, launcher: 'off' });
    const host = await stage.site({ '/': html({ head, body: '<sc-chat id="chat" room="../x"></sc-chat>' }) });
    const page = await stage.visit(host.url());
    await page.click(button('Log in to chat'));
    await logIn(page, ada);
    await say(page, 'Where does this go?');
    await page.waitFor(reply(replyTo(ada, 'Where does this go?')));
    const records = await server.records();
    assert.match(records.at(-1)!.room, /^[1-9]\d{0,14}$/);
    const said = await lines(page);
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said[0]!, /^warn: \[sc-chat\] room: room="\.\.\/x" is not a room number[^\n]*"auto" is used/);
    const [{ code, hint }] = await page.evaluate(() => (window as unknown as { told: [Record<string, string>] }).told);
    assert.equal(code, 'room');
    assert.match(hint!, /^room="\.\.\/x" is not/);

    await fill(page, messageField, 'Half a thought');
    for (const value of ['..%2Fx', '007', '1e3', '-1', '9'.repeat(16), '٣', '', '1/../../auth/user']) {
      await page.with({ css: '#chat' }, (element, value) => element.setAttribute('room', value), value);
      assert.equal((await page.waitFor(messageField)).value, 'Half a thought', value);
    }
    await page.with({ css: '#chat' }, element => element.setAttribute('room', '42'));
    await page.waitFor({ role: 'log', name: 'Conversation' });
    await page.with({ css: '#chat' }, element => element.setAttribute('room', '../y'));
    await page.until(() => document.querySelector('sc-chat')!.draft === 'Half a thought');
    assert.equal((await page.find(messageField))?.value, 'Half a thought');
    await page.reload();
    assert.equal((await page.waitFor(messageField)).value, 'Half a thought');
    await page.close();
  });

  it('hostile values: a warning each, safe defaults, text as text', async () => {
    const hostile = '"><img src=x onerror="window.pwned = true"><script>window.pwned = true</script>';
    const wrong = {
      'login-with': 'telepathy',
      persist: '__proto__',
      'auth-scheme': 'Basic\r\nX-Evil: 1',
      'wire-format': 'constructor',
      connect: 'now',
      theme: 'url(javascript:alert(1))',
      accent: 'red; } * { display: none',
      position: 'middle',
      'password-help': hostile,
      room: hostile,
    };
    const texts = { heading: hostile, greeting: hostile, locale: '../../etc/passwd' };
    const host = await stage.site({ '/': hostPage({ 'api-base': server.url, ...wrong, ...texts }) });
    const page = await stage.visit(host.url());
    await page.click(launcher);
    const dialog = { role: 'dialog', name: hostile };
    await page.waitFor(dialog);
    await page.waitFor({ role: 'heading', name: hostile });
    await logIn(page, ada, dialog);
    await page.waitFor(inside(messageField, dialog));
    await page.click(inside(button('Profile'), dialog));
    await page.click(inside(button('Back to chat'), dialog));
    await say(page, hostile, dialog);
    await page.waitFor(reply(replyTo(ada, hostile), dialog));
    assert.equal(await page.evaluate(() => 'pwned' in window), false);
    const said = await lines(page);
    for (const name of Object.keys(wrong)) {
      assert.equal(
        said.filter(line => line.startsWith(`warn: [sc-chat] ${name === 'room' ? name : 'config'}: ${name}=`)).length,
        1,
        `${name}\n${said.join('\n')}`,
      );
    }
    assert.equal(said.length, Object.keys(wrong).length, said.join('\n'));
    for (const line of said) assert.doesNotMatch(line, /[\r\n]./);
    await page.close();
  });

  it('hostile calls of the API: nothing throws, nothing is lost', async () => {
    const host = await stage.site({ '/': hostPage({ 'api-base': server.url }) });
    const page = await stage.visit(host.url());
    await openAndLogIn(page, ada);
    await fill(page, inside(messageField, panel), 'Still here');
    await lines(page);
    await page.evaluate(() => {
      const api = window.scChat as unknown as Record<string, (...args: unknown[]) => unknown>;
      const values: unknown[] = [
        undefined,
        null,
        7,
        'x',
        [],
        {},
        { view: 'nowhere' },
        { room: '../x' },
        { constructor: 1 },
      ];
      for (const value of values) {
        for (const name of ['configure', 'open', 'toggle', 'toggle']) {
          try {
            api[name]!(value);
          } catch (error) {
            throw new Error(`${name}(${String(value)}): ${error}`);
          }
        }
      }
      api['push']!(null, 7, 'x');
    });
    assert.equal((await page.waitFor(inside(messageField, panel))).value, 'Still here');
    await page.evaluate(() => window.scChat.configure({ apiBase: 'ftp://chat.example.com' }));
    await page.waitFor(inside(loginForm, panel));
    await page.evaluate(apiBase => window.scChat.configure({ apiBase }), server.url);
    assert.equal((await page.waitFor(inside(messageField, panel))).value, 'Still here');
    // Calls that are none are the page's errors.
    const errors = (await page.errors()).splice(0);
    for (const { message } of errors) assert.match(message, /not a function/);
    await page.close();
  });
});
