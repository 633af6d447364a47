/**
 * `npx tsx docs/screenshots.ts`, after a build: the pictures of the README and of the documentation, from the demo's shop, from plain pages and
 * from the previews of the documentation, all with the sample conversation. Names on the command line make only those.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pictureOf, themes } from '../demo/docs/themes.js';
import { createServer } from '../demo/server/server.js';
import { start } from '../demo/start.js';
import { launch, type Page, type Preferences, type Size } from '../e2e/driver.js';
import { page as hostPage, serve } from '../e2e/hosts.js';

const folder = fileURLToPath(new URL('images/', import.meta.url));
mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);

const server = await createServer({ port: 0, throttle: null, passwordWork: 1 });
const docs = await start({ PORT: '0', API_BASE: server.url });
const shop = { name: 'Wickett', heading: 'Ask the workshop', title: 'Lamps, made and mended by the harbour' };
const text =
  'Each one is turned, wired and signed in our workshop. Ask us anything: what fits, what ships, what can be mended.';
const arabic = {
  name: 'فيكيت',
  heading: 'اسأل الورشة',
  title: 'مصابيح تُصنع وتُصلح بجوار الميناء',
  text: 'نخرط كل مصباح ونمدّ أسلاكه ونوقّعه في ورشتنا. اسألنا عمّا يناسبك وما يُشحن وما يمكن إصلاحه.',
};

const head = (scheme: string, heading: string, more = '') => `<meta name="viewport" content="width=device-width">
<style>
  :root { color-scheme: ${scheme}; --sc-accent: #1f6f6b; }
  body { margin: 0; font: 17px/1.6 Georgia, "Noto Serif", serif; background: light-dark(#f7f3ec, #17191b); color: light-dark(#22302f, #e8e4da); }
  header { padding: 20px 40px; font-size: 22px; border-bottom: 1px solid light-dark(#ddd4c4, #33383b); }
  main { max-width: 520px; padding: 40px; }
  h1 { font-size: 44px; line-height: 1.1; margin: 0 0 16px; }
  @media (max-width: 700px) { main { padding: 24px; } h1 { font-size: 32px; } header { padding: 16px 24px; } }
</style>
<script async src="/dist/sc-chat.js" data-api-base="${server.url}" data-heading="${heading}"></script>${more}`;
const body = (name: string, title: string, text: string) =>
  `<header>${name}</header><main><h1>${title}</h1>\n<p>${text}</p></main>`;

const host = await serve({
  '/light': hostPage({ head: head('light', shop.heading), body: body(shop.name, shop.title, text) }),
  '/rtl': hostPage({
    head: head('light', arabic.heading, '<script async src="/dist/locales/ar.js"></script>'),
    body: body(arabic.name, arabic.title, arabic.text),
    lang: 'ar" dir="rtl',
  }),
});
const browser = await launch('chromium');

const desk = { width: 1120, height: 720 };
const phone = { width: 360, height: 700, mobile: true, scale: 2 };
type Play = (tab: Page) => Promise<unknown>;

/** The backend of the previews; it does nothing where the address does not ask for it. */
const sample = readFileSync(new URL('../demo/docs/assets/sample.js', import.meta.url), 'utf8');

/** A window of its own, without motion, so that nothing is caught half way. */
const shoot = async (name: string, url: string, size: Partial<Size>, play: Play, preferences: Preferences = {}) => {
  if (wanted.length && !wanted.includes(name)) return;
  const window = await browser.isolated({ reducedMotion: true, ...preferences });
  const tab = await window.newPage(size);
  await tab.early(sample);
  await tab.goto(url);
  await play(tab);
  await tab.screenshot(`${folder}${name}.png`);
  await window.close();
  console.log(name);
};

const register = async (tab: Page, name: string) => {
  await tab.click({ role: 'button', name: 'Open chat' });
  await tab.click({ role: 'button', name: 'Create an account' });
  for (const [field, text] of [
    ['Username', name],
    ['Email', `${name}@example.com`],
    ['Password', 'quartz-9-marmalade'],
    ['Repeat password', 'quartz-9-marmalade'],
  ] as const) {
    await tab.click({ role: 'textbox', name: field });
    await tab.type(text);
  }
};

const logIn = async (tab: Page) => {
  await tab.click({ role: 'textbox', name: 'Username or email' });
  await tab.type('ida');
  await tab.click({ role: 'textbox', name: 'Password' });
  await tab.type('quartz-9-marmalade');
  await tab.click({ role: 'button', name: 'Log in' });
};
const shown = (tab: Page) => tab.waitFor({ role: 'article', text: 'Friday' });

const talk = async (tab: Page) => {
  await tab.click({ role: 'button', name: 'Open chat' });
  await logIn(tab);
  await shown(tab);
};
const plain = host.url('/light?sample');

await shoot('widget', `${docs.siteUrl}/?sample`, desk, talk, { colorScheme: 'light' });
await shoot('dark', `${docs.siteUrl}/?sample`, desk, talk, { colorScheme: 'dark' });
await shoot('phone', plain, phone, talk);
await shoot('phone-register', plain, phone, tab => register(tab, 'liv'));
await shoot('phone-profile', plain, phone, async tab => {
  await talk(tab);
  await tab.click({ role: 'button', name: 'Profile' });
  await tab.waitFor({ role: 'form', name: 'Profile' });
});
// As many pixels as the others, each of them twice as large.
await shoot('zoom', plain, { width: 560, height: 360, scale: 2 }, talk);
await shoot('forced-colors', plain, desk, talk, { forcedColors: true });

/** A preview of the documentation, with its sample. */
const preview = (query: Record<string, string>) =>
  `${docs.siteUrl}/docs/preview?${new URLSearchParams({ sample: '', ...query })}`;

await shoot('rtl', host.url('/rtl'), { ...desk, height: 744 }, async tab => {
  await tab.click({ role: 'button', name: /^فتح/ });
  await tab.click({ role: 'button', name: /^إنشاء/ });
  await tab.waitFor({ css: 'input[type=email]' });
});
await shoot('elements', preview({ layout: 'inline' }), { ...desk, height: 840 }, async tab => {
  // As a guest of the page there would be no way to log out.
  await tab.evaluate(() => window.scChat.identify(null));
  await tab.waitFor({ role: 'textbox', name: 'Password' });
  await logIn(tab);
  await shown(tab);
});
for (const theme of themes) {
  const name = pictureOf(theme).replace('.png', '');
  const frame = (scheme: string) => preview({ view: 'chat', scheme, tokens: JSON.stringify(theme.tokens) });
  await shoot(name, `${docs.siteUrl}/docs/preview`, { width: 1040, height: 760 }, async tab => {
    await tab.evaluate(
      (...addresses) => {
        const frames = addresses.map(src => Object.assign(document.createElement('iframe'), { src }));
        window.scChat.destroy();
        document.body.replaceChildren(...frames);
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          'html, body { height: 100% } body { display: flex; margin: 0 } iframe { flex: 1; border: 0; height: 100% }',
        );
        document.adoptedStyleSheets = [sheet];
      },
      frame('light'),
      frame('dark'),
    );
    await tab.until(() =>
      [...document.querySelectorAll('iframe')].every(({ contentDocument }) => {
        const chat = contentDocument?.querySelector('sc-widget')?.shadowRoot?.querySelector('sc-chat');
        const list = chat?.shadowRoot?.querySelector('sc-message-list')?.shadowRoot;
        return list?.textContent?.includes('Friday');
      }),
    );
  });
}

await browser.close();
await host.close();
await docs.close();
await server.close();
