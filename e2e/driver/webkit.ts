import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webkitPaths } from '../../testing/browsers.js';
import type { Stroke } from './keys.js';
import { DrivenPage } from './page.js';
import {
  type Browser,
  type Feature,
  type LaunchOptions,
  type Page,
  type Preferences,
  type Size,
  Unsupported,
} from './types.js';
import { type DriverProcess, request, startWebKitDriver } from './webdriver.js';

export async function launchWebKit(options: LaunchOptions): Promise<Browser> {
  // It takes the language only from locales that the system has generated, and few have.
  if (options.locale) throw new Unsupported('locale', 'webkit');
  if (options.forcedColors) throw new Unsupported('forcedColors', 'webkit');
  const home = mkdtempSync(join(tmpdir(), 'e2e-webkit-'));
  const driver = await startWebKitDriver(options.headless, await surroundings(home, options));
  const answer = (await request(driver.port, 'POST', '/session', {
    capabilities: {
      alwaysMatch: {
        timeouts: { script: 60_000, pageLoad: 30_000, implicit: 0 },
        'webkitgtk:browserOptions': { binary: webkitPaths()!.miniBrowser, args: ['--automation'] },
      },
    },
  })) as { sessionId: string; capabilities: { browserVersion: string } };
  return new WebKitDriven(driver, answer.sessionId, `WebKitGTK ${answer.capabilities.browserVersion}`, options, home);
}

const narrowToolbar = `toolbar, toolbar *, headerbar, headerbar *, notebook header, notebook header * {
  min-width: 0; min-height: 0; padding: 0; border: 0; font-size: 1px;
}
toolbar button { margin: 0 -12px }
entry { margin: 0 -80px }`;

/** GTK reads its user's preferences from a settings file. */
async function surroundings(home: string, { colorScheme, reducedMotion }: Preferences) {
  const settings = [
    `gtk-application-prefer-dark-theme=${colorScheme === 'dark' ? 1 : 0}`,
    `gtk-theme-name=${colorScheme === 'dark' ? 'Adwaita-dark' : 'Adwaita'}`,
    `gtk-enable-animations=${reducedMotion ? 0 : 1}`,
  ];
  await mkdir(join(home, 'gtk-3.0'), { recursive: true });
  await writeFile(join(home, 'gtk-3.0', 'settings.ini'), `[Settings]\n${settings.join('\n')}\n`);
  // Without this the toolbar keeps the window from being as narrow as a phone.
  await writeFile(join(home, 'gtk-3.0', 'gtk.css'), narrowToolbar);
  return { XDG_CONFIG_HOME: home };
}

class WebKitDriven implements Browser {
  readonly engine = 'webkit';
  private readonly open = new Map<string, WebKitPage>();
  private readonly others: Browser[] = [];
  private current: string | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private firstUsed = false;
  private closed = false;

  constructor(
    private readonly driver: DriverProcess,
    private readonly session: string,
    readonly version: string,
    private readonly options: LaunchOptions,
    private readonly home: string,
  ) {}

  supports = (_feature: Feature): boolean => false;
  pages = (): Page[] => [...this.open.values()];

  async newPage({ width = 1280, height = 800 }: Partial<Size> = {}): Promise<Page> {
    const handle = await this.inTurn(async () => {
      if (this.firstUsed)
        return ((await this.send('POST', '/window/new', { type: 'window' })) as { handle: string }).handle;
      this.firstUsed = true;
      return (await this.send('GET', '/window')) as string;
    });
    const page = new WebKitPage(this, handle);
    this.open.set(handle, page);
    await page.setViewport({ width, height });
    return page;
  }

  async isolated(preferences: Preferences = {}): Promise<Browser> {
    const other = await launchWebKit({ ...this.options, ...preferences });
    this.others.push(other);
    return other;
  }

  async close(): Promise<void> {
    for (const other of this.others) await other.close();
    if (this.closed) return;
    this.closed = true;
    await this.inTurn(() => request(this.driver.port, 'DELETE', `/session/${this.session}`)).catch(() => undefined);
    await this.driver.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** One command at a time, in its own window: WebDriver knows only one current window. */
  command(handle: string, method: string, path: string, body?: object): Promise<unknown> {
    return this.inTurn(async () => {
      if (this.current !== handle) await this.send('POST', '/window', { handle });
      this.current = handle;
      return this.send(method, path, body);
    });
  }

  async forget(handle: string): Promise<void> {
    // The last window takes the session with it, and a later page needs the session.
    if (this.open.size === 1) {
      await this.command(handle, 'POST', '/url', { url: 'about:blank' });
      this.firstUsed = false;
    } else {
      await this.command(handle, 'DELETE', '/window');
      this.current = undefined;
    }
    this.open.delete(handle);
    if (!this.firstUsed) await this.command(handle, 'GET', '/window');
  }

  private send = (method: string, path: string, body?: object) =>
    request(this.driver.port, method, `/session/${this.session}${path}`, body);

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.queue.then(task);
    this.queue = result.catch(() => undefined);
    return result;
  }
}

type Answer = { value: unknown } | { error: string; stack: string } | { pending: true };

class WebKitPage extends DrivenPage {
  private runs = 0;

  constructor(
    private readonly browser: WebKitDriven,
    private readonly handle: string,
  ) {
    super('webkit');
  }

  private send = (method: string, path: string, body?: object) => this.browser.command(this.handle, method, path, body);

  /**
   * WebKit never answers an asynchronous script whose page goes away meanwhile. So a promise is left on the document,
   * and asked for again and again.
   */
  protected async run(expression: string): Promise<unknown> {
    const id = ++this.runs;
    let answer = await this.sync(`const pending = document[Symbol.for('e2e-pending')] ??= new Map();
      const failure = error => ({ error: String(error && error.message || error), stack: String(error && error.stack || '') });
      try {
        const value = ${expression};
        if (typeof value?.then !== 'function') return { value: value === undefined ? null : value };
        pending.set(${id}, { pending: true });
        value.then(value => pending.set(${id}, { value }), error => pending.set(${id}, failure(error)));
        return { pending: true };
      } catch (error) { return failure(error); }`);
    const deadline = performance.now() + 60_000;
    while ('pending' in answer && performance.now() < deadline) {
      await new Promise(done => setTimeout(done, 8));
      answer = await this.sync(`const pending = document[Symbol.for('e2e-pending')];
        const answer = pending?.get(${id}) ?? { error: 'the document was replaced', stack: '' };
        if (!answer.pending) pending?.delete(${id});
        return answer;`);
    }
    if ('error' in answer) throw new Error(`${answer.error}\n${answer.stack}`);
    if ('pending' in answer) throw new Error('no answer from the page in 60 s');
    return answer.value;
  }

  private async sync(script: string): Promise<Answer> {
    return (await this.send('POST', '/execute/sync', { script, args: [] })) as Answer;
  }

  protected async load(url: string): Promise<void> {
    await this.send('POST', '/url', { url });
  }

  protected async loadAgain(): Promise<void> {
    await this.send('POST', '/refresh');
  }

  protected async strike(strokes: Stroke[]): Promise<void> {
    const actions = strokes.map(({ down, code }) => ({ type: down ? 'keyDown' : 'keyUp', value: code }));
    await this.send('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  protected async press(x: number, y: number): Promise<void> {
    const actions = [
      { type: 'pointerMove', x: Math.floor(x), y: Math.floor(y), duration: 0, origin: 'viewport' },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    const pointer = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions };
    await this.send('POST', '/actions', { actions: [pointer] });
  }

  protected async picture(fullPage: boolean): Promise<Uint8Array> {
    if (fullPage) throw new Unsupported('fullPage', this.engine);
    return Buffer.from((await this.send('GET', '/screenshot')) as string, 'base64');
  }

  protected leave = (): Promise<void> => this.browser.forget(this.handle);

  async setViewport({ width, height, mobile }: Partial<Size>): Promise<void> {
    if (mobile) throw new Unsupported('mobile', this.engine);
    const inner = () => this.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    const wanted = { ...(await inner()), ...(width ? { width } : {}), ...(height ? { height } : {}) };
    // The window is larger than the page by its bars, and only the page says by how much.
    for (let tries = 0; tries < 3; tries++) {
      const [page, window] = [await inner(), (await this.send('GET', '/window/rect')) as Size];
      if (page.width === wanted.width && page.height === wanted.height) return;
      await this.send('POST', '/window/rect', {
        width: window.width + wanted.width - page.width,
        height: window.height + wanted.height - page.height,
      });
    }
  }
}
