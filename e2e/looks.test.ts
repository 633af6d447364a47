import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Locator, Page } from './driver.js';
import type { Server } from './support/backend.js';
import { button, inside, loginForm } from './support/parts.js';
import { hostPage, inEngines } from './support/stage.js';

/** By whatever name. */
const panel: Locator = { role: 'dialog' };

/** What a page can set, and what a visitor's system asks for. */
inEngines('the looks', stage => {
  let server: Server;

  before(async () => {
    server = await stage.backend();
  });

  const open = async (head: string, options: Record<string, string> = {}, browser = stage.browser): Promise<Page> => {
    const host = await stage.site({ '/': hostPage({ 'api-base': server.url, ...options }, { head }) });
    const page = await stage.visit(host.url(), browser);
    await page.until(() => !!document.querySelector('sc-widget'));
    await page.evaluate(() => window.scChat.open());
    await page.waitFor(inside({ role: 'form' }, panel));
    return page;
  };
  const scheme = (page: Page) => page.with(panel, element => getComputedStyle(element).colorScheme);

  it('follow the system where the page does, and the page where it does not', async () => {
    const dark = await stage.browser.isolated({ colorScheme: 'dark' });
    const declared = await open('<style>:root { color-scheme: light dark }</style>', {}, dark);
    assert.equal(await scheme(declared), 'dark');
    const silent = await open('', {}, dark);
    assert.equal(await scheme(silent), 'light');
    await dark.close();
    const light = await open('<style>:root { color-scheme: light dark }</style>');
    assert.equal(await scheme(light), 'light');
  });

  it('do not move where the system asks for that', async () => {
    const calm = await stage.browser.isolated({ reducedMotion: true });
    const longest = (page: Page) =>
      page.with(panel, element =>
        Math.max(...getComputedStyle(element).transitionDuration.split(',').map(Number.parseFloat)),
      );
    assert.equal(await longest(await open('', {}, calm)), 0);
    assert.ok((await longest(await open(''))) > 0);
    await calm.close();
  });

  it('take the accent and the corners of the page, and the styles of its parts', async () => {
    const page = await open(`<style>
      :root { --sc-accent: #a03; --sc-radius: 3px }
      sc-widget::part(heading) { letter-spacing: 2px }
    </style>`);
    const colour = await page.with(
      { ...button('Log in'), within: inside(loginForm, panel) },
      element => getComputedStyle(element).backgroundColor,
    );
    assert.equal(colour, 'rgb(170, 0, 51)');
    assert.equal(await page.with(panel, element => getComputedStyle(element).borderTopLeftRadius), '3px');
    const spacing = await page.with(
      { role: 'heading', name: 'Chat', within: panel },
      element => getComputedStyle(element).letterSpacing,
    );
    assert.equal(spacing, '2px');
  });

  it('speak the language of the page, from right to left where it does', async () => {
    const file = (tag: string) => `<script src="/dist/locales/${tag}.js"></script>`;
    const german = await open(file('de'), { locale: 'de' });
    const toggle = await german.waitFor({ ...button('Passwort anzeigen'), within: panel });
    assert.equal(toggle.tag, 'button');
    const arabic = await open(file('ar'), { locale: 'ar' });
    await arabic.waitFor({ ...button('إظهار كلمة المرور'), within: panel });
    const name = await arabic.waitFor({ role: 'textbox', name: 'كلمة المرور', within: panel });
    const show = await arabic.waitFor({ ...button('إظهار كلمة المرور'), within: panel });
    assert.ok(show.rect.x < name.rect.x + name.rect.width / 2, 'the button is at the left end of its field');
  });
});
