import { writeFile } from 'node:fs/promises';
import { buildSync } from 'esbuild';
import { collectorSource, drainSource } from './collector.js';
import type { WireLocator, WireMatch } from './dom.js';
import { type Stroke, strokesOf, strokesOfText } from './keys.js';
import {
  type Cdp,
  type ConsoleLine,
  type Engine,
  type Found,
  type Locator,
  type Page,
  type PageError,
  type PageFunction,
  type Size,
  Unsupported,
} from './types.js';

const patience = Number(process.env['E2E_PATIENCE'] ?? 15_000);
const dom = `document[Symbol.for('e2e-dom')]`;
let domSource: string | undefined;

/** What the three engines share: everything but navigation, keys, clicks and pictures. */
export abstract class DrivenPage implements Page {
  private readonly collected: { errors: PageError[]; console: ConsoleLine[] } = { errors: [], console: [] };

  constructor(readonly engine: Engine) {}

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

  async evaluate<Args extends unknown[], Result>(fn: (...args: Args) => Result | Promise<Result>, ...args: Args) {
    return (await this.run(call(fn, args))) as Awaited<Result>;
  }

  async with<Args extends unknown[], Result>(
    locator: Locator,
    fn: (element: HTMLElement, ...args: Args) => Result | Promise<Result>,
    ...args: Args
  ) {
    await this.waitForAny(locator);
    const target = `${dom}.element(${JSON.stringify(wire(locator))})`;
    return (await this.run(call(fn, args, target))) as Awaited<Result>;
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
    return (await this.poll(what, patience, () => this.run(call(fn, args)))) as NonNullable<Awaited<Result>>;
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

  early(_script: string): Promise<void> {
    return Promise.reject(new Unsupported('earlyScripts', this.engine));
  }
  offline(_yes: boolean): Promise<void> {
    return Promise.reject(new Unsupported('offline', this.engine));
  }
  freeze(): Promise<void> {
    return Promise.reject(new Unsupported('freeze', this.engine));
  }
  resume(): Promise<void> {
    return Promise.reject(new Unsupported('freeze', this.engine));
  }
  cdp(): Promise<Cdp> {
    return Promise.reject(new Unsupported('cdp', this.engine));
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
    await this.installDom();
    return this.run(guarded);
  }

  private installDom(): Promise<unknown> {
    domSource ??= buildSync({
      entryPoints: [new URL('./dom.ts', import.meta.url).pathname],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      minify: true,
    }).outputFiles[0]!.text;
    return this.run(`(() => { if (!${dom}) { ${domSource} } })()`);
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
    const deadline = performance.now() + timeout;
    let trouble: unknown;
    for (;;) {
      try {
        const result = await attempt();
        if (result) return result;
        trouble = undefined;
      } catch (error) {
        // A document that is being replaced refuses to answer; the next one will.
        trouble = error;
      }
      if (performance.now() > deadline) break;
      await new Promise(done => setTimeout(done, 30));
    }
    const text = typeof what === 'string' ? what : what();
    const outline = await this.outline().catch(String);
    throw new Error(
      `${this.engine}: ${text} after ${timeout} ms${trouble ? ` (${trouble})` : ''}. On the page:\n${outline}`,
    );
  }
}

/** tsx names functions through a helper that the page does not have. */
function call(fn: PageFunction, args: unknown[], first?: string): string {
  const list = [...(first ? [first] : []), ...args.map(arg => JSON.stringify(arg) ?? 'undefined')].join(', ');
  return `(() => { const __name = value => value; return (${fn})(${list}); })()`;
}

function wire({ role, name, text, css, within, nth }: Locator): WireLocator {
  return {
    ...(role === undefined ? {} : { role }),
    ...(css === undefined ? {} : { css }),
    ...(nth === undefined ? {} : { nth }),
    ...(name === undefined ? {} : { name: wireMatch(name) }),
    ...(text === undefined ? {} : { text: wireMatch(text) }),
    ...(within === undefined ? {} : { within: wire(within) }),
  };
}

function wireMatch(match: string | RegExp): WireMatch {
  return typeof match === 'string' ? match : { source: match.source, flags: match.flags };
}

function show({ within, ...locator }: Locator): string {
  const own = Object.entries(locator).map(
    ([key, value]) => `${key} ${value instanceof RegExp ? value : JSON.stringify(value)}`,
  );
  return own.join(', ') + (within ? ` within ${show(within)}` : '');
}
