import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { type Browser, type Engine, type LaunchOptions, launch, type Page, wantedEngines } from '../driver.js';
import { type Content, type Host, type HostOptions, page as html, type PageParts, serve } from '../hosts.js';
import { type Server, startBackend } from './backend.js';

/** The browser of a test file, and everything that must not outlive a test. */
export interface Stage {
  readonly engine: Engine;
  readonly browser: Browser;
  /** A backend that stops with the file. */
  backend(options?: Parameters<typeof startBackend>[0]): Promise<Server>;
  /** A web site that stops with the file; each is an origin of its own. */
  site(content: Record<string, Content>, options?: HostOptions): Promise<Host>;
  /** A window on a URL. Its errors are looked at when the file ends. */
  visit(url: string, browser?: Browser): Promise<Page>;
  /** Says which errors the pages had so far; none is expected. */
  check(): Promise<void>;
}

/** Runs the tests in each engine that is asked for, and fails where a page had an error of its own. */
export function inEngines(
  name: string,
  tests: (stage: Stage) => void,
  { only, minutes = 5, options }: { only?: readonly Engine[]; minutes?: number; options?: LaunchOptions } = {},
): void {
  for (const engine of wantedEngines().filter(each => !only || only.includes(each))) {
    describe(`${name} in ${engine}`, { timeout: minutes * 60_000 }, () => {
      let browser: Browser | undefined;
      const ends: (() => Promise<unknown>)[] = [];
      const pages = new Set<Page>();
      const stage: Stage = {
        engine,
        get browser() {
          return browser!;
        },
        async backend(settings) {
          const server = await startBackend(settings);
          ends.push(() => server.close());
          return server;
        },
        async site(content, settings) {
          const host = await serve(content, settings);
          ends.push(() => host.close());
          return host;
        },
        async visit(url, other = browser!) {
          const page = await other.newPage({ width: 1000, height: 800 });
          pages.add(page);
          await page.goto(url);
          return page;
        },
        async check() {
          for (const page of pages) assert.deepEqual(await page.errors(), []);
        },
      };
      before(async () => {
        browser = await launch(engine, options);
      });
      after(async () => {
        try {
          await stage.check();
        } finally {
          await browser?.close();
          for (const end of ends.reverse()) await end();
        }
      });
      tests(stage);
    });
  }
}

/** The script's tag; options by their attribute's name without `data-`. */
export function script(options: Record<string, string> = {}, attributes = 'async', src = '/dist/sc-chat.js'): string {
  const data = Object.entries(options).map(([name, value]) => ` data-${name}="${value.replaceAll('"', '&quot;')}"`);
  return `<script ${attributes} src="${src}"${data.join('')}></script>`;
}

/** A plain page with a bit of text of its own, and the script in its head. */
export function hostPage(options: Record<string, string>, { head = '', body = '', ...rest }: PageParts = {}): string {
  const text = '<h1>Harbour lamps</h1><p>Made by hand. <a href="/second">More about us</a></p>';
  return html({ head: head + script(options), body: text + body, ...rest });
}
