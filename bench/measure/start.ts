import type { Browser } from '../../e2e/driver.js';
import type { Site } from '../site.js';
import { busy } from './busy.js';

export type Starter = 'sc-chat' | 'launcher' | 'before';

export interface Start {
  /** From the start of the script to the end of the frame with its launcher, ms. */
  interactive: number;
  /** The script alone, until it gives way to the page. */
  evaluated: number;
  /** Processor time of the main thread until it is interactive. */
  busy: number;
  /** From the first click to the end of the frame with the first field. */
  opened: number;
}

/**
 * The script's text is in the page already, so neither the network nor a cache of compiled code is measured. A click
 * proves that what is painted works.
 */
export async function measureStart(browser: Browser, site: Site, starter: Starter, slowdown: number): Promise<Start> {
  const visit = await browser.isolated();
  const page = await visit.newPage();
  await page.goto(site.startPage());
  await page.evaluate(
    async (name: string, api: string) => {
      const text = await (await fetch(`/scripts/${name}.js`)).text();
      const script = document.createElement('script');
      script.dataset['apiBase'] = api;
      // Compiled code is kept by its text.
      script.textContent = `/*${Math.random()}*/${text}`;
      window.script = script;
      await new Promise(done => setTimeout(done, 150));
    },
    starter,
    site.backend.url,
  );
  await (await page.cdp()).send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const before = await busy(page);
  const started = await page.evaluate(async () => {
    const { probe, launcher, script } = window;
    const began = performance.now();
    document.body.append(script);
    const evaluated = performance.now() - began;
    return probe.afterFrame(() => {
      const button = launcher.button();
      if (!button || !probe.isInView(button)) return undefined;
      return { evaluated, interactive: performance.now() - began };
    });
  });
  const after = await busy(page);
  const opened = await page.evaluate(async () => {
    const { probe, launcher } = window;
    const clicked = performance.now();
    launcher.button()!.click();
    return probe.afterFrame(() => {
      const field = launcher.field();
      return field && probe.isInView(field) ? performance.now() - clicked : undefined;
    });
  });
  await visit.close();
  return { ...started, busy: after - before, opened };
}
