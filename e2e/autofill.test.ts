import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Locator, Page } from './driver.js';
import type { Host } from './hosts.js';
import { ada, join, type Server } from './support/backend.js';
import {
  button,
  field,
  fill,
  focused,
  inside,
  launcher,
  logIn,
  loginForm,
  messageField,
  panel,
} from './support/parts.js';
import { hostPage, inEngines } from './support/stage.js';

/** Notes what is on the screen at the moment when the backend says yes or no to a login. */
const witness = `<script>(() => {
  window.answers = [];
  const native = fetch;
  const form = root => {
    for (const element of root.querySelectorAll('*')) {
      const found = element.localName === 'form' ? element : element.shadowRoot && form(element.shadowRoot);
      if (found) return found;
    }
  };
  window.fetch = async (...args) => {
    const answer = await native(...args);
    if (String(args[0]?.url ?? args[0]).endsWith('/auth/login/')) {
      const shown = form(document);
      answers.push([answer.status, shown?.querySelector('[type=password]')?.value ?? null]);
    }
    return answer;
  };
})()</script>`;

/**
 * Something moves on it, as on most pages. Firefox looks for a form after the next paint, and on a page where nothing
 * changes any more there is none before the visitor's first gesture.
 */
const moving = '<style>@keyframes sway { 50% { color: #f80 } } h1 { animation: sway 1s infinite }</style>';
const head = witness + moving;
const answers = (page: Page) => page.evaluate(() => (window as unknown as { answers: unknown[] }).answers);

inEngines(
  'password managers',
  stage => {
    let server: Server;
    let host: Host;

    before(async () => {
      server = await stage.backend();
      await join(server, ada);
      const options = { 'api-base': server.url };
      host = await stage.site({
        '/': hostPage(options, { head }),
        '/inline': hostPage({ ...options, launcher: 'off' }, { head, body: '<sc-auth></sc-auth>' }),
        '/light': hostPage(
          { ...options, launcher: 'off' },
          { head, body: '<sc-auth light-dom></sc-auth><sc-auth view="register"></sc-auth>' },
        ),
      });
    });

    it('see a form that is there until the login has worked, and then gone', async () => {
      const page = await stage.visit(host.url());
      await page.click(launcher);
      const form = inside(loginForm, panel);
      await fill(page, inside(field('Username or email'), form), ada.username);
      await fill(page, inside(field('Password'), form), 'not the right one');
      await page.keys('Enter');
      await page.waitFor({ role: 'alert', text: /\S/, within: panel });
      assert.equal((await page.find(form))?.visible, true);
      await focused(page, inside(field('Password'), form));
      await page.type(ada.password);
      await page.keys('Enter');
      await page.waitGone(form);
      assert.equal(await page.find({ css: 'form [type=password]' }), undefined);
      assert.deepEqual(await answers(page), [
        [400, 'not the right one'],
        [200, ada.password],
      ]);
      await page.evaluate(() => window.scChat.logout());
      await focused(page, inside(field('Username or email'), form));
      await page.keys('Escape');
      await page.waitGone(panel);
      await page.close();
    });

    const able = stage.engine !== 'webkit';
    describe('that have a login saved', { skip: !able && 'no driver of it can save a login' }, () => {
      before(async () => {
        await stage.browser.saveLogin({ origin: host.origin, username: ada.username, password: ada.password });
      });

      /** The browser says that it has filled both; it tells a script the values only after the first gesture. */
      const isFilled = async (page: Page, form: Locator) => {
        await page.waitFor(form);
        for (const name of ['username', 'password']) {
          await page.waitFor({ css: `input[name=${name}]:autofill`, within: form });
        }
      };

      it('fill the form in the panel', async () => {
        const page = await stage.visit(host.url());
        await page.click(launcher);
        const form = inside(loginForm, panel);
        await isFilled(page, form);
        await page.click(inside(button('Log in'), form));
        await page.waitFor(inside(messageField, panel));
        assert.deepEqual(await answers(page), [[200, ada.password]]);
        await page.evaluate(() => window.scChat.logout());
        await page.waitFor(form);
        await page.close();
      });

      for (const path of ['/inline', '/light']) {
        it(`fill the form of ${path} at load, and the button alone logs in`, async () => {
          const page = await stage.visit(host.url(path));
          await isFilled(page, loginForm);
          // The first gesture of the visitor on this page.
          await page.click(inside(button('Log in'), loginForm));
          await page.waitFor({ text: `Logged in as ${ada.username}` });
          assert.deepEqual(await answers(page), [[200, ada.password]]);
          await page.click({ ...button('Log out'), nth: 0 });
          await page.waitFor(loginForm);
          await page.close();
        });
      }

      it('fill it so that a key alone logs in', async () => {
        const page = await stage.visit(host.url('/inline'));
        await isFilled(page, loginForm);
        await page.tabTo(inside(button('Log in'), loginForm));
        await page.keys('Enter');
        await page.waitFor({ text: `Logged in as ${ada.username}` });
        await page.click(button('Log out'));
        await page.waitFor(loginForm);
        await page.close();
      });

      it('leave the registration form empty', async () => {
        const page = await stage.visit(host.url('/inline'));
        await isFilled(page, loginForm);
        await page.click(button('Create an account'));
        await page.waitFor(field('Repeat password'));
        assert.equal((await page.find(field('Password')))?.value, '');
        await page.close();
      });

      it('give way to what is typed', async () => {
        const page = await stage.visit(host.url('/inline'));
        await isFilled(page, loginForm);
        await fill(page, field('Password'), 'changed by hand');
        assert.equal((await page.find(field('Password')))?.value, 'changed by hand');
        await logIn(page, ada);
        await page.close();
      });
    });
  },
  { options: { args: ['--remote-allow-system-access'] } },
);
