import assert from 'node:assert/strict';
import { button, closeButton, field, launcher, messageField, panel } from '../support/parts.js';
import type { HostPage } from './page.js';
import type { Visit } from './visit.js';

/** A page whose styles would change everything that they reach; the panel looks as on a plain page. */
const styled = (of: HostPage['of'], title: string, css: string, more: Partial<HostPage> = {}): HostPage => ({
  of,
  title,
  holds: 'layout and type as on a plain page',
  head: ({ tag }) => `<style>${css}</style>${tag()}`,
  async play(visit) {
    await visit.sameLayout();
    await visit.journey();
  },
  ...more,
});

const inside = async ({ page }: Visit) => {
  const { rect } = await page.waitFor(panel);
  const [width, height] = await page.evaluate(() => [innerWidth, innerHeight]);
  assert.ok(
    rect.x >= -1 && rect.y >= -1 && rect.x + rect.width <= width! + 1 && rect.y + rect.height <= height! + 1,
    `the panel is at ${JSON.stringify(rect)} of ${width} × ${height}`,
  );
};

/** What Bootstrap 5 says of plain elements. */
const bootstrap = `*,::before,::after{box-sizing:border-box}
  body{margin:0;font-family:system-ui;font-size:1rem;line-height:1.5;color:#212529;-webkit-text-size-adjust:100%}
  h1,h2,h3{margin-top:0;margin-bottom:.5rem;font-weight:500;line-height:1.2} h2{font-size:2rem}
  p{margin-top:0;margin-bottom:1rem} label{display:inline-block} button{border-radius:0}
  input,button,select,textarea{margin:0;font-family:inherit;font-size:inherit;line-height:inherit}
  textarea{resize:vertical} fieldset{min-width:0;padding:0;margin:0;border:0} img,svg{vertical-align:middle}
  [hidden]{display:none!important} [role=button]{cursor:pointer} .launcher,.panel,.header{display:none}`;

/** What Tailwind's preflight says of them. */
const tailwind = `*,::before,::after{box-sizing:border-box;border:0 solid #e5e7eb;margin:0;padding:0}
  html,:host{line-height:1.5;-webkit-text-size-adjust:100%;tab-size:4;font-family:ui-sans-serif,system-ui}
  h1,h2,h3{font-size:inherit;font-weight:inherit} a{color:inherit;text-decoration:inherit} ol,ul{list-style:none}
  button,input,select,textarea{font:inherit;color:inherit;background:transparent;border-radius:0;opacity:1}
  svg,img{display:block;vertical-align:middle} :not(:defined){visibility:hidden}
  [hidden]:where(:not([hidden='until-found'])){display:none!important}`;

const long = '<p>Lamp after lamp after lamp.</p>'.repeat(60);

export const lookPages: readonly HostPage[] = [
  styled(
    ['g6'],
    '62.5 % root font, uppercase, wide letters and one line height on everything, hidden until defined',
    `html{font-size:62.5%} *{line-height:1;text-transform:uppercase;letter-spacing:.3em;word-spacing:1em;text-align:center;font-style:italic;box-sizing:content-box;margin:20px;padding:20px;opacity:.9;float:left}
    :not(:defined){visibility:hidden} sc-widget{display:none;position:relative;left:-9999px;transform:scale(.5)}`,
  ),
  styled(['g6'], `Bootstrap's and Tailwind's rules for plain elements`, bootstrap + tailwind),
  styled(['r93'], '* { all: revert !important }', '*{all:revert!important}'),
  styled(
    ['r93'],
    'div, section, form, button and span { display: none }',
    'div,section,form,button,span,header,textarea,input,slot,sc-widget{display:none!important}',
  ),
  styled(['r93'], ':root { font-size: 62.5% }', ':root{font-size:62.5%}'),
  {
    of: ['r93'],
    title: 'a page from right to left, by attribute and by style',
    holds: 'the launcher is at the other side',
    root: 'lang="en" dir="rtl"',
    head: ({ tag }) => `<style>body{direction:rtl}</style>${tag()}`,
    async play(visit) {
      const { rect } = await visit.page.waitFor(launcher);
      assert.ok(rect.x < 100, `the launcher is at ${rect.x}`);
      await visit.open();
      await inside(visit);
      await visit.page.click(closeButton);
      await visit.journey();
    },
  },
  {
    of: ['r93'],
    title: 'zoom: 2 on the page',
    holds: 'the panel fits the window',
    head: ({ tag }) => `<style>html{zoom:2}</style>${tag()}`,
    async play(visit) {
      await visit.open();
      await inside(visit);
      await visit.page.click(closeButton);
      await visit.journey();
    },
  },
  {
    of: ['r93'],
    title: 'the children of the body { pointer-events: none; user-select: none; cursor: wait }',
    holds: 'it can be used',
    head: ({ tag }) =>
      `<style>body{overflow:hidden} body>*{pointer-events:none;-webkit-user-select:none;user-select:none;cursor:wait;opacity:.5;writing-mode:vertical-rl}</style>${tag()}`,
  },
  {
    of: ['g9'],
    title: 'a bar, a layer and a banner of the page at z-index 999 over the corner',
    holds: 'it is above them by itself',
    head: ({ tag }) =>
      `<style>.bar{position:fixed;inset:auto 0 0;height:120px;background:#ccc;z-index:999}</style>${tag()}`,
    body: () => '<div class="bar">We use no cookies</div>',
  },
  {
    of: ['g9'],
    title: 'a layer over the whole page at z-index 2147483646',
    holds: '--sc-z-index lifts it above',
    head: ({ tag }) =>
      `<style>.all{position:fixed;inset:0;background:#0003;z-index:2147483646} sc-widget{--sc-z-index:2147483647}</style>${tag()}`,
    body: () => '<div class="all"></div>',
  },
  {
    of: ['g9'],
    title: 'an element of the page in full screen',
    holds: 'the draft is kept, and the journey goes on afterwards',
    body: () => '<main id="full"><button onclick="this.parentNode.requestFullscreen()">Enlarge</button></main>',
    async play(visit) {
      const { page } = visit;
      await visit.register();
      await page.click(visit.in(messageField));
      await page.type('Hi');
      await page.click(button('Enlarge'));
      await page.until(() => !!document.fullscreenElement);
      assert.equal(await visit.draft(), 'Hi');
      await page.evaluate(() => document.exitFullscreen());
      await page.until(() => !document.fullscreenElement);
      assert.equal(await visit.draft(), 'Hi');
      await page.click(visit.in(button('Send')));
      await visit.answered('Hi');
      await visit.saveProfile();
      await visit.logOut();
    },
  },
  {
    of: ['g10'],
    title: `a phone's window, and a long page`,
    holds: 'the panel fills it, fields are 16 px and more, the page stays as it was and where it was',
    size: { width: 390, height: 700, mobile: true },
    body: () => long,
    async play(visit) {
      const { page } = visit;
      await page.waitFor(launcher);
      await page.evaluate(() => scrollTo(0, 300));
      const state = () => ({
        top: Math.round(scrollY),
        html: document.documentElement.getAttributeNames().join(),
        body: document.body.getAttributeNames().join(),
        metas: [...document.querySelectorAll('meta')].map(({ outerHTML }) => outerHTML),
      });
      const before = await page.evaluate(state);
      await visit.register();
      const { rect } = await page.waitFor(panel);
      const [width, height] = await page.evaluate(() => [visualViewport!.width, visualViewport!.height]);
      const sides = [rect.x, rect.y, rect.width - width!, rect.height - height!];
      assert.ok(
        sides.every(side => Math.abs(side) < 1.5),
        `${JSON.stringify(rect)} of ${width} × ${height}`,
      );
      await visit.send();
      const size = await page.with(visit.in(messageField), element => getComputedStyle(element).fontSize);
      assert.ok(Number.parseFloat(size) >= 16, size);
      await page.click(visit.in(button('Profile')));
      const name = await page.with(visit.in(field('First name')), element => getComputedStyle(element).fontSize);
      assert.ok(Number.parseFloat(name) >= 16, name);
      await page.click(visit.in(button('Back to chat')));
      await page.click(closeButton);
      await page.waitFor(launcher);
      assert.deepEqual(await page.evaluate(state), before);
      await visit.open();
      await visit.saveProfile();
      await visit.logOut();
    },
  },
];
