import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Found } from '../driver.js';
import { button, fill, launcher, messageField, panel, registrationForm } from '../support/parts.js';
import { type HostPage, watcher } from './page.js';
import type { Visit, World } from './visit.js';

const csp = (policy: string) => ({ 'content-security-policy': policy });
const files = ({ site }: World, ...paths: string[]) => [watcher, ...paths].map(path => site.origin + path).join(' ');
const scriptPath = '/dist/sc-chat.js';

/** The smallest policy under which it works; further directives come after it. */
const strictest = (world: World, ...more: string[]) =>
  csp(
    [
      `default-src 'none'`,
      `script-src ${files(world, scriptPath)}`,
      `style-src 'none'`,
      `connect-src ${world.api}`,
      ...more,
    ].join('; '),
  );

const published = () => readFileSync(new URL('../../dist/sc-chat.js.sri', import.meta.url), 'utf8').trim();

const refusal = /^\[sc-chat\] csp: Add .* to connect-src of .*\.$/;

const dead = async ({ page }: Visit) => {
  await page.waitFor({ role: 'heading', name: 'Harbour lamps' });
  // The script has run, or was refused, before the page has loaded.
  await page.until(() => document.readyState === 'complete');
  await page.evaluate(
    () => new Promise<void>(done => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
  assert.equal(await page.find(launcher), undefined);
};

export const policyPages: readonly HostPage[] = [
  {
    of: ['g3', 'r92'],
    title: `the strictest policy: default-src 'none', style-src 'none', the script and the backend by name`,
    holds: 'not one report',
    headers: world => strictest(world),
  },
  {
    of: ['g2', 'r92'],
    title: `require-trusted-types-for 'script', trusted-types sc-chat`,
    headers: world => strictest(world, `require-trusted-types-for 'script'`, 'trusted-types sc-chat'),
  },
  {
    of: ['g2', 'r91', 'r92'],
    title: `Trusted Types, and a Lit of the page's own that has taken its name`,
    holds: 'both Lits work, before and after',
    loads: ['/host-libraries.js'],
    headers: world => ({
      ...csp(
        [
          `default-src 'none'`,
          `script-src ${files(world, scriptPath, '/host-libraries.js')}`,
          `connect-src ${world.api}`,
          `require-trusted-types-for 'script'`,
          'trusted-types lit-html sc-chat',
        ].join('; '),
      ),
    }),
    head: ({ tag }) => `<script src="/host-libraries.js"></script>${tag()}`,
    body: () => '<host-counter></host-counter>',
    async play(visit) {
      await visit.page.click(button('Count 1'));
      await visit.journey();
      await visit.page.click(button('Count 2'));
      await visit.page.waitFor(button('Count 3'));
    },
  },
  {
    of: ['r92'],
    title: `trusted-types 'none', where strings are still allowed`,
    // The browser counts asking for a policy; there is no way to know before.
    reports: ['trusted-types'],
    headers: world => strictest(world, `trusted-types 'none'`),
  },
  {
    of: ['r92'],
    title: `trusted-types 'none' and require-trusted-types-for 'script'`,
    holds: 'nothing can be shown: one line names what to add',
    reports: ['require-trusted-types-for', 'trusted-types'],
    says: [/^\[sc-chat\] This page's Content-Security-Policy .* trusted-types sc-chat$/],
    dead: true,
    headers: world => strictest(world, `require-trusted-types-for 'script'`, `trusted-types 'none'`),
    play: dead,
  },
  {
    of: ['g4'],
    title: `script-src with a nonce and 'strict-dynamic'`,
    headers: ({ api }) =>
      csp(`default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic'; style-src 'self'; connect-src ${api}`),
    source: ({ tag }) => `<!doctype html><html lang="en"><title>Nonce</title>
      <script nonce="r4nd0m" src="${watcher}"></script>${tag({}, 'async nonce="r4nd0m"')}<h1>Harbour lamps</h1>`,
  },
  {
    of: ['g4', 'r98'],
    title: 'the script from another origin, with its published integrity value, allowed by that value',
    headers: world =>
      csp(
        `default-src 'none'; script-src ${files(world)} '${published()}' ${world.cdn.origin}; connect-src ${world.api}`,
      ),
    head: ({ tag, cdn }) => tag({}, `async crossorigin="anonymous" integrity="${published()}"`, cdn.url(scriptPath)),
  },
  {
    of: ['r98'],
    title: 'another file in the place of the script with the published integrity value',
    holds: 'nothing of it runs',
    dead: true,
    loads: ['/altered.js'],
    head: ({ tag, site }) => {
      const body =
        readFileSync(new URL('../../dist/sc-chat.js', import.meta.url), 'utf8') + ';document.title="altered"';
      site.set('/altered.js', { body, type: 'text/javascript' });
      const value = createHash('sha384').update(readFileSync(new URL('../../dist/sc-chat.js', import.meta.url)));
      assert.equal(published(), `sha384-${value.digest('base64')}`);
      return tag({}, `integrity="${published()}"`, '/altered.js');
    },
    async play(visit) {
      await dead(visit);
      const seen = await visit.page.evaluate(() => [document.title, Symbol.for('sc-chat') in window]);
      assert.deepEqual(seen, ['Harbour lamps', false]);
    },
  },
  {
    of: ['r92'],
    title: `script-src 'self' and the backend by name, nothing inline, no object, no base, no frame`,
    headers: ({ api }) =>
      csp(
        `default-src 'self'; script-src 'self'; style-src 'self'; connect-src ${api}; object-src 'none'; base-uri 'none'; frame-src 'none'; form-action 'none'`,
      ),
  },
  {
    of: ['r92'],
    title: `worker-src 'none', child-src 'none', no blob: and no data:`,
    headers: ({ api }) =>
      csp(
        `default-src *; script-src 'self'; style-src 'self'; connect-src ${api}; worker-src 'none'; child-src 'none'; img-src 'none'; media-src 'none'; font-src 'none'`,
      ),
  },
  {
    of: ['g5'],
    title: `connect-src names neither the backend's http nor its ws address`,
    holds:
      'one line and one sc-error name what to add; what was typed stays; with the addresses added the journey passes',
    reports: ['connect-src'],
    says: [refusal],
    headers: world => csp(`default-src 'none'; script-src ${files(world, scriptPath)}`),
    async play(visit) {
      const { page, world } = visit;
      await page.waitFor(launcher);
      await page.evaluate(() => {
        const codes: string[] = [];
        document.addEventListener('sc-error', ({ detail }) => codes.push(detail.code));
        Object.assign(document, { codes });
      });
      await visit.open();
      await visit.fillRegistration();
      const form = visit.in(registrationForm);
      await page.click({ ...button('Create account'), within: form });
      await page.waitFor({ role: 'alert', text: /\S/, within: panel });
      const username = await page.find({ role: 'textbox', name: 'Username', within: form });
      assert.equal(username?.value, visit.person.username);
      const codes = await page.evaluate(() => (document as unknown as { codes: string[] }).codes);
      assert.deepEqual([...new Set(codes)], ['csp']);
      assert.match((await visit.said())[0] ?? '', refusal);
      const line = (await visit.said())[0]!;
      for (const address of world.api.split(' ')) assert.ok(line.includes(address), line);
    },
  },
  {
    of: ['g5'],
    title: `connect-src names the backend's http address and not its ws address`,
    holds: 'one line names what to add; the message waits, and is sent once the policy is mended',
    reports: ['connect-src'],
    says: [refusal],
    headers: world =>
      csp(`default-src 'none'; script-src ${files(world, scriptPath)}; connect-src ${world.backend.url}`),
    async play(visit) {
      const { page, world } = visit;
      await visit.register();
      await fill(page, visit.in(messageField), 'Hi');
      await page.keys('Enter');
      const waits: Found = await page.waitFor({ role: 'article', name: /^You.*Hi/, within: panel });
      assert.doesNotMatch(waits.name, /\(Sent\)/);
      const reports = await visit.reports();
      assert.equal(reports.length, 1, JSON.stringify(reports));
      assert.match((await visit.said())[0] ?? '', refusal);
      world.site.set(visit.path, {
        body: `<!doctype html><html lang="en"><script src="${watcher}"></script>${world.tag()}`,
      });
      const kept = reports[0]!;
      await page.reload();
      await visit.answered('Hi');
      await page.evaluate(
        report =>
          void (document as unknown as Record<symbol, { reports: object[] }>)[Symbol.for('host-pages')]!.reports.push(
            report,
          ),
        kept,
      );
      await visit.saveProfile();
      await visit.logOut();
    },
  },
];
