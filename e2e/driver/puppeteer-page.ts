import type { CDPSession, KeyInput, Page as PuppeteerPage } from 'puppeteer-core';
import type { Stroke } from './keys.js';
import { DrivenPage } from './page.js';
import { type Cdp, type Preferences, type Size, Unsupported } from './types.js';

export type PuppeteerEngine = 'chromium' | 'firefox';
const loading = { waitUntil: 'load', timeout: 30_000 } as const;

export class PuppeteerDrivenPage extends DrivenPage {
  private session: CDPSession | undefined;

  constructor(
    engine: PuppeteerEngine,
    private readonly page: PuppeteerPage,
    private readonly closed: () => void,
  ) {
    super(engine);
  }

  protected run = (expression: string): Promise<unknown> => this.page.evaluate(expression);

  protected async load(url: string): Promise<void> {
    // Firefox leaves its windows in the background, where nothing gets focus events and no saved login is filled in.
    if (this.engine === 'firefox') await this.page.bringToFront();
    return this.arrive(this.page.goto(url, loading));
  }
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
        // A window's first empty document is replaced by another one.
        const arrived = `document[${mark}] === undefined && location.protocol !== 'about:' && document.readyState`;
        const state = await this.run(arrived).catch(() => '');
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

  protected async press(x: number, y: number): Promise<void> {
    // Whoever clicks into a window has it in front; bringToFront() is not enough once another window was there before.
    if (this.engine === 'firefox' && !(await this.run('document.hasFocus()'))) await this.run('focus()');
    await this.page.mouse.click(x, y);
  }
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
