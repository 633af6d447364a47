import assert from 'node:assert/strict';
import { button, field, focused, launcher, loginForm, messageField, own, panel } from '../support/parts.js';
import type { HostPage } from './page.js';
import type { Visit } from './visit.js';

/** A message that is written and not sent. */
const begin = async (visit: Visit) => {
  await visit.register();
  await visit.page.click(visit.in(messageField));
  await visit.page.type('Hi');
};

const goOn = async (visit: Visit) => {
  assert.equal(await visit.draft(), 'Hi');
  await visit.page.click(visit.in(button('Send')));
  await visit.answered('Hi');
  await visit.saveProfile();
  await visit.logOut();
};

/** What a page hears where nothing can be kept: the visitor is not to blame, and the console stays quiet. */
const told = (setup: string): Pick<HostPage, 'head' | 'play' | 'holds'> => ({
  holds: 'it works until the page is left; one sc-error says so',
  head: ({ tag }) => `<script>
    document.codes = [];
    document.addEventListener('sc-error', ({ detail }) => document.codes.push(detail.code));
    ${setup}</script>${tag()}`,
  async play(visit) {
    await visit.journey();
    assert.deepEqual(await visit.page.evaluate(() => (document as unknown as { codes: string[] }).codes), ['storage']);
  },
});

/** What a page does that throws its body away, or moves things about. The chat goes on, and each message is there once. */
const moved = (of: HostPage['of'], title: string, change: () => unknown, more: Partial<HostPage> = {}): HostPage => ({
  of,
  title,
  holds: 'conversation, draft and session stay; one socket',
  async play(visit) {
    const { page, world } = visit;
    await visit.register();
    await visit.send('One');
    await page.click(visit.in(messageField));
    await page.type('Hi');
    await page.evaluate(change);
    await page.waitFor(visit.in(own('One', visit.scope)));
    await page.until(() => document.querySelectorAll('sc-widget').length <= 1);
    assert.equal(await visit.draft(), 'Hi');
    await page.click(visit.in(button('Send')));
    await visit.answered('Hi');
    await visit.answered('One');
    assert.equal(world.backend.sockets().length, 1);
    await visit.saveProfile();
    await visit.logOut();
  },
  ...more,
});

export const lifePages: readonly HostPage[] = [
  {
    of: ['g7'],
    title: 'hotkeys of the page on / s g and ?',
    holds: 'what is typed in a field is none of them; combinations are, and keys elsewhere',
    head: ({ tag }) => `<script>
      document.keys = [];
      for (const type of ['keydown', 'keypress', 'keyup']) document.addEventListener(type, event => {
        const { target, key } = event;
        if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
        document.keys.push((event.ctrlKey ? 'Control+' : '') + key);
        if (/^[/sg?]$/.test(key)) event.preventDefault();
      });</script>${tag()}`,
    async play(visit) {
      const { page } = visit;
      const keys = () => page.evaluate(() => (document as unknown as { keys: string[] }).keys.splice(0));
      await visit.register();
      await visit.send('/s gg?');
      await visit.saveProfile();
      assert.deepEqual(
        (await keys()).filter(key => key.length === 1),
        [],
      );
      await page.click(visit.in(field('Last name')));
      await page.keys('Control+k');
      assert.ok((await keys()).includes('Control+k'));
      await visit.logOut();
      await page.keys('Escape');
      await focused(page, launcher);
      await page.keys('s');
      assert.ok((await keys()).includes('s'));
    },
  },
  {
    of: ['g8'],
    title: 'showModal() of the page over the open panel',
    holds: 'the draft is kept, and the journey goes on when it is closed',
    body: () => '<dialog><h2>Offer</h2><input aria-label="Code"><button>Take it</button></dialog>',
    async play(visit) {
      const { page } = visit;
      await begin(visit);
      await page.evaluate(() => document.querySelector('dialog')!.showModal());
      await focused(page, field('Code'));
      await page.type('X1');
      await page.keys('Tab', 'Tab');
      await page.type('X2');
      assert.equal(await visit.draft(), 'Hi');
      await page.evaluate(() => document.querySelector('dialog')!.close());
      await goOn(visit);
    },
  },
  {
    of: ['g8'],
    title: 'a focus trap of the page',
    holds: 'it is not fought; the draft is kept, and the journey goes on when it lets go',
    body: () => '<div id="trap"><input aria-label="Code"></div>',
    async play(visit) {
      const { page } = visit;
      await begin(visit);
      await page.evaluate(() => {
        const trap = document.querySelector('#trap')!;
        const pull = ({ target }: FocusEvent) => {
          if (trap.contains(target as Node)) return;
          state.pulls++;
          trap.querySelector('input')!.focus();
        };
        const state = { pulls: 0, release: () => document.removeEventListener('focusin', pull) };
        Object.assign(document, { trap: state });
        document.addEventListener('focusin', pull);
        trap.querySelector('input')!.focus();
      });
      await page.click(visit.in(messageField));
      await focused(page, field('Code'));
      await page.type('X1');
      const pulls = await page.evaluate(() => (document as unknown as { trap: { pulls: number } }).trap.pulls);
      assert.ok(pulls >= 1 && pulls <= 2, `${pulls} pulls for one click`);
      assert.equal(await visit.draft(), 'Hi');
      assert.equal((await page.find(field('Code')))?.value, 'X1');
      await page.evaluate(() => (document as unknown as { trap: { release(): void } }).trap.release());
      await goOn(visit);
    },
  },
  {
    of: ['g8'],
    title: `the widget inside the page's own modal dialog`,
    holds: 'it works there; Escape closes the panel and not the dialog',
    body: () => `<dialog><h2>Help</h2><sc-widget></sc-widget></dialog>
      <script>document.querySelector('dialog').showModal();</script>`,
    async play(visit) {
      const { page } = visit;
      await visit.journey();
      await page.click({ ...field('Password'), within: visit.in(loginForm) });
      await page.keys('Escape');
      await page.waitGone(panel);
      assert.equal(await page.evaluate(() => document.querySelector('dialog')!.open), true);
    },
  },
  {
    of: ['g11'],
    title: 'a sandboxed document without an origin and without storage',
    headers: () => ({ 'content-security-policy': 'sandbox allow-scripts allow-forms' }),
    ...told(''),
  },
  {
    of: ['g11'],
    title: 'localStorage, sessionStorage and IndexedDB throw, BroadcastChannel and locks are not there',
    ...told(`for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore'])
        Object.defineProperty(window, name, { configurable: true, get() { throw new DOMException('Denied', 'SecurityError'); } });
      Object.defineProperty(navigator, 'locks', { value: undefined });
      delete window.BroadcastChannel;`),
  },
  {
    of: ['g11'],
    title: 'a storage that is full',
    ...told(`Storage.prototype.setItem = () => { throw new DOMException('Full', 'QuotaExceededError'); };`),
  },
  {
    of: ['g12'],
    title: 'away to another page and back, from the back/forward cache where there is one',
    holds: 'the conversation is there, each message once',
    loads: ['/empty'],
    async play(visit) {
      const { page } = visit;
      await visit.register();
      await visit.send('One');
      await page.evaluate(() => (location.href = '/empty'));
      await page.until(() => document.title === 'Empty' && document.readyState === 'complete');
      await page.back();
      await visit.answered('One');
      await visit.send('Two');
      await visit.answered('One');
      await visit.saveProfile();
      await visit.logOut();
    },
  },
  moved(['g13'], 'the body swapped for another, as by Turbo', () => {
    const next = document.createElement('body');
    next.append('The next page');
    document.body.replaceWith(next);
  }),
  moved(['g13'], 'the launcher moved between two places of the page', () => {
    const widget = document.querySelector('sc-widget')!;
    const [one, two] = [document.createElement('div'), document.createElement('div')];
    document.body.prepend(one, two);
    one.append(widget);
    two.append(widget);
    if ('moveBefore' in one)
      (one as HTMLElement & { moveBefore(node: Node, child: null): void }).moveBefore(widget, null);
  }),
  moved(
    ['g13'],
    'elements of a single-page app, taken out and made anew',
    () => {
      const main = document.querySelector('main')!;
      const again = [...main.children].map(child => child.cloneNode(true));
      main.replaceChildren();
      return new Promise<void>(done =>
        setTimeout(() => {
          main.append(...again);
          done();
        }, 50),
      );
    },
    {
      inline: true,
      head: ({ tag }) => tag({ launcher: 'off' }),
      body: () => '<main><sc-auth></sc-auth><sc-profile></sc-profile><sc-chat></sc-chat></main>',
    },
  ),
  {
    of: ['g14'],
    title: 'light-dom, for password managers that see no shadow trees',
    holds: 'the fields of the login are in the page, named for what fills them in',
    head: ({ tag }) => tag({ 'light-dom': '' }),
    async play(visit) {
      const { page } = visit;
      await visit.open();
      await page.waitFor(visit.in(loginForm));
      const fields = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>('sc-widget form input')].map(
          ({ type, name, autocomplete, id }) => `${type} ${name} ${autocomplete} ${id.startsWith('sc-')}`,
        ),
      );
      assert.ok(
        fields.some(line => /^text username username( webauthn)? true$/.test(line)),
        fields.join('; '),
      );
      assert.ok(
        fields.some(line => /^password password current-password true$/.test(line)),
        fields.join('; '),
      );
      await visit.fillRegistration();
      await page.click({ ...button('Create account'), within: visit.in({ role: 'form', name: 'Create account' }) });
      await page.waitFor(visit.in(messageField));
      assert.equal(await page.evaluate(() => document.querySelectorAll('sc-widget form').length), 0);
      await visit.rest();
    },
  },
  {
    of: ['g14'],
    title: 'one live region at the end of the page',
    holds: 'the reply is spoken there, once, and not in the panel',
    async play(visit) {
      const { page } = visit;
      await visit.register();
      const regions = () =>
        [...document.querySelectorAll('body > *')]
          .map(({ shadowRoot }) => shadowRoot?.querySelector('[aria-live=polite]'))
          .filter(region => region)
          .map(region => region!.textContent);
      assert.equal((await page.evaluate(regions)).length, 1);
      await visit.send();
      await page.until(() =>
        [...document.querySelectorAll('body > *')].some(({ shadowRoot }) =>
          shadowRoot?.querySelector('[aria-live=polite]')?.textContent?.startsWith('Support'),
        ),
      );
      await visit.saveProfile();
      await visit.logOut();
    },
  },
];
