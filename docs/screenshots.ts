/** `npx tsx docs/screenshots.ts`, after a build: the pictures of the README, from the demo's shop and the reference backend. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer } from '../demo/server/server.js';
import { launch } from '../e2e/driver.js';
import { page as hostPage, serve } from '../e2e/hosts.js';

const folder = fileURLToPath(new URL('images/', import.meta.url));
mkdirSync(folder, { recursive: true });

const server = await createServer({ port: 0, throttle: null, passwordWork: 1 });
const head = (scheme: string) => `<meta name="viewport" content="width=device-width">
<style>
  :root { color-scheme: ${scheme}; --sc-accent: #1f6f6b; }
  body { margin: 0; font: 17px/1.6 Georgia, serif; background: light-dark(#f7f3ec, #17191b); color: light-dark(#22302f, #e8e4da); }
  header { padding: 20px 40px; font-size: 22px; border-bottom: 1px solid light-dark(#ddd4c4, #33383b); }
  main { max-width: 520px; padding: 40px; }
  h1 { font-size: 44px; line-height: 1.1; margin: 0 0 16px; }
</style>
<script async src="/dist/sc-chat.js" data-api-base="${server.url}" data-heading="Ask the workshop"></script>`;
const body = `<header>Wickett</header><main><h1>Lamps, made and mended by the harbour</h1>
<p>Each one is turned, wired and signed in our workshop. Ask us anything: what fits, what ships, what can be mended.</p></main>`;
const host = await serve({
  '/light': hostPage({ head: head('light'), body }),
  '/dark': hostPage({ head: head('dark'), body }),
});
const browser = await launch('chromium');

const shoot = async (name: string, path: string, size: { width: number; height: number }) => {
  // Without motion, so that nothing is caught half way.
  const window = await browser.isolated({ reducedMotion: true });
  const tab = await window.newPage(size);
  await tab.goto(host.url(path));
  await tab.click({ role: 'button', name: 'Open chat' });
  await tab.click({ role: 'button', name: 'Create an account' });
  for (const [field, text] of [
    ['Username', `ida_${name}`],
    ['Email', `ida@${name}.example.com`],
    ['Password', 'quartz-9-marmalade'],
    ['Repeat password', 'quartz-9-marmalade'],
  ] as const) {
    await tab.click({ role: 'textbox', name: field });
    await tab.type(text);
  }
  await tab.keys('Enter');
  for (const text of ['Good morning!', 'Does the harbour lamp come in brass?']) {
    await tab.click({ role: 'textbox', name: 'Message' });
    await tab.type(text);
    await tab.keys('Enter');
    await tab.waitFor({ role: 'article', name: /^Support.*/, text });
  }
  await tab.screenshot(`${folder}${name}.png`);
  await window.close();
};

await shoot('widget', '/light', { width: 1120, height: 720 });
await shoot('dark', '/dark', { width: 1120, height: 720 });
await shoot('phone', '/light', { width: 360, height: 700 });
await browser.close();
await host.close();
await server.close();
