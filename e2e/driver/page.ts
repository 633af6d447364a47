import { writeFile } from 'node:fs/promises';
import { collectorSource, drainSource } from './collector.js';
import { dom, domInstaller } from './dom-source.js';
import { type Stroke, strokesOf, strokesOfText } from './keys.js';
import { Limited } from './limited.js';
import { call, show, wire } from './locators.js';
import { patience, poll } from './poll.js';
import type { ConsoleLine, Found, Locator, Page, PageError, Size } from './types.js';

/** What the three engines share: everything but navigation, keys, clicks and pictures. */
export abstract class DrivenPage extends Limited implements Page {
  private readonly collected: { errors: PageError[]; console: ConsoleLine[] } = { errors: [], console: [] };

  /** Evaluates an expression, waits for its promise. */
  protected abstract run(expression: string): Promise<unknown>;
  protected abstract load(url: string): Promise<void>;
  protected abstract loadAgain(): Promise<void>;
  protected abstract strike(strokes: Stroke[]): Promise<void>;
  protected abstract press(x: number, y: number): Promise<void>;
  protected abstract picture(fullPage: boolean): Promise<Uint8Array>;
  protected abstract leave(): Promise<void>;
  abstract setViewport(size: Partial<Size>): Promise<void>;

  async goto(url: string): Promise<void> {
    await this.drain();
    await this.load(url);
    await this.run(collectorSource);
  }

  async reload(): Promise<void> {
    await this.drain();
    await this.loadAgain();
    await this.run(collectorSource);
  }

  back = (): Promise<void> => this.travel(-1);
  forward = (): Promise<void> => this.travel(1);
  url = (): Promise<string> => this.evaluate(() => location.href);

  async close(): Promise<void> {
    await this.drain();
    await this.leave();
  }

  async evaluate<Args extends unknown[], Result>(
    fn: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result> {
    return (await this.run(call(fn, args))) as Result;
  }

  async with<Args extends unknown[], Result>(
    locator: Locator,
    fn: (element: HTMLElement, ...args: Args) => Result | Promise<Result>,
    ...args: Args
  ) {
    await this.waitForAny(locator);
    const target = `${dom}.element(${JSON.stringify(wire(locator))})`;
    return (await this.run(call(fn, args, target))) as Result;
  }

  async find(locator: Locator): Promise<Found | undefined> {
    return ((await this.inDom(`find(${JSON.stringify(wire(locator))})`)) as Found | null) ?? undefined;
  }

  async findAll(locator: Locator): Promise<Found[]> {
    return (await this.inDom(`findAll(${JSON.stringify(wire(locator))})`)) as Found[];
  }

  async waitFor(locator: Locator, timeout = patience): Promise<Found> {
    return this.poll(`no ${show(locator)}`, timeout, () => this.find(locator));
  }

  async waitGone(locator: Locator, timeout = patience): Promise<void> {
    await this.poll(`still there: ${show(locator)}`, timeout, async () => (await this.find(locator)) === undefined);
  }

  async until<Args extends unknown[], Result>(fn: (...args: Args) => Result | Promise<Result>, ...args: Args) {
    const what = `never true: ${fn.toString().slice(0, 200)}`;
    return (await this.poll(what, patience, () => this.run(call(fn, args)))) as NonNullable<Result>;
  }

  async activeElement(): Promise<Found | undefined> {
    return ((await this.inDom('active()')) as Found | null) ?? undefined;
  }

  outline = async (): Promise<string> => (await this.inDom('outline()')) as string;

  async keys(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.drain();
      await this.strike(strokesOf(key));
    }
  }

  async type(text: string): Promise<void> {
    await this.drain();
    await this.strike(strokesOfText(text));
  }

  async tabTo(locator: Locator, { back = false, limit = 60 } = {}): Promise<Found> {
    const seen: string[] = [];
    for (let presses = 0; presses <= limit; presses++) {
      const target = await this.find(locator);
      if (target?.focused) return target;
      const active = await this.activeElement();
      seen.push(active ? `${active.role || active.tag} "${active.name}"` : 'nothing');
      await this.keys(back ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`${limit} presses of Tab did not reach ${show(locator)}; the focus was on\n${seen.join('\n')}`);
  }

  async click(locator: Locator, timeout = patience): Promise<void> {
    await this.drain();
    let why = '';
    const spot = await this.poll(
      () => `cannot click ${show(locator)}: ${why}`,
      timeout,
      async () => {
        const answer = (await this.inDom(`point(${JSON.stringify(wire(locator))})`)) as
          | { x: number; y: number }
          | { wait: string };
        if ('x' in answer) return answer;
        why = answer.wait;
        return undefined;
      },
    );
    await this.press(spot.x, spot.y);
  }

  async screenshot(path?: string, { fullPage = false } = {}): Promise<Uint8Array> {
    const bytes = await this.picture(fullPage);
    if (path) await writeFile(path, bytes);
    return bytes;
  }

  async errors(): Promise<PageError[]> {
    await this.drain();
    return this.collected.errors;
  }

  async console(): Promise<ConsoleLine[]> {
    await this.drain();
    return this.collected.console;
  }

  /** Goes through the history as a script would, for a restored page gives the drivers' own commands no load to wait for. */
  private async travel(steps: number): Promise<void> {
    await this.drain();
    const token = `${Date.now()}${Math.random()}`;
    const before = (await this.run(
      `(document[Symbol.for('e2e-token')] = '${token}', setTimeout(() => history.go(${steps})), location.href)`,
    )) as string;
    await this.poll(`history did not go ${steps} from ${before}`, patience, () =>
      this.run(
        `document.readyState === 'complete' && (document[Symbol.for('e2e-token')] !== '${token}' || location.href !== '${before}')`,
      ),
    );
    await this.run(collectorSource);
  }

  private async drain(): Promise<void> {
    try {
      const taken = (await this.run(drainSource)) as { errors: PageError[]; console: ConsoleLine[] };
      this.collected.errors.push(...taken.errors);
      this.collected.console.push(...taken.console);
    } catch {
      // The page is between two documents, or gone.
    }
  }

  private async inDom(expression: string): Promise<unknown> {
    const guarded = `${dom} ? ${dom}.${expression} : 'no e2e-dom'`;
    const result = await this.run(guarded);
    if (result !== 'no e2e-dom') return result;
    await this.run(domInstaller());
    return this.run(guarded);
  }

  private async waitForAny(locator: Locator): Promise<void> {
    await this.poll(`no ${show(locator)}`, patience, () =>
      this.inDom(`element(${JSON.stringify(wire(locator))}) !== undefined`),
    );
  }

  private async poll<T>(
    what: string | (() => string),
    timeout: number,
    attempt: () => Promise<T>,
  ): Promise<NonNullable<T>> {
    const { result, trouble } = await poll(timeout, attempt);
    if (result) return result;
    const text = typeof what === 'string' ? what : what();
    const outline = await this.outline().catch(String);
    throw new Error(
      `${this.engine}: ${text} after ${timeout} ms${trouble ? ` (${trouble})` : ''}. On the page:\n${outline}`,
    );
  }
}
