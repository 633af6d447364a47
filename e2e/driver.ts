import { type Engine, wantedEngines } from '../testing/browsers.js';
import { launchPuppeteer } from './driver/puppeteer.js';
import type { Browser, LaunchOptions } from './driver/types.js';
import { launchWebKit } from './driver/webkit.js';

export * from './driver/types.js';
export { wantedEngines };

/** One interface over Chromium, Firefox and WebKit. */
export function launch(engine: Engine, options: LaunchOptions = {}): Promise<Browser> {
  return engine === 'webkit' ? launchWebKit(options) : launchPuppeteer(engine, options);
}
