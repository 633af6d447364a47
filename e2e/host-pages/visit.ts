import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { collectorSource } from '../driver/collector.js';
import type { Browser, Engine, Found, Locator, Page } from '../driver.js';
import { type Host, serve } from '../hosts.js';
import { emptied, type Person, replyTo, type Server, startBackend } from '../support/backend.js';
import {
  button,
  field,
  inside,
  launcher,
  loginForm,
  messageField,
  own,
  panel,
  profileForm,
  registrationForm,
  reply,
} from '../support/parts.js';
import { script } from '../support/stage.js';
import { type HostPage, watcher, watcherSource } from './page.js';

/** Everything that the pages of one engine share. */
export interface World {
  engine: Engine;
  browser: Browser;
  backend: Server;
  /** The pages' own site. */
  site: Host;
  /** Another site, from which the script may come. */
  cdn: Host;
  /** A server that is not to be trusted. It notes all that it gets. */
  stranger: { url: string; heard: string[] };
  /** The script's tag with the backend's address. */
  tag(options?: Record<string, string>, attributes?: string, src?: string): string;
  /** What a policy's `connect-src` has to name. */
  api: string;
  window?: Page | undefined;
  /** How the panel looks on a plain page. */
  plain?: Looks | undefined;
  visits: number;
  close(): Promise<void>;
}

/** A page's own libraries: another Lit, and other stores. */
const hostLibraries = async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { html, LitElement } from 'lit';
        import { atom } from 'nanostores';
        const $count = atom(1);
        customElements.define('host-counter', class extends LitElement {
          static properties = { count: {} };
          connectedCallback() { super.connectedCallback(); $count.subscribe(count => (this.count = count)); }
          render() { return html\`<button @click=\${() => $count.set($count.get() + 1)}>Count \${this.count}</button>\`; }
        });`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
  });
  return outputFiles[0]!.text;
};

export async function openWorld(engine: Engine, launch: (engine: Engine) => Promise<Browser>): Promise<World> {
  const heard: string[] = [];
  const stranger = createServer(async (request, response) => {
    const parts = [request.method, request.url, JSON.stringify(request.headers)];
    for await (const part of request) parts.push(String(part));
    heard.push(parts.join(' '));
    response.writeHead(request.method === 'OPTIONS' ? 204 : 401, {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'authorization, content-type, accept-language',
      'access-control-allow-methods': '*',
    });
    response.end(request.method === 'OPTIONS' ? '' : '{"detail":"Invalid token."}');
  });
  await new Promise<void>(done => stranger.listen(0, '127.0.0.1', done));
  const backend = await startBackend();
  const files = { [watcher]: { body: collectorSource + ';' + watcherSource, type: 'text/javascript' } };
  const site = await serve({
    ...files,
    '/host-libraries.js': { body: await hostLibraries(), type: 'text/javascript' },
    '/empty': '<!doctype html><title>Empty</title>',
  });
  const cdn = await serve(files, { hostname: '127.0.0.1' });
  const browser = await launch(engine);
  return {
    engine,
    browser,
    backend,
    site,
    cdn,
    stranger: { url: `http://localhost:${(stranger.address() as { port: number }).port}`, heard },
    tag: (options = {}, attributes = 'async', src) => script({ 'api-base': backend.url, ...options }, attributes, src),
    api: `${backend.url} ${backend.url.replace('http', 'ws')}`,
    visits: 0,
    async close() {
      await browser.close();
      await backend.close();
      await site.close();
      await cdn.close();
      stranger.closeAllConnections();
      await new Promise(done => stranger.close(done));
    },
  };
}

const documentOf = ({ root = 'lang="en"', head, body }: HostPage, world: World) => `<!doctype html>
<html ${root}>
<head>
<meta charset="utf-8">
<script src="${watcher}"></script>
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Harbour lamps</title>
${head ? head(world) : world.tag()}
</head>
<body>
<h1>Harbour lamps</h1>
<p>Made by hand.</p>
${body?.(world) ?? ''}
</body>
</html>
`;

export type Looks = Record<string, number | string>;

/** Sizes and type of the launcher, the panel, and of what is in it. */
const looks = async (page: Page): Promise<Looks> => {
  const box = ({ rect: { x, y, width, height } }: Found) => [x, y, width, height].map(Math.round).join(' ');
  const found = { launcher: box(await page.waitFor(launcher)) };
  await page.click(launcher);
  await page.waitFor(inside(loginForm, panel));
  const type = (element: HTMLElement) => {
    const { fontSize, lineHeight, letterSpacing, textTransform, fontStyle, textAlign, opacity } =
      getComputedStyle(element);
    return { fontSize, lineHeight, letterSpacing, textTransform, fontStyle, textAlign, opacity };
  };
  const name = inside(field('Username or email'), panel);
  // The panel slides in.
  await page.with(panel, async element => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await Promise.all(element.getAnimations({ subtree: true }).map(({ finished }) => finished));
  });
  return {
    ...found,
    panel: box(await page.waitFor(panel)),
    field: box(await page.waitFor(name)),
    button: box(await page.waitFor({ ...button('Log in'), within: panel })),
    ...(await page.with(name, type)),
    ...Object.fromEntries(
      Object.entries(await page.with({ role: 'heading', name: 'Chat', within: panel }, type)).map(([key, value]) => [
        `heading ${key}`,
        value,
      ]),
    ),
  };
};

/** One visitor on one page. */
export class Visit {
  readonly person: Person;
  private asked = 0;

  private constructor(
    readonly world: World,
    readonly spec: HostPage,
    readonly page: Page,
    readonly path: string,
  ) {
    this.scope = spec.inline ? undefined : panel;
    this.person = {
      username: `guest${path.slice(2)}`,
      email: `g${path.slice(2)}@host.io`,
      password: 'Lamp-4242',
    };
  }

  static async open(world: World, spec: HostPage): Promise<Visit> {
    const page = (world.window ??= await world.browser.newPage({ width: 1000, height: 760 }));
    return new Visit(world, spec, page, `/p${++world.visits}`);
  }

  /** Goes there. */
  async begin(): Promise<void> {
    const { page, spec, world } = this;
    const { mobile = false, ...size } = spec.size ?? {};
    await page.setViewport({
      width: 1000,
      height: 760,
      ...size,
      ...(mobile && world.browser.supports('mobile') && { mobile }),
    });
    const body = spec.source?.(world) ?? documentOf(spec, world);
    const headers = spec.headers?.(world) ?? {};
    world.site.set(this.path, { body, headers });
    this.asked = world.site.requests.length;
    world.stranger.heard.length = 0;
    await page.goto(this.url);
  }

  get url() {
    return this.world.site.url(this.path);
  }

  /** In the panel, or where the page has the elements itself, anywhere. */
  readonly scope: Locator | undefined;

  in(target: Locator): Locator {
    return inside(target, this.scope);
  }

  async open(): Promise<void> {
    await this.page.click(launcher);
    await this.page.waitFor(panel);
  }

  async write(target: Locator, text: string): Promise<void> {
    await this.page.click(target);
    await this.page.type(text);
  }

  async fillRegistration(): Promise<void> {
    const { username, email, password } = this.person;
    const form = this.in(registrationForm);
    await this.page.click(this.in(button('Create an account')));
    await this.write({ ...field('Username'), within: form }, username);
    await this.write({ ...field('Email'), within: form }, email);
    await this.write({ ...field('Password'), within: form }, password);
    await this.write({ ...field('Repeat password'), within: form }, password);
  }

  async register(): Promise<void> {
    if (this.scope) await this.open();
    await this.fillRegistration();
    await this.page.click({ ...button('Create account'), within: this.in(registrationForm) });
    await this.page.waitFor(this.in(messageField));
  }

  async logIn(): Promise<void> {
    const form = this.in(loginForm);
    await this.write({ ...field('Username or email'), within: form }, this.person.username);
    await this.write({ ...field('Password'), within: form }, this.person.password);
    await this.page.keys('Enter');
    await this.page.waitFor(this.in(messageField));
  }

  async send(text = 'Hi'): Promise<void> {
    await this.write(this.in(messageField), text);
    await this.page.click(this.in(button('Send')));
    await this.answered(text);
  }

  async answered(text: string): Promise<void> {
    await this.page.waitFor(reply(replyTo(this.person, text), this.scope));
    assert.equal((await this.page.findAll(own(text, this.scope))).length, 1, 'its own message once');
  }

  async saveProfile(): Promise<void> {
    const { page } = this;
    if (this.scope) await page.click(this.in(button('Profile')));
    await this.write({ ...field('First name'), within: this.in(profileForm) }, 'Ada');
    await page.click({ ...button('Save'), within: this.in(profileForm) });
    await page.waitFor({ role: 'status', text: 'Saved: First name', ...(this.scope && { within: this.scope }) });
  }

  async logOut(): Promise<void> {
    await this.page.click(this.in(button('Log out')));
    await this.page.waitFor(this.in(loginForm));
  }

  /** Everything after the registration. */
  async rest(): Promise<void> {
    await this.send();
    await this.saveProfile();
    await this.logOut();
  }

  async journey(): Promise<void> {
    await this.register();
    await this.rest();
  }

  /** Holds the panel against that of a plain page, and closes it. */
  async sameLayout(): Promise<void> {
    const { page, world } = this;
    if (!world.plain) {
      world.site.set('/plain', documentOf({ of: [], title: '' }, world));
      await page.goto(world.site.url('/plain'));
      world.plain = await looks(page);
      await page.evaluate(() => window.scChat.destroy({ purge: true }));
      await page.goto(this.url);
      this.asked = world.site.requests.length;
    }
    assert.deepEqual(await looks(page), world.plain);
    await page.keys('Escape');
    await page.waitFor(launcher);
  }

  /** What is in the message field now. */
  async draft(): Promise<string> {
    return (await this.page.find(this.in(messageField)))?.value ?? '';
  }

  /** What a policy has reported, each directive once. */
  async reports(): Promise<{ directive: string; text: string }[]> {
    return this.page.evaluate(() => {
      const seen = (document as unknown as Record<symbol, { reports: [] }>)[Symbol.for('host-pages')];
      return seen ? seen.reports : [];
    });
  }

  private lines: string[] = [];

  /** The lines of ours on the console, so far. */
  async said(): Promise<string[]> {
    this.lines.push(...(await this.page.console()).splice(0).map(({ text }) => text));
    return this.lines;
  }

  /** What must hold on every page when the journey is over, and after the script was told to go. */
  async finish(): Promise<void> {
    const { page, spec } = this;
    const reports = await this.reports();
    if (spec.reports)
      assert.deepEqual([...new Set(reports.map(({ directive }) => directive))].sort(), [...spec.reports].sort());
    else
      assert.deepEqual(
        reports.map(({ text }) => text),
        [],
        'policy reports',
      );
    await this.onlyAsked();
    if (!spec.dead) await this.leave();
    const said = await this.said();
    const says = spec.says ?? [];
    assert.ok(
      said.length === says.length && said.every((line, index) => says[index]!.test(line)),
      `said ${JSON.stringify(said, null, 1)}`,
    );
    for (const line of said) assert.doesNotMatch(line, /\n/);
    const errors = (await page.errors()).splice(0).filter(({ message }) => !spec.errors?.test(message));
    assert.deepEqual(errors, []);
  }

  /** The script, and the backend: nobody else, and nothing else of the page's own site. */
  private async onlyAsked(): Promise<void> {
    const { world, spec } = this;
    const loads = [watcher, '/dist/sc-chat.js', '/favicon.ico', this.path, ...(spec.loads ?? [])];
    const names = await this.page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name.split(/[?#]/)[0]!),
    );
    const own = [world.site.origin, world.cdn.origin].flatMap(origin => loads.map(path => origin + path));
    const others = names.filter(
      name => !own.includes(name) && ![world.backend.url, world.stranger.url].some(url => name.startsWith(`${url}/`)),
    );
    assert.deepEqual(
      others.filter(name => !/^wss?:/.test(name)),
      [],
      'requests to others',
    );
    const asked = world.site.requests.slice(this.asked).map(line => line.split(' ')[1]!.split(/[?#]/)[0]!);
    assert.deepEqual(
      asked.filter(path => !loads.includes(path)),
      [],
      'requests to the page’s site',
    );
  }

  /** `destroy({ purge: true })` leaves what the contract says. */
  private async leave(): Promise<void> {
    const { page, world } = this;
    await page.evaluate(() => {
      const api = window.scChat;
      api.destroy({ purge: true });
      // What is left of it does nothing, and throws nothing.
      api.open();
      api.push(() => document.body.append('called'));
      api.destroy();
    });
    const left = await page.evaluate(() => {
      const keys = (area: () => Storage) => {
        try {
          return Object.keys(area()).filter(key => key.startsWith('sc-chat'));
        } catch {
          return [];
        }
      };
      return {
        elements: document.querySelectorAll('sc-widget, sc-chat, sc-auth, sc-profile').length,
        regions: [...document.querySelectorAll('*')].filter(({ shadowRoot }) =>
          shadowRoot?.querySelector('[aria-live]'),
        ).length,
        global: Object.hasOwn(window, 'scChat') && 'destroy' in (window.scChat ?? {}),
        record: Symbol.for('sc-chat') in window,
        storage: [...keys(() => localStorage), ...keys(() => sessionStorage)],
        called: document.body.textContent.includes('called'),
      };
    });
    assert.deepEqual(left, { elements: 0, regions: 0, global: false, record: true, storage: [], called: false });
    await emptied(world.backend);
  }

  /** After a failure nothing of it may reach the next page. */
  async sweep(): Promise<void> {
    const { page, world } = this;
    world.window = undefined;
    try {
      await page.goto(world.site.url('/empty'));
      await page.evaluate(() => {
        localStorage.clear();
        sessionStorage.clear();
      });
    } finally {
      await page.close().catch(() => undefined);
    }
  }
}
