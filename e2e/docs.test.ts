/** The documentation as `npm start` serves it: each page opens without an error, passes axe, and its benches do what they say. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { addressOf, pages } from '../demo/docs/pages.js';
import { themes } from '../demo/docs/themes.js';
import type { Running } from '../demo/run.js';
import { start } from '../demo/start.js';
import { optionNames, toKebab } from '../src/components/options.js';
import type { Page } from './driver.js';
import { inEngines } from './support/stage.js';

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** Before any script of a page: axe, and an ear for what the page's own policy reports. */
const early = `${readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8')};
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  (document.reports ??= []).push(violatedDirective + ' ' + blockedURI));`;

inEngines(
  'the documentation',
  stage => {
    let demo: Running;
    let page: Page;

    before(async () => {
      const backend = await stage.backend();
      demo = await start({ PORT: '0', API_BASE: backend.url });
      page = await stage.visit(`${demo.siteUrl}/docs/assets/icon.svg`);
      await page.early(early);
    });
    after(() => demo?.close());

    const open = (name: string) => page.goto(`${demo.siteUrl}/docs${name && `/${name}`}`);
    const text = (selector: string) =>
      page.evaluate(selector => document.querySelector(selector)?.textContent ?? '', selector);
    const choose = (name: string, value: string) =>
      page.with({ css: `input[name="${name}"][value="${value}"]` }, element => element.click());

    /** Sets a field as its reader would, and tells the page. */
    const set = (option: string, value: string | boolean) =>
      page.with(
        { css: `[data-option="${option}"]` },
        (element, value) => {
          const field = element as HTMLInputElement;
          if (typeof value === 'boolean') field.checked = value;
          else field.value = value;
          field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        },
        value,
      );

    /** Waits until the widget in the frame has an element that fits, through its shadow roots, and gives its text. */
    const inPreview = (selector: string, says = '') =>
      page.until(
        (selector, says) => {
          const find = (root: ParentNode): Element | undefined => {
            for (const element of root.querySelectorAll('*')) {
              if (element.matches(selector) && element.textContent.includes(says)) return element;
              const inner = element.shadowRoot && find(element.shadowRoot);
              if (inner) return inner;
            }
            return undefined;
          };
          const { contentDocument } = document.querySelector('iframe')!;
          return contentDocument && find(contentDocument) ? 'there' : undefined;
        },
        selector,
        says,
      );
    const styleOf = (selector: string, property: string) =>
      page.evaluate(
        (selector, property) => {
          const { contentDocument, contentWindow } = document.querySelector('iframe')!;
          const widget = contentDocument!.querySelector('sc-widget')!;
          const element = selector ? widget.shadowRoot!.querySelector(selector)! : widget;
          return contentWindow!.getComputedStyle(element).getPropertyValue(property);
        },
        selector,
        property,
      );

    /** No error, no report, nothing that leads beyond the window, and nothing that axe finds. */
    const sound = async () => {
      const found = await page.evaluate(async () => {
        const axe = (window as unknown as { axe: Axe }).axe;
        const { violations } = await axe.run({ iframes: false });
        return {
          violations: violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' … ')}`,
          ),
          reports: (document as { reports?: string[] }).reports ?? [],
          sideways: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
        };
      });
      assert.deepEqual(found, { violations: [], reports: [], sideways: 0 });
      assert.deepEqual(await page.errors(), []);
      assert.deepEqual(await page.console(), []);
    };

    for (const each of pages) {
      it(`opens ${addressOf(each)}`, async () => {
        await page.setViewport({ width: 1280, height: 900 });
        await page.goto(demo.siteUrl + addressOf(each));
        await page.waitFor({ role: 'heading', name: each.heading ?? each.title });
        const broken = await page.until(() => {
          const images = [...document.images];
          for (const image of images) image.loading = 'eager';
          if (!images.every(({ complete }) => complete)) return undefined;
          return { images: images.filter(({ naturalWidth }) => !naturalWidth).map(({ src }) => src) };
        });
        assert.deepEqual(broken.images, []);
        assert.doesNotMatch(await text('main'), /\{\{[\w-]+\}\}|npm run build, and reload/);
        await sound();
      });
    }

    it('has dark pages that pass as well, and pages for a phone', async () => {
      await page.setViewport({ width: 360, height: 740 });
      for (const name of ['', 'options', 'playground', 'themes']) {
        await open(name);
        if (!name) await page.click({ role: 'button', name: 'Dark' });
        await page.waitFor({ role: 'button', name: 'Dark' });
        assert.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'dark');
        await sound();
      }
      await page.setViewport({ width: 1280, height: 900 });
      await page.click({ role: 'button', name: 'Dark' });
    });

    it('leads from page to page', async () => {
      await open('');
      for (const each of pages.slice(1, 3)) {
        await page.click({ role: 'link', name: each.title, within: { role: 'navigation', name: 'Documentation' } });
        await page.waitFor({ role: 'heading', name: each.title });
        assert.equal(await text('.side [aria-current=page]'), each.title);
      }
    });

    it('has every option of the contract in the playground', async () => {
      await open('playground');
      const labels = await page.evaluate(() =>
        [...document.querySelectorAll('.option label')].map(each => each.textContent),
      );
      const contract = optionNames.map(toKebab);
      assert.deepEqual(labels.sort(), contract.sort());
    });

    it('shows at once what an option does, and the code for it', async () => {
      await open('playground');
      await choose('backend', 'sample');
      await inPreview('[role=article]', 'Friday');
      await set('heading', 'Ask Priya');
      await inPreview('h2', 'Ask Priya');
      await set('theme', 'dark');
      await inPreview('sc-widget:state(dark)');
      await set('position', 'top-start');
      await inPreview('.top-start');
      await set('accent', 'rgb(10, 120, 40)');
      await page.until(
        () => document.querySelector('iframe')!.contentDocument!.querySelector('sc-widget')!.style.length > 0,
      );
      assert.match(await styleOf('', '--sc-accent'), /rgb\(10, 120, 40\)/);
      await set('locale', 'de');
      await inPreview('[aria-label="Chat schließen"]');
      await set('locale', 'en');
      await set('strings', '{ "server": "Priya" }');
      await inPreview('[part~=author]', 'Priya');
      const code = await text('[data-code]');
      for (const line of ['data-heading="Ask Priya"', 'data-theme="dark"', 'data-position="top-start"', '"Priya"'])
        assert.ok(code.includes(line), `${line} in ${code}`);
      await choose('code', 'elements');
      assert.match(await text('[data-code]'), /<sc-provider\n {2}api-base="https:\/\/chat\.example\.com"/);
      await choose('code', 'configure');
      assert.match(await text('[data-code]'), /sc\.configure\(\{[\s\S]*heading: "Ask Priya"/);
      assert.deepEqual(await page.errors(), []);
    });

    it('lets the options of the form, the launcher and the elements be seen', async () => {
      await open('playground');
      await inPreview('label', 'Username or email');
      await set('loginWith', 'email');
      await inPreview('label', 'Email');
      await set('passwordHelp', 'off');
      await set('launcher', 'off');
      await page.until(
        () =>
          !document
            .querySelector('iframe')!
            .contentDocument!.querySelector('sc-widget')
            ?.shadowRoot?.querySelector('[part=launcher]'),
      );
      await set('launcher', 'on');
      await choose('layout', 'inline');
      await inPreview('sc-auth');
      await inPreview('label', 'Email');
      assert.deepEqual(await page.errors(), []);
    });

    it('lists the events as they come', async () => {
      await open('playground');
      await choose('backend', 'sample');
      await inPreview('[role=article]', 'Friday');
      await page.until(() => document.querySelector('[data-log]')!.textContent.includes('sc-connection') || undefined);
      const log = await text('[data-log]');
      for (const type of ['sc-ready', 'sc-login', 'sc-open']) assert.ok(log.includes(type), `${type} in ${log}`);
      await page.click({ role: 'button', name: 'Clear' });
      assert.equal(await text('[data-count]'), '0');
    });

    it('has themes that are seen at once, and prints them as CSS', async () => {
      await open('themes');
      await inPreview('[role=article]', 'Friday');
      for (const { name, tokens } of themes) {
        await choose('theme', name);
        const css = await text('[data-css]');
        for (const [token, value] of Object.entries(tokens)) {
          assert.ok(css.includes(`${token}: ${value};`), `${token}: ${value} in ${css}`);
          assert.equal(await styleOf('', token), value);
        }
      }
      await choose('theme', 'Terminal');
      assert.equal(await styleOf('[part=panel]', 'border-radius'), '0px');
      await choose('scheme', 'dark');
      await inPreview('sc-widget:state(dark)');
      await choose('view', 'register');
      await inPreview('label', 'Repeat password');
      assert.deepEqual(await page.errors(), []);
    });

    it('warns of a text that is hard to read', async () => {
      await open('themes');
      await page.evaluate(() => {
        for (const [token, colour] of [
          ['--sc-text', '#bbbbbb'],
          ['--sc-surface', '#ffffff'],
        ]) {
          const row = document.querySelector(`[data-token="${token}"]`)!;
          const [use, light] = row.querySelectorAll('input');
          use!.checked = true;
          light!.value = colour!;
          light!.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
      });
      assert.match(await text('[data-contrast]'), /Text on the surface has only 1\.9:1 in the light/);
    });

    it('diagnoses itself', async () => {
      await open('troubleshooting');
      await page.click({ role: 'button', name: 'Diagnose this page' });
      await page.until(() => document.querySelector('[data-report]')!.textContent.includes('script:') || undefined);
      const report = await text('[data-report]');
      assert.match(report, /^ok http: .*\/auth\/user\/: 401$/m);
      assert.match(report, /^ok socket: open$/m);
      assert.doesNotMatch(report, /FAIL/);
    });
  },
  { only: ['chromium'] },
);
