import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webkitPaths } from '../../testing/browsers.js';
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
import { WebKitPage } from './webkit-page.js';

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
  saveLogin = (): Promise<void> => Promise.reject(new Unsupported('savedLogins', 'webkit'));

  async newPage({ width = 1280, height = 800 }: Partial<Size> = {}): Promise<Page> {
    const page = await this.inTurn(async () => {
      const handle = await this.newWindow();
      const page = new WebKitPage({
        send: (method, path, body) => this.command(handle, method, path, body),
        close: () => this.inTurn(() => this.forget(handle)),
      });
      this.open.set(handle, page);
      return page;
    });
    await page.setViewport({ width, height });
    return page;
  }

  private async newWindow(): Promise<string> {
    if (this.firstUsed) {
      // Only from a window that is still there.
      const [some] = this.open.keys();
      if (some) await this.go(some);
      return ((await this.send('POST', '/window/new', { type: 'window' })) as { handle: string }).handle;
    }
    this.firstUsed = true;
    return (await this.send('GET', '/window')) as string;
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
  private command(handle: string, method: string, path: string, body?: object): Promise<unknown> {
    return this.inTurn(async () => {
      await this.go(handle);
      return this.send(method, path, body);
    });
  }

  private async go(handle: string): Promise<void> {
    if (this.current !== handle) await this.send('POST', '/window', { handle });
    this.current = handle;
  }

  private async forget(handle: string): Promise<void> {
    await this.go(handle);
    // The last window takes the session with it, and a later page needs the session.
    if (this.open.size === 1) {
      await this.send('POST', '/url', { url: 'about:blank' });
      this.firstUsed = false;
    } else {
      await this.send('DELETE', '/window');
      this.current = undefined;
    }
    this.open.delete(handle);
  }

  private send = (method: string, path: string, body?: object) =>
    request(this.driver.port, method, `/session/${this.session}${path}`, body);

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.queue.then(task);
    this.queue = result.catch(() => undefined);
    return result;
  }
}
