import puppeteer, {
  type BrowserContext,
  type CDPSession,
  type KeyInput,
  type Browser as PuppeteerBrowser,
  type Page as PuppeteerPage,
} from 'puppeteer-core';
import { chromiumPath, firefoxPath } from '../../testing/browsers.js';
import { collectorSource } from './collector.js';
import type { Stroke } from './keys.js';
import { DrivenPage } from './page.js';
import {
  type Browser,
  type Cdp,
  type Feature,
  type LaunchOptions,
  type Page,
  type Preferences,
  type Size,
  Unsupported,
} from './types.js';

type PuppeteerEngine = 'chromium' | 'firefox';
const loading = { waitUntil: 'load', timeout: 30_000 } as const;
const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

export async function launchPuppeteer(engine: PuppeteerEngine, options: LaunchOptions): Promise<Browser> {
  const { headless = true, args = [], ...preferences } = options;
  const process = await puppeteer.launch({
    headless,
    executablePath: (engine === 'chromium' ? chromiumPath() : firefoxPath()) ?? engine,
    defaultViewport: null,
    ...(engine === 'chromium'
      ? { args: [...chromiumArgs, ...args] }
      : { browser: 'firefox', args, extraPrefsFirefox: firefoxPreferences(preferences) }),
  });
  return new PuppeteerDriven(engine, process, process.defaultBrowserContext(), options, await process.version());
}

function firefoxPreferences(preferences: Preferences): Record<string, unknown> {
  return {
    ...(preferences.locale && {
      'intl.accept_languages': preferences.locale,
      'intl.locale.requested': preferences.locale,
    }),
    ...(preferences.colorScheme && {
      'layout.css.prefers-color-scheme.content-override': preferences.colorScheme === 'dark' ? 0 : 1,
    }),
    ...(preferences.reducedMotion && { 'ui.prefersReducedMotion': 1 }),
    ...(preferences.forcedColors && { 'browser.display.document_color_use': 2 }),
  };
}

class PuppeteerDriven implements Browser {
  private readonly open = new Set<PuppeteerDrivenPage>();
  private readonly others: Browser[] = [];
  private closed = false;

  constructor(
    readonly engine: PuppeteerEngine,
    private readonly process: PuppeteerBrowser,
    private readonly context: BrowserContext,
    private readonly options: LaunchOptions,
    readonly version: string,
  ) {}

  supports(feature: Feature): boolean {
    return this.engine === 'chromium' || ['forcedColors', 'locale', 'fullPage', 'earlyScripts'].includes(feature);
  }

  async newPage({ width = 1280, height = 800, ...rest }: Partial<Size> = {}): Promise<Page> {
    const page = await this.context.newPage({ type: 'window' });
    await page.evaluateOnNewDocument(collectorSource);
    const driven = new PuppeteerDrivenPage(this.engine, page, () => this.open.delete(driven));
    this.open.add(driven);
    if (this.engine === 'chromium') await driven.pretend(this.options);
    await driven.setViewport({ width, height, ...rest });
    return driven;
  }

  pages = (): Page[] => [...this.open];

  async isolated(preferences: Preferences = {}): Promise<Browser> {
    const sameProcess = this.engine === 'chromium' || Object.keys(preferences).length === 0;
    const other = sameProcess
      ? new PuppeteerDriven(
          this.engine,
          this.process,
          await this.process.createBrowserContext(),
          { ...this.options, ...preferences },
          this.version,
        )
      : await launchPuppeteer(this.engine, { ...this.options, ...preferences });
    this.others.push(other);
    return other;
  }

  async close(): Promise<void> {
    for (const other of this.others) await other.close();
    this.others.length = 0;
    if (this.closed) return;
    this.closed = true;
    if (this.context === this.process.defaultBrowserContext()) await this.process.close();
    else if (this.process.connected) await this.context.close();
  }
}

class PuppeteerDrivenPage extends DrivenPage {
  private session: CDPSession | undefined;

  constructor(
    engine: PuppeteerEngine,
    private readonly page: PuppeteerPage,
    private readonly closed: () => void,
  ) {
    super(engine);
  }

  protected run = (expression: string): Promise<unknown> => this.page.evaluate(expression);

  protected load = (url: string): Promise<void> => this.arrive(this.page.goto(url, loading));
  protected loadAgain = (): Promise<void> => this.arrive(this.page.reload(loading));

  /** In Firefox the driver misses a load that follows a restored page, so the page is asked too. */
  private async arrive(navigation: Promise<unknown>): Promise<void> {
    if (this.engine === 'chromium') return void (await navigation);
    const token = Math.random();
    const mark = `Symbol.for('e2e-arrival')`;
    await this.run(`document[${mark}] ??= ${token}`).catch(() => undefined);
    let over = false;
    const told = navigation.finally(() => (over = true));
    const seen = (async () => {
      while (!over) {
        await new Promise(done => setTimeout(done, 30));
        const state = await this.run(`document[${mark}] === undefined && document.readyState`).catch(() => '');
        if (state === 'complete') return;
      }
      await told;
    })();
    told.catch(() => undefined);
    await Promise.race([told, seen]);
  }

  protected async strike(strokes: Stroke[]): Promise<void> {
    for (const { down, key } of strokes) {
      // Keys that no keyboard layout has arrive as text, as from an input method.
      if (this.engine === 'chromium' && [...key].length === 1 && !/[ -~]/.test(key)) {
        if (down) await this.page.keyboard.sendCharacter(key);
      } else if (down) await this.page.keyboard.down(key as KeyInput);
      else await this.page.keyboard.up(key as KeyInput);
    }
  }

  protected press = (x: number, y: number): Promise<void> => this.page.mouse.click(x, y);
  protected picture = (fullPage: boolean): Promise<Uint8Array> => this.page.screenshot({ fullPage });

  protected async leave(): Promise<void> {
    this.closed();
    await this.page.close();
  }

  async setViewport({ width, height, mobile = false, scale = 1 }: Partial<Size>): Promise<void> {
    const now = this.page.viewport();
    const size = { width: width ?? now?.width ?? 1280, height: height ?? now?.height ?? 800 };
    if (this.engine === 'firefox') {
      if (mobile) throw new Unsupported('mobile', this.engine);
      await this.page.setViewport({ ...size, deviceScaleFactor: scale });
    } else {
      await this.page.setViewport({ ...size, deviceScaleFactor: scale, isMobile: mobile, hasTouch: mobile });
    }
  }

  override async early(script: string): Promise<void> {
    await this.page.evaluateOnNewDocument(script);
  }

  override async offline(yes: boolean): Promise<void> {
    if (this.engine === 'firefox') return super.offline(yes);
    await this.page.setOfflineMode(yes);
  }

  override async freeze(): Promise<void> {
    await (await this.cdp()).send('Page.setWebLifecycleState', { state: 'frozen' });
  }

  override async resume(): Promise<void> {
    await (await this.cdp()).send('Page.setWebLifecycleState', { state: 'active' });
  }

  override async cdp(): Promise<Cdp> {
    if (this.engine === 'firefox') return super.cdp();
    this.session ??= await this.page.createCDPSession();
    return this.session as unknown as Cdp;
  }

  /** Chromium only: Firefox takes its user's preferences at its start. */
  async pretend({ locale, colorScheme, reducedMotion, forcedColors }: Preferences): Promise<void> {
    const cdp = await this.cdp();
    if (locale) {
      const userAgent = (await this.run('navigator.userAgent')) as string;
      await cdp.send('Emulation.setLocaleOverride', { locale: locale.replace('-', '_') });
      await cdp.send('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: locale });
    }
    await cdp.send('Emulation.setEmulatedMedia', {
      features: [
        ...(colorScheme ? [{ name: 'prefers-color-scheme', value: colorScheme }] : []),
        ...(reducedMotion ? [{ name: 'prefers-reduced-motion', value: 'reduce' }] : []),
        ...(forcedColors ? [{ name: 'forced-colors', value: 'active' }] : []),
      ],
    });
  }
}
