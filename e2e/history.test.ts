import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Page } from './driver.js';
import { page as html } from './hosts.js';
import { ada, bob, join, replyTo, type Server } from './support/backend.js';
import {
  conversation,
  focused,
  inside,
  log,
  messageField,
  openAndLogIn,
  own,
  panel,
  reply,
  say,
} from './support/parts.js';
import { hostPage, inEngines } from './support/stage.js';

const COUNT = 10_000;
const MOST = 240;

inEngines('a long history', stage => {
  let server: Server;
  let page: Page;
  let url: string;

  before(async () => {
    server = await stage.backend();
    await join(server, ada);
    await join(server, bob);
    // Each record is a message and its reply.
    await server.seed(ada.username, COUNT / 2);
    const second = html({
      body: '<h1>About us</h1>',
    });
    // What happens to the socket after a return from the cache: how often it is tried, and what is told of it.
    const watch = `<script>
      window.WebSocket = class extends WebSocket {
        constructor(...all) {
          super(...all);
          window.since?.push('tried');
        }
      };
      addEventListener('pageshow', event => { if (event.persisted) window.since = []; });
      document.addEventListener('sc-connection', event => window.since?.push(event.detail.status));
    </script>`;
    const host = await stage.site({
      '/': hostPage({ 'api-base': server.url }, { head: watch }),
      '/second': second,
    });
    url = host.url();
    page = await stage.visit(url);
  });

  const rows = () =>
    page.with(inside(log, panel), element => {
      const all = [...element.querySelectorAll<HTMLElement>('[role=article]')];
      const box = element.getBoundingClientRect();
      const last = all.at(-1)?.getBoundingClientRect();
      const first = all[0]?.getAttribute('aria-label');
      return { count: all.length, first, seen: !!last && last.bottom <= box.bottom + 1 && last.top >= box.top - 200 };
    });

  it(`of ${COUNT} messages shows the newest, with at most ${MOST} of them in the page`, async () => {
    await openAndLogIn(page, ada);
    await page.waitFor(reply(replyTo(ada, `Message ${COUNT / 2}`), panel));
    const { count, seen } = await rows();
    assert.ok(count > 20 && count <= MOST, `${count} rows`);
    assert.ok(seen, 'the newest message is not in view');
  });

  it('shows an own message in the next frames', async () => {
    await page.click(inside(messageField, panel));
    await page.type('At the end');
    await page.evaluate(() => {
      const deep = (selector: string) =>
        ['sc-widget', 'sc-chat', 'sc-message-list']
          .reduce<ParentNode | null | undefined>((root, tag) => root?.querySelector(tag)?.shadowRoot, document)
          ?.querySelector(selector);
      const shown = () =>
        deep('.section:last-child > .row:last-child [role=article]')?.textContent?.includes('At the end');
      document.addEventListener(
        'keydown',
        event => {
          if (event.key !== 'Enter') return;
          let frames = 0;
          const look = () => {
            frames++;
            if (shown()) Object.assign(window, { frames });
            else if (frames < 1_000) requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        },
        { capture: true, once: true },
      );
    });
    await page.keys('Enter');
    await page.waitFor(own('At the end', panel));
    const frames = await page.until(() => (window as unknown as { frames?: number }).frames);
    assert.ok(frames <= 3, `after ${frames} frames`);
    await page.waitFor(reply(replyTo(ada, 'At the end'), panel));
    const { count, seen } = await rows();
    assert.ok(count <= MOST && seen, `${count} rows`);
  });

  it(`has at most ${MOST} of them in the page wherever one reads`, async () => {
    await page.tabTo({ role: 'article', name: /^Support.*At the end/, within: panel }, { back: true });
    await page.keys('Home');
    await page.waitFor({ role: 'article', name: /^You.*: Message 1$/, within: panel });
    assert.ok((await rows()).count <= MOST);
    for (const key of ['End', 'ArrowUp', 'ArrowUp', 'ArrowUp']) await page.keys(key);
    assert.ok((await rows()).count <= MOST);
    await page.keys('Escape');
    await focused(page, inside(messageField, panel));
  });

  it('is there after a step back: from the cache where the browser keeps the page, and live', async () => {
    const cached = stage.engine !== 'firefox';
    await page.evaluate(() => document.documentElement.setAttribute('data-first', ''));
    await page.with({ role: 'link', name: 'More about us' }, element => element.click());
    await page.waitFor({ role: 'heading', name: 'About us' });
    await page.back();
    await page.waitFor(inside(own('At the end'), panel));
    const same = await page.evaluate(() => document.documentElement.hasAttribute('data-first'));
    if (cached) {
      const why = () => page.evaluate(() => JSON.stringify(performance.getEntriesByType('navigation')[0]));
      assert.ok(same, `the page was loaded anew: ${await why()}`);
      const since = await page.until(() => {
        const { since } = window as unknown as { since?: string[] };
        return since?.includes('open') && since;
      });
      // That it reconnects may have been told while the page was left.
      const tries = (since as string[]).filter(status => status !== 'reconnecting');
      assert.deepEqual(tries, ['tried', 'open'], 'live at the first try');
    }
    const before = (await conversation(page, panel)).length;
    await say(page, 'Back again', panel);
    await page.waitFor(reply(replyTo(ada, 'Back again'), panel));
    const after = await conversation(page, panel);
    assert.deepEqual(after.slice(-2), ['You: Back again', `Support: ${replyTo(ada, 'Back again')}`]);
    assert.ok(after.length <= before + 2);
    const [{ room } = { room: '' }] = (await server.records()).slice(-1);
    await server.say(room, 'Welcome back');
    await page.waitFor(inside({ role: 'article', name: /^Support.*: Welcome back$/ }, panel));
    assert.equal(server.sockets().length, 1);
  });

  it('is there after a step forward, too', async () => {
    await page.goto(url.replace(/\/$/, '/second'));
    await page.back();
    await page.waitFor(inside(own('Back again'), panel));
    await page.forward();
    await page.waitFor({ role: 'heading', name: 'About us' });
    await page.back();
    await say(page, 'There and back', panel);
    await page.waitFor(reply(replyTo(ada, 'There and back'), panel));
    await page.reload();
    await page.waitFor(reply(replyTo(ada, 'There and back'), panel));
    assert.deepEqual((await conversation(page, panel)).filter(line => line === 'You: There and back').length, 1);
    assert.deepEqual(await page.console(), []);
  });
});
