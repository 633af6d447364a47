import puppeteer, { type BrowserContext, type Browser as PuppeteerBrowser } from 'puppeteer-core';
import { chromiumPath, firefoxPath } from '../../testing/browsers.js';
import { collectorSource } from './collector.js';
import { PuppeteerDrivenPage, type PuppeteerEngine } from './puppeteer-page.js';
import { saveLogin } from './saved-login.js';
import type { Browser, Feature, LaunchOptions, Page, Preferences, SavedLogin, Size } from './types.js';

const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

export async function launchPuppeteer(engine: PuppeteerEngine, options: LaunchOptions): Promise<Browser> {
  const { headless = true, args = [], firefox, ...preferences } = options;
  const process = await puppeteer.launch({
    headless,
    executablePath: (engine === 'chromium' ? chromiumPath() : firefoxPath()) ?? engine,
    defaultViewport: null,
    ...(engine === 'chromium'
      ? { args: [...chromiumArgs, ...args] }
      : { browser: 'firefox', args, extraPrefsFirefox: { ...firefoxPreferences(preferences), ...firefox } }),
  });
  return new PuppeteerDriven(engine, process, process.defaultBrowserContext(), options, await process.version());
}

function firefoxPreferences(preferences: Preferences): Record<string, unknown> {
  return {
    // Lets focus() raise a window, see press() of the page.
    'dom.disable_window_flip': false,
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
    return (
      this.engine === 'chromium' ||
      ['forcedColors', 'locale', 'fullPage', 'earlyScripts', 'savedLogins'].includes(feature)
    );
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
  saveLogin = (login: SavedLogin): Promise<void> => saveLogin(this.engine, this.process, login);

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
