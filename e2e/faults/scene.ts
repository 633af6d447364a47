import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { createServer, type Options, type Server } from '../../demo/server/server.js';
import { createProxy, type FaultProxy } from '../../testing/proxy/proxy.js';
import type { Browser, Engine, Page } from '../driver.js';
import { type Host, page as html, serve } from '../hosts.js';
import { installClock } from './clock.js';
import { type Audit, type Heard, installTools, type Shown, type Tools } from './tools.js';

/** What the rows of one engine share. */
export interface World {
  browser: Browser;
  /** Its database serves the backends of all rows. */
  backend: Server;
}

export interface SceneOptions {
  /** Settings of this row's backend. */
  server?: Partial<Options>;
  /** How many times faster the page's time goes. */
  rate?: number;
  /**
   * While a socket opens or a request is under way, the page's time goes as the real one: for rows in which these are
   * answered, and what the machine takes for it is not to count.
   */
  patient?: true;
  /** Whether the page's one `<sc-chat>` has a room, a number of this row's own; else it finds its room by itself. */
  room?: true;
  /** Further attributes of the script tag. */
  script?: string;
  /** Instead of that one chat; `{room}` is the room's number. */
  body?: string;
  /** Before the script. */
  head?: string;
  headers?: (proxy: string) => Record<string, string>;
  /** Whether the page opens with a session; without one it shows what a stranger sees. */
  login?: boolean;
  /** Whether the row begins with the conversation open. */
  ready?: boolean;
}

export interface Account {
  username: string;
  email: string;
  password: string;
  token: string;
  pk: number;
}

let counter = 0;
export const pause = (ms: number) => new Promise<void>(done => setTimeout(done, ms));

/**
 * Says no without a word of its own: `assert.ok` without a message reads the whole source again to write one, each time,
 * and what is tried until it holds is tried often.
 */
export function must(value: unknown): asserts value {
  assert.ok(value, 'this does not hold');
}

/** Tries an assertion until it holds. */
export async function eventually<T>(check: () => T | Promise<T>, timeout = 12_000): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(25);
  }
}

const source = (fn: (...args: never[]) => unknown, ...args: unknown[]) =>
  `<script>{ const __name = value => value; (${fn})(${args.map(arg => JSON.stringify(arg)).join(', ')}); }</script>`;

/** One row's backend, proxy, host page and visitor: nothing is shared with another row but the browser and the database. */
export class Scene {
  readonly pages: Page[] = [];
  /** Texts that were taken, in order; the invariants compare them with the screen and with the records. */
  readonly accepted: string[] = [];
  readonly accounts: Account[] = [];
  /** What was typed in the field before the fault, where the row does not use the field itself. */
  draft: string | undefined;
  /** A reload keeps the text of the field, not where the caret was. */
  caret: number | undefined;
  extra: { close(): unknown }[] = [];
  private faster: number | undefined;

  private constructor(
    readonly engine: Engine,
    readonly world: World,
    readonly server: Server,
    readonly proxy: FaultProxy,
    readonly host: Host,
    readonly options: SceneOptions,
    readonly user: Account,
    /** A room that no other row uses. */
    readonly number: string,
  ) {}

  static async open(world: World, options: SceneOptions): Promise<Scene> {
    const { backend, browser } = world;
    const server = await createServer({
      throttle: null,
      passwordWork: 1,
      ...options.server,
      port: 0,
      db: backend.db,
    });
    const proxy = await createProxy({ target: server.url.replace('localhost', '127.0.0.1') });
    const { rate = 10, patient, room, script = '', body, head = '', headers } = options;
    const number = String(process.pid * 1_000 + ++counter);
    const chat = `<sc-chat${room ? ` room="${number}"` : ''}></sc-chat>`;
    const content = html({
      head: `${source(installClock, rate)}${source(installTools, !!patient)}
<style>sc-chat { display: block; block-size: 420px; inline-size: 400px }</style>${head}
<script src="/dist/sc-chat.js" data-api-base="${proxy.url}" ${script} data-launcher="off"></script>`,
      body: body ?? chat,
    }).replaceAll('{room}', number);
    const host = await serve(
      { '/': content, '/empty': html({ body: '<h1>Elsewhere</h1>' }) },
      headers ? { headers: headers(proxy.url) } : {},
    );
    const user = await register(server);
    const scene = new Scene(browser.engine, world, server, proxy, host, options, user, number);
    scene.accounts.push(user);
    if (options.login !== false || options.ready !== false) {
      await scene.newPage();
      if (options.login === false) await scene.load();
      else {
        await scene.keepSession();
        if (options.ready === false) return scene;
        await scene.load();
        await scene.isOpen();
        await scene.think();
      }
    }
    return scene;
  }

  get rate(): number {
    return this.faster ?? this.options.rate ?? 10;
  }

  /** Another pace from here on. */
  async pace(rate: number): Promise<void> {
    this.faster = rate;
    await this.run((tools, rate) => tools.clock.rate(rate), rate);
  }

  get page(): Page {
    return this.pages[0]!;
  }

  async newPage(): Promise<Page> {
    const page = await this.world.browser.newPage({ width: 900, height: 700 });
    this.pages.push(page);
    return page;
  }

  /** Another window of the same browser, with the conversation open. */
  async window(): Promise<Page> {
    const page = await this.newPage();
    await this.load(page);
    await this.isOpen(page);
    return page;
  }

  load = (page = this.page) => page.goto(this.host.url());

  async reload(page = this.page): Promise<void> {
    this.caret = undefined;
    await page.reload();
  }

  /** Leaves the session of an account where the script looks for it. */
  async keepSession(account = this.user, page = this.page, area: 'localStorage' | 'sessionStorage' = 'localStorage') {
    const { token, pk } = account;
    await page.goto(this.host.url('/empty'));
    await page.evaluate(
      (area, key, value) => window[area].setItem(key, value),
      area,
      `sc-chat:${this.proxy.url}:session`,
      JSON.stringify({ v: 1, token, scheme: 'Token', pk: String(pk) }),
    );
  }

  /** Runs a function in the page, with the page's tools as its first argument. */
  run<Args extends unknown[], Result>(
    fn: (tools: Tools, ...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result> {
    return this.runIn(this.page, fn, ...args);
  }

  runIn<Args extends unknown[], Result>(
    page: Page,
    fn: (tools: Tools, ...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result> {
    const wrapped = (() => undefined) as unknown as (...args: Args) => Result;
    wrapped.toString = () => `(...args) => (${fn})(document[Symbol.for('fault-tools')], ...args)`;
    return page.evaluate(wrapped, ...args);
  }

  /** Real time for so much of the page's, and something for the machine. */
  within = (virtual: number): number => virtual / this.rate + 2_500;

  audit = (page = this.page): Promise<Audit> => this.runIn(page, tools => tools.audit());
  messages = (page = this.page): Promise<Shown[]> => this.runIn(page, tools => tools.messages());
  line = async (page = this.page): Promise<string> => (await this.audit(page)).line;

  async texts(kind?: Shown['kind'], page = this.page): Promise<string[]> {
    return (await this.messages(page)).filter(each => !kind || each.kind === kind).map(each => each.text);
  }

  events(type: string, page = this.page): Promise<Heard[]> {
    return this.runIn(page, (tools, type) => tools.events.filter(event => event.type === type), type);
  }

  /** What the page was told of one message, in order. */
  async statuses(id: string, page = this.page): Promise<string[]> {
    const events = await this.events('sc-message-status', page);
    return events.filter(({ detail }) => detail['id'] === id).map(({ detail }) => String(detail['status']));
  }

  async connection(page = this.page): Promise<Record<string, unknown> | undefined> {
    return (await this.events('sc-connection', page)).at(-1)?.detail;
  }

  async isOpen(page = this.page, timeout = 12_000): Promise<void> {
    await eventually(async () => assert.equal((await this.connection(page))?.['status'], 'open'), timeout);
  }

  /** Half a thought in the field, with the caret in the middle. */
  async think(page = this.page): Promise<void> {
    this.draft = 'half a thought';
    this.caret = 4;
    await eventually(() => this.runIn(page, tools => tools.compose('half a thought', 4)));
  }

  async send(text: string, page = this.page): Promise<string> {
    const id = await this.runIn(page, (tools, text) => tools.send(text) ?? '', text);
    assert.ok(id, `"${text}" was taken`);
    this.accepted.push(text);
    return id;
  }

  /** Waits until the one message with this text shows this status. */
  async shows(text: string, status: string | RegExp = 'Sent', page = this.page, timeout = 12_000): Promise<Shown> {
    return eventually(async () => {
      const found = (await this.messages(page)).filter(each => each.kind === 'own' && each.text === text);
      assert.equal(found.length, 1, `"${text}" is shown ${found.length} times`);
      if (typeof status === 'string') assert.equal(found[0]!.status, status, `status of "${text}"`);
      else assert.match(found[0]!.status, status, `status of "${text}"`);
      return found[0]!;
    }, timeout);
  }

  /** What the backend stored for an account, oldest first. */
  async records(account = this.user) {
    return (await this.server.records()).filter(record => record.email === account.email);
  }

  async recordTexts(account = this.user): Promise<string[]> {
    return (await this.records(account)).map(record => record.message);
  }

  /** Times a text went up on any socket. */
  frames = (text: string): number => this.proxy.log.frames('up').filter(event => event.text?.includes(text)).length;

  attempts = () => this.proxy.log.attempts();
  /** When the page made its sockets, in its own time: what the machine adds on the way is not in it. */
  sockets = (page = this.page) => this.runIn(page, tools => tools.sockets);
  /** And its requests. */
  asked = (path: string, page = this.page) =>
    this.runIn(page, (tools, path) => tools.requests.filter(({ url }) => new URL(url).pathname === path), path);
  requests = (path: string) =>
    this.proxy.log.filter(
      ({ kind, path: at, method }) => kind === 'http' && method !== 'OPTIONS' && at.startsWith(path),
    );

  get room(): string {
    const path = this.attempts().at(-1)?.path ?? '';
    return decodeURIComponent(path.split('/')[2] ?? '');
  }

  /** Another device, straight at the backend: of the same person unless told otherwise. */
  async device({ username, email }: { username: string; email: string } = this.user, room = this.room) {
    const path = ['connection', room, username, email].map(encodeURIComponent).join('/');
    const socket = new WebSocket(`${this.server.url.replace('http', 'ws')}/${path}/`, { origin: this.host.origin });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    this.extra.push({ close: () => socket.terminate() });
    return {
      send: (text: string) => socket.send(JSON.stringify({ message: text })),
      close: () => socket.terminate(),
    };
  }

  /** Stores a record as if another device had sent it, and waits until it is there. */
  async elsewhere(text: string, from: { username: string; email: string } = this.user, room = this.room) {
    const device = await this.device(from, room);
    device.send(text);
    await eventually(async () =>
      must((await this.server.records()).some(({ message, email }) => message === text && email === from.email)),
    );
    device.close();
  }

  async stranger(): Promise<Account> {
    const account = await register(this.server);
    this.accounts.push(account);
    return account;
  }

  /** Tokens and passwords that must be found nowhere. */
  secrets(): string[] {
    return this.accounts.flatMap(({ token, password }) => [token, password]);
  }

  /** What the pages were told, in their own time, and what the proxy saw, in the real one: for a row that did not hold. */
  async story(): Promise<string> {
    const lines: string[] = [];
    for (const page of this.pages) {
      const told = await this.runIn(page, tools => [
        ...tools.events.map(({ type, detail, at }) => ({ at, what: `${type} ${JSON.stringify(detail)}` })),
        ...tools.sockets.map(({ at }) => ({ at, what: 'new WebSocket' })),
        ...tools.lines.map(({ text, at }) => ({ at, what: `line "${text}"` })),
        ...tools.signs.map(({ type, at }) => ({ at, what: `sign ${type}` })),
      ]).catch(() => []);
      lines.push('The page:', ...told.sort((a, b) => a.at - b.at).map(({ at, what }) => `${Math.round(at)} ${what}`));
    }
    const [first] = this.proxy.log;
    const seen = this.proxy.log.slice(-150).map(({ t, headers: _, ...event }) => {
      return `${Math.round(t - first!.t)} ${JSON.stringify(event)}`.slice(0, 250);
    });
    return [...lines, 'The proxy:', ...seen].join('\n');
  }

  async close(): Promise<void> {
    for (const { close } of this.extra) close();
    for (const page of this.pages) await page.close().catch(() => undefined);
    await this.proxy.close();
    await this.host.close();
    await this.server.close();
  }
}

/** A new person at the backend. */
export async function register(server: Server): Promise<Account> {
  const username = `visitor${process.pid}x${++counter}`;
  const account = { username, email: `${username}@example.com`, password: `Sesame-${counter}-${process.pid}-canary` };
  const answer = await fetch(`${server.url}/registration/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...account, password1: account.password, password2: account.password }),
  });
  const { key } = (await answer.json()) as { key: string };
  const user = await fetch(`${server.url}/auth/user/`, { headers: { authorization: `Token ${key}` } });
  const { pk } = (await user.json()) as { pk: number };
  return { ...account, token: key, pk };
}
