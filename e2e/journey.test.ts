import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Found, Locator, Page } from './driver.js';
import type { Host } from './hosts.js';
import { ada, replyTo, type Server } from './support/backend.js';
import {
  button,
  closeButton,
  conversation,
  field,
  focused as hasFocus,
  inside,
  launcher,
  loginForm,
  messageField,
  own,
  panel,
  profileForm,
  registrationForm,
  reply,
} from './support/parts.js';
import { hostPage, inEngines } from './support/stage.js';

/** Every request that the page should not make; the policy only reports, so that it changes nothing. */
const watchful = `<link rel="icon" href="data:,"><script>
addEventListener('securitypolicyviolation', event => console.error('asked elsewhere:', event.blockedURI, event.effectiveDirective));
</script>`;

/** From here on nothing is clicked or focused: every step is a key. */
inEngines('the journey by keyboard', stage => {
  let server: Server;
  let shop: Host;
  let cdn: Host;
  let page: Page;

  before(async () => {
    server = await stage.backend();
    cdn = await stage.site({}, { hostname: '127.0.0.1' });
    const source = hostPage({ 'api-base': server.url }, { head: watchful }).replace('/dist/', cdn.url('/dist/'));
    const socket = server.url.replace('http', 'ws');
    const policy = `default-src 'none'; script-src 'unsafe-inline' ${cdn.origin}; connect-src ${server.url} ${socket}; img-src data:`;
    shop = await stage.site({ '/': source }, { headers: { 'content-security-policy-report-only': policy } });
    page = await stage.visit(shop.url());
  });

  const reach = (target: Locator, back = false) => page.tabTo(inside(target, panel), { back });
  const press = async (target: Locator, back = false) => {
    await reach(target, back);
    await page.keys('Enter');
  };
  const write = async (target: Locator, text: string): Promise<Found> => {
    const { value } = await reach(target);
    if (value) await page.keys('Control+a', 'Delete');
    await page.type(text);
    return (await page.activeElement())!;
  };
  const focused = (target: Locator) => hasFocus(page, inside(target, panel));

  it('registers', async () => {
    await page.waitFor(launcher);
    await page.tabTo(launcher);
    await page.keys('Enter');
    await page.waitFor(inside(loginForm, panel));
    await focused(field('Username or email'));
    await press(button('Create an account'));
    await page.waitFor(inside(registrationForm, panel));
    await write(field('Username'), ada.username);
    await write(field('Email'), ada.email);
    await write(field('Password'), ada.password);
    await press(button('Show password'));
    assert.equal((await page.find(inside(button('Show password'), panel)))?.pressed, 'true');
    await page.keys('Enter');
    await write(field('Repeat password'), ada.password);
    await press({ ...button('Create account'), within: registrationForm });
    await focused(messageField);
    assert.deepEqual(await conversation(page, panel), []);
  });

  it('sends a message and reads the reply', async () => {
    await page.type('Do you ship to Norway?');
    await page.keys('Enter');
    await page.waitFor(reply(replyTo(ada, 'Do you ship to Norway?'), panel));
    assert.deepEqual(await conversation(page, panel), [
      'You: Do you ship to Norway?',
      `Support: ${replyTo(ada, 'Do you ship to Norway?')}`,
    ]);
    const field = await focused(messageField);
    assert.equal(field.value, '');
    await page.type('And how long');
    await page.keys('Shift+Enter');
    await page.type('does it take?');
    await press(button('Send'));
    await page.waitFor(reply(replyTo(ada, 'And how long does it take?'), panel));
  });

  it('is still logged in after a reload, with each message once', async () => {
    const before = await conversation(page, panel);
    await page.reload();
    await page.waitFor(inside(own('Do you ship to Norway?'), panel));
    assert.deepEqual(await conversation(page, panel), before);
    assert.equal(before.length, 4);
    assert.equal(await page.activeElement(), undefined, 'the panel took the focus');
  });

  it('edits the profile', async () => {
    await press(button('Profile'));
    await page.waitFor(inside(profileForm, panel));
    await write(field('First name'), 'Ada');
    await write(field('Last name'), 'Byron');
    await page.keys('Enter');
    await page.waitFor({ role: 'status', text: 'Saved: First name, Last name', within: panel });
    await press(button('Back to chat'), true);
    await reach(messageField);
    await press(button('Profile'), true);
    assert.equal((await reach(field('First name'))).value, 'Ada');
  });

  it('logs out', async () => {
    await press(button('Log out'));
    await page.waitFor(inside(loginForm, panel));
    assert.equal(await page.find(inside(messageField, panel)), undefined);
    assert.equal(await page.find({ text: 'Norway', within: panel }), undefined);
    await page.reload();
    await page.waitFor(inside(loginForm, panel));
  });

  it('refuses a wrong password, and helps', async () => {
    await write(field('Username or email'), ada.username);
    await write(field('Password'), 'not the right one');
    await page.keys('Enter');
    const alert = await page.waitFor({ role: 'alert', text: 'Unable to log in', within: panel });
    const password = await focused(field('Password'));
    assert.equal(password.description, alert.text);
    assert.equal(password.value, '');
    assert.equal(password.invalid, false);
    assert.equal((await page.find(inside(field('Username or email'), panel)))?.value, ada.username);
  });

  it('logs in', async () => {
    await page.type(ada.password);
    await page.keys('Enter');
    await focused(messageField);
    await page.waitFor(inside(own('Do you ship to Norway?'), panel));
    assert.equal((await conversation(page, panel)).length, 4);
    await page.type('Thank you');
    await page.keys('Enter');
    await page.waitFor(reply(replyTo(ada, 'Thank you'), panel));
    assert.equal((await conversation(page, panel)).length, 6);
  });

  it('closes by Escape, and gives the focus back', async () => {
    await page.keys('Escape');
    await page.waitGone(panel);
    await hasFocus(page, launcher);
    await page.keys('Enter');
    await focused(messageField);
    await press(closeButton, true);
    await page.waitGone(panel);
  });

  it('asked nobody but the origin of the script and the backend, and said nothing', async () => {
    assert.deepEqual(await page.console(), []);
    assert.deepEqual([...new Set(cdn.requests)], ['GET /dist/sc-chat.js']);
    assert.deepEqual([...new Set(shop.requests)], ['GET /']);
    assert.equal((await server.records()).length, 3);
    await stage.check();
  });
});
