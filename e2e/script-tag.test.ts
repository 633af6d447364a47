import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Locator, Page } from './driver.js';
import { page as html } from './hosts.js';
import type { Server } from './support/backend.js';
import { button, closeButton, focused, inside, launcher, loginForm } from './support/parts.js';
import { inEngines, script } from './support/stage.js';

const shop: Locator = { role: 'dialog', name: 'Ask the shop' };

inEngines('the script tag', stage => {
  let server: Server;
  let options: Record<string, string>;

  before(async () => {
    server = await stage.backend();
    options = { 'api-base': server.url, heading: 'Ask the shop' };
  });

  const visit = async (content: string | { head?: string; body?: string }) => {
    const host = await stage.site({ '/': typeof content === 'string' ? content : html(content) });
    return stage.visit(host.url());
  };

  /** One launcher, which opens a panel that has the options of the tag; and nothing said. */
  const works = async (page: Page, base = server.url) => {
    await page.waitFor(launcher);
    await page.click(launcher);
    await page.waitFor(inside(loginForm, shop));
    assert.equal((await page.findAll({ css: 'sc-widget' })).length, 1);
    assert.equal((await page.findAll(closeButton)).length, 1);
    const address = await page.evaluate(() =>
      window.scChat.diagnose().then(({ checks }) => checks.find(({ name }) => name === 'address')?.detail),
    );
    assert.equal(address, `${base}/`);
    await page.click(closeButton);
    await focused(page, launcher);
    assert.equal((await page.findAll(launcher)).length, 1);
    assert.deepEqual(await page.console(), []);
    assert.deepEqual(await page.errors(), []);
    await page.close();
  };

  const places: Record<string, (tag: (attributes: string) => string) => { head?: string; body?: string } | string> = {
    'plain in the head, before there is a body': tag => ({ head: tag(''), body: '<p>Later</p>' }),
    'async in the head': tag => ({ head: tag('async') }),
    deferred: tag => ({ head: tag('defer'), body: '<p>Later</p>' }),
    'as a module': tag => ({ head: tag('type="module"') }),
    'as an async module': tag => ({ head: tag('type="module" async') }),
    'at the end of the body': tag => ({ body: `<p>Before</p>${tag('')}` }),
    'without any head or body': tag => `<!doctype html><title>Bare</title>${tag('')}<p>Text`,
    'twice, plain': tag => ({ head: tag('') + tag('') }),
    'twice, async': tag => ({ head: tag('async'), body: tag('async') }),
    'twice, plain and as a module': tag => ({ head: tag('type="module"'), body: tag('') }),
    'twice, from two addresses': tag => ({ head: tag('defer') + tag('async').replace('sc-chat.js', 'sc-chat.js?v=2') }),
  };
  for (const [name, content] of Object.entries(places)) {
    it(`works ${name}`, async () => {
      await works(await visit(content(attributes => script(options, attributes))));
    });
  }

  it('works when it is added after the page has loaded, twice too', async () => {
    const page = await visit({ body: '<p>Without it</p>' });
    const add = (data: Record<string, string>, type: string) => {
      const element = Object.assign(document.createElement('script'), { src: '/dist/sc-chat.js', type });
      for (const [name, value] of Object.entries(data)) element.setAttribute(`data-${name}`, value);
      document.head.append(element);
    };
    await page.evaluate(add, options, 'text/javascript');
    await page.evaluate(add, options, 'module');
    await works(page);
  });

  it('finds its options without being the current script', async () => {
    const body = `<script type="application/json" data-api-base="${server.url}" data-heading="Ask the shop"></script>
      <script>fetch('/dist/sc-chat.js').then(answer => answer.text()).then(text => new Function(text)());</script>`;
    await works(await visit({ body }));
  });

  it('finds its options by its name where no address is given: the backend is the page’s own origin', async () => {
    const host = await stage.site({ '/': html({ head: script({ heading: 'Ask the shop' }, 'type="module"') }) });
    const page = await stage.visit(host.url());
    await page.click(launcher);
    await page.waitFor(shop);
    await page.waitFor(inside(loginForm, shop));
    const report = await page.evaluate(() => window.scChat.diagnose().then(({ text }) => text));
    assert.match(report, new RegExp(`address: ${host.origin}/`));
    await page.close();
  });

  it('shows no button with launcher="off", and opens when told', async () => {
    const page = await visit({
      head: script({ ...options, launcher: 'off' }),
      body: '<button data-sc-open>Questions?</button>',
    });
    await page.until(() => window.scChat?.whenReady().then(() => true));
    assert.equal(await page.find({ css: 'sc-widget' }), undefined);
    await page.evaluate(() => window.scChat.open());
    await page.waitFor(inside(loginForm, shop));
    assert.equal(await page.find(launcher), undefined);
    await page.click(closeButton);
    await page.waitGone(shop);
    assert.equal(await page.find(launcher), undefined);
    await page.click(button('Questions?'));
    await page.waitFor(inside(loginForm, shop));
    await page.keys('Escape');
    await page.waitGone(shop);
    await focused(page, button('Questions?'));
    assert.equal((await page.findAll({ css: 'sc-widget' })).length, 1);
    assert.deepEqual(await page.console(), []);
    await page.close();
  });

  for (const [name, parts] of Object.entries({
    'that stands after it': (tag: string) => ({ head: tag, body: '<sc-widget id="mine"></sc-widget>' }),
    'that stands before it': (tag: string) => ({ body: `<sc-widget id="mine"></sc-widget>${tag}` }),
  })) {
    it(`adopts the page’s own widget ${name}`, async () => {
      for (const attributes of ['', 'async', 'type="module"']) {
        const page = await visit(parts(script(options, attributes)));
        await page.waitFor(launcher);
        await page.evaluate(() => window.scChat.open());
        await page.waitFor(inside(loginForm, shop));
        assert.deepEqual(
          await page.evaluate(() => [...document.querySelectorAll('sc-widget')].map(({ id, open }) => [id, open])),
          [['mine', true]],
        );
        assert.deepEqual(await page.console(), []);
        await page.close();
      }
    });
  }

  it('adopts a widget that comes later', async () => {
    const page = await visit({ head: script(options) });
    await page.waitFor(launcher);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('afterbegin', '<sc-widget id="late" position="bottom-start"></sc-widget>');
    });
    await page.until(() => document.querySelectorAll('sc-widget').length === 1);
    assert.equal(await page.evaluate(() => document.querySelector('sc-widget')!.id), 'late');
    await works(page);
  });

  it('runs the calls that were queued before it came, configure first', async () => {
    for (const attributes of ['', 'async', 'defer', 'type="module"']) {
      const page = await visit({
        head: `<script>
          window.order = [];
          (window.scChat ||= []).push(sc => { order.push('open'); sc.open(); });
          scChat.push(sc => { order.push('configure'); sc.configure({ apiBase: '${server.url}', heading: 'Ask the shop' }); });
          scChat.push(sc => sc.whenReady().then(() => order.push('ready ' + sc.version)));
          scChat.push(() => { throw new Error('of the page'); });
          scChat.push(sc => order.push('last'));
        </script>${script({}, attributes)}`,
      });
      await page.waitFor(inside(loginForm, shop));
      const order = await page.until(() => {
        const { order } = window as unknown as { order: string[] };
        return order.some(step => step.startsWith('ready')) ? order : null;
      });
      assert.deepEqual(order.slice(0, 3), ['open', 'configure', 'last']);
      assert.match(order[3] ?? '', /^ready \d+\.\d+\.\d+/);
      // From here on it is the API, and a call runs at once.
      await page.evaluate(() => window.scChat.push(sc => sc.close()));
      await page.waitGone(shop);
      // The page's own error is the page's, and is told.
      assert.deepEqual(
        (await page.errors()).splice(0).map(({ message }) => /of the page/.test(message)),
        [true],
      );
      assert.deepEqual(await page.console(), []);
      await page.close();
    }
  });

  it('leaves two globals, and asks nobody before it is opened', async () => {
    const host = await stage.site({ '/': html({ body: '<p>Text</p>' }) });
    const page = await stage.visit(host.url());
    const before = await page.evaluate(() => Reflect.ownKeys(window).map(String));
    await page.evaluate(data => {
      const element = Object.assign(document.createElement('script'), { src: '/dist/sc-chat.js' });
      for (const [name, value] of Object.entries(data)) element.setAttribute(`data-${name}`, value);
      document.head.append(element);
    }, options);
    await page.waitFor(launcher);
    const added = (await page.evaluate(() => Reflect.ownKeys(window).map(String))).filter(key => !before.includes(key));
    assert.deepEqual(added.sort(), ['Symbol(sc-chat)', 'scChat']);
    assert.deepEqual(host.requests, ['GET /', 'GET /dist/sc-chat.js']);
    const asked = await page.evaluate(base => {
      const names = performance.getEntriesByType('resource').map(({ name }) => name);
      return names.filter(name => name.startsWith(base));
    }, server.url);
    assert.deepEqual(asked, []);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).concat(Object.keys(sessionStorage))), []);
    await page.close();
  });
});
