import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { after, before, it } from 'node:test';
import type { Page } from './driver.js';
import { ada, join, replyTo, type Server, startBackend } from './support/backend.js';
import {
  conversation,
  fill,
  focused,
  inside,
  messageField,
  openAndLogIn,
  own,
  panel,
  reply,
  say,
} from './support/parts.js';
import { hostPage, inEngines } from './support/stage.js';

inEngines('a restart of the backend', stage => {
  let dataDir: string;
  let server: Server;
  let page: Page;

  before(async () => {
    dataDir = await mkdtemp(path(tmpdir(), 'restart-'));
    server = await startBackend({ dataDir });
    await join(server, ada);
    const host = await stage.site({ '/': hostPage({ 'api-base': server.url }) });
    page = await stage.visit(host.url());
    await openAndLogIn(page, ada);
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      document.addEventListener('sc-connection', ({ detail }) => seen.push(detail.status));
    });
  });
  after(async () => {
    await server?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const texts = ['before', 'while it is down', 'and one more', 'the same', 'the same', 'after'];
  const both = (list: string[]) => list.flatMap(text => [`You: ${text}`, `Support: ${replyTo(ada, text)}`]);
  const line = (text: RegExp) => inside({ css: '[part=connection]', text }, panel);

  it('is said calmly, while one goes on writing', async () => {
    await say(page, texts[0]!, panel);
    await page.waitFor(reply(replyTo(ada, texts[0]!), panel));
    await server.close();
    await page.waitFor(line(/Reconnecting|cannot be reached/));
    assert.equal(await page.find({ role: 'alert', text: /\S/, within: panel }), undefined);
    for (const text of texts.slice(1, 5)) {
      await fill(page, inside(messageField, panel), text);
      await page.keys('Enter');
    }
    await page.waitFor({
      role: 'article',
      name: /^You.*the same \((Waiting to be sent|Checking…)\)$/,
      within: panel,
      nth: 1,
    });
    assert.deepEqual(await conversation(page, panel), [
      ...both(texts.slice(0, 1)),
      ...texts.slice(1, 5).map(text => `You: ${text}`),
    ]);
    await page.type('half a sen');
  });

  it('heals by itself, with everything once and in order', async () => {
    const { port, settings } = server;
    server = await startBackend({ ...settings, port });
    await page.waitGone(line(/\S/), 40_000);
    await page.until(() => (window as unknown as { seen: string[] }).seen.at(-1) === 'open');
    await page.waitFor({ role: 'article', name: new RegExp(`^Support.*${texts[2]}`), within: panel });
    const expected = both(texts.slice(0, 5));
    await page.until(count => {
      const list = document.querySelector('sc-widget')?.shadowRoot?.querySelector('sc-chat')?.shadowRoot;
      return list?.querySelector('sc-message-list')?.shadowRoot?.querySelectorAll('[role=article]').length === count;
    }, expected.length);
    assert.deepEqual(await conversation(page, panel), expected);
    const field = await focused(page, inside(messageField, panel));
    assert.equal(field.value, 'half a sen');
  });

  it('goes on', async () => {
    await fill(page, inside(messageField, panel), texts[5]!);
    await page.keys('Enter');
    await page.waitFor(reply(replyTo(ada, texts[5]!), panel));
    assert.deepEqual(await conversation(page, panel), both(texts));
    const records = await server.records();
    assert.deepEqual(
      records.map(({ message }) => message),
      texts,
    );
    assert.equal(new Set(records.map(({ room }) => room)).size, 1);
    await page.reload();
    await page.waitFor(inside(own(texts[5]!), panel));
    assert.deepEqual(await conversation(page, panel), both(texts));
    assert.deepEqual(await page.console(), []);
  });
});
