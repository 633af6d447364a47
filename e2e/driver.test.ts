import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, launch, type Page, wantedEngines } from './driver.js';
import { type Host, page as html, serve } from './hosts.js';

const form = html({
  body: `<h1>Host</h1><x-form></x-form><button aria-hidden="true">Hidden</button><a href="/second">Second page</a>
<script>
  customElements.define('x-form', class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({ mode: 'open' });
      root.append(document.createRange().createContextualFragment(
        '<form aria-label="Log in"><label for="n">Name</label><input id="n"><span id="l">Password</span>' +
        '<input type="password" aria-labelledby="l" aria-describedby="h"><p id="h">Eight characters</p>' +
        '<button>Go <b>on</b></button><button type="button" hidden>Gone</button></form><p role="status"></p>'));
      root.querySelector('form').onsubmit = event => {
        event.preventDefault();
        root.querySelector('[role=status]').textContent = 'Hello ' + root.querySelector('#n').value;
      };
      this.keys = [];
      this.addEventListener('keydown', event => this.keys.push([event.key, event.isTrusted]));
    }
  });
  const channel = new BroadcastChannel('e2e');
  channel.onmessage = event => { document.title = event.data; };
  addEventListener('pageshow', event => { window.persisted = event.persisted; });
</script>`,
});

for (const engine of wantedEngines()) {
  describe(`driver in ${engine}`, { timeout: 180_000 }, () => {
    let host: Host;
    let browser: Browser;
    let page: Page;

    before(async () => {
      host = await serve({ '/': form, '/second': html({ body: '<h1>Second</h1>' }) });
      browser = await launch(engine);
      page = await browser.newPage({ width: 900, height: 700 });
      await page.goto(host.url());
    });
    after(async () => {
      await browser?.close();
      await host?.close();
    });

    it('finds by role, name and text through shadow roots, and nothing hidden', async () => {
      assert.equal((await page.waitFor({ role: 'textbox', name: 'Name' })).tag, 'input');
      const password = await page.find({ role: 'textbox', name: 'Password', within: { role: 'form', name: 'Log in' } });
      assert.equal(password?.description, 'Eight characters');
      assert.equal((await page.find({ role: 'button', name: /^go/i }))?.name, 'Go on');
      assert.equal(await page.find({ role: 'button', name: 'Gone' }), undefined);
      assert.equal(await page.find({ role: 'button', name: 'Hidden' }), undefined);
      assert.equal((await page.find({ text: 'Eight' }))?.tag, 'p');
      assert.equal((await page.findAll({ role: 'textbox' })).length, 2);
      assert.equal((await page.findAll({ css: 'button' })).length, 3);
    });

    it('says what is on the page when something is not', async () => {
      await assert.rejects(
        page.waitFor({ role: 'button', name: 'Nowhere' }, 100),
        /role "button", name "Nowhere"[\s\S]*textbox "Name"/,
      );
    });

    it('types and moves by real keys', async () => {
      await page.tabTo({ role: 'textbox', name: 'Name' });
      await page.type('Ada É ✓ 你');
      await page.keys('Tab');
      assert.equal((await page.activeElement())?.name, 'Password');
      await page.keys('Shift+Tab', 'End', 'Shift+Home', 'Control+a', 'Delete');
      await page.type('Ada É 你!');
      await page.keys('Enter');
      await page.waitFor({ role: 'status', text: 'Hello Ada É 你!' });
      const keys = await page.with({ css: 'x-form' }, element => (element as HTMLElement & { keys: unknown[] }).keys);
      assert.deepEqual(keys.at(-1), ['Enter', true]);
    });

    it('clicks for real, and says what is in the way', async () => {
      await page.click({ role: 'textbox', name: 'Password' });
      assert.equal((await page.activeElement())?.name, 'Password');
      await page.evaluate(() => {
        const cover = Object.assign(document.createElement('div'), { id: 'cover', className: 'cover' });
        cover.style.cssText = 'position:fixed;inset:0';
        document.body.append(cover);
      });
      await assert.rejects(page.click({ role: 'button', name: 'Go on' }, 300), /covered by <div class="cover">/);
      await page.with({ css: '#cover' }, element => element.remove());
      await page.click({ role: 'button', name: 'Go on' });
    });

    it('evaluates async functions with data in and out', async () => {
      const add = async (a: { n: number }, b: number[]) => {
        const inner = (value: number) => value * 2;
        await new Promise(done => setTimeout(done, 5));
        return { sum: inner(a.n) + b.length, list: [null, 'é'] };
      };
      assert.deepEqual(await page.evaluate(add, { n: 2 }, [1, 2]), { sum: 6, list: [null, 'é'] });
      await assert.rejects(
        page.evaluate(() => Promise.reject(new Error('from the page'))),
        /from the page/,
      );
    });

    it('drives two visible windows with shared storage, and a stranger without', async () => {
      const other = await browser.newPage({ width: 500, height: 500 });
      await other.goto(host.url());
      assert.equal(await other.evaluate(() => document.visibilityState), 'visible');
      assert.equal(await page.evaluate(() => document.visibilityState), 'visible');
      await other.evaluate(() => {
        localStorage.setItem('e2e', 'shared');
        new BroadcastChannel('e2e').postMessage('told');
      });
      await page.until(() => document.title === 'told');
      assert.equal(await page.evaluate(() => localStorage.getItem('e2e')), 'shared');
      await other.tabTo({ role: 'textbox', name: 'Name' });
      await other.type('b');
      assert.equal((await other.activeElement())?.value, 'b');

      const stranger = await browser.isolated();
      const theirs = await stranger.newPage();
      await theirs.goto(host.url());
      assert.equal(await theirs.evaluate(() => localStorage.getItem('e2e')), null);
      await stranger.close();
      await other.close();
      assert.equal(browser.pages().length, 1);
    });

    it('goes back and forward', async () => {
      await page.click({ role: 'link', name: 'Second page' });
      await page.waitFor({ role: 'heading', name: 'Second' });
      await page.back();
      await page.waitFor({ role: 'heading', name: 'Host' });
      const persisted = await page.evaluate(() => (window as unknown as { persisted: boolean }).persisted);
      assert.equal(typeof persisted, 'boolean');
      await page.forward();
      await page.waitFor({ role: 'heading', name: 'Second' });
      await page.goto(host.url());
      await page.reload();
      assert.equal(await page.url(), host.url());
    });

    it('collects errors across navigations, and the console of the page', async () => {
      assert.deepEqual(await page.errors(), []);
      await page.evaluate(() => {
        setTimeout(() => {
          throw new Error('thrown');
        });
        void Promise.reject(new Error('rejected'));
        console.warn('one', { two: 2 });
      });
      await page.until(() => new Promise(done => setTimeout(() => done(true), 50)));
      await page.goto(host.url());
      const errors = await page.errors();
      assert.deepEqual(errors.map(error => error.kind).sort(), ['error', 'unhandledrejection']);
      assert.match(errors.map(error => error.message).join(), /thrown/);
      assert.deepEqual((await page.console()).at(-1), { level: 'warn', text: 'one {"two":2}' });
      assert.equal(
        await page.evaluate(() => Reflect.ownKeys(window).filter(key => String(key).includes('e2e')).length),
        0,
      );
    });

    it('takes a picture of the size asked for', async () => {
      await page.setViewport({ width: 640, height: 480 });
      assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight]), [640, 480]);
      const bytes = Buffer.from(await page.screenshot());
      assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
      assert.ok(bytes.length > 2_000);
      assert.equal(bytes.readUInt32BE(16), 640);
    });

    it('pretends a user with other preferences', async () => {
      const media = (query: string) => matchMedia(query).matches;
      const locale = browser.supports('locale') ? { locale: 'de-DE' } : {};
      const dark = await browser.isolated({ colorScheme: 'dark', reducedMotion: true, ...locale });
      const night = await dark.newPage();
      await night.goto(host.url());
      assert.equal(await night.evaluate(media, '(prefers-color-scheme: dark)'), true);
      assert.equal(await night.evaluate(media, '(prefers-reduced-motion: reduce)'), true);
      assert.equal(await night.evaluate(() => (1.5).toLocaleString(navigator.language)), locale.locale ? '1,5' : '1.5');
      await dark.close();
      assert.equal(await page.evaluate(media, '(prefers-color-scheme: dark)'), false);
    });

    it('pretends forced colours', { skip: engine === 'webkit' && 'WebKit has none' }, async () => {
      const forced = await browser.isolated({ forcedColors: true });
      const theirs = await forced.newPage();
      await theirs.goto(host.url());
      assert.equal(await theirs.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
      await forced.close();
    });

    it('shows a phone-sized page', async () => {
      await page.setViewport({ width: 320, height: 568 });
      assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight]), [320, 568]);
    });
  });
}
