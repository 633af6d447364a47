/** `npm start`: the reference backend and the shop that uses the built script, on two origins as in real life. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Running, run, startDemo } from './run.js';
import { SettingError } from './settings.js';
import { createSite, defaultDistDir } from './site.js';

export async function start(env: NodeJS.ProcessEnv, distDir = defaultDistDir): Promise<Running> {
  if (!existsSync(join(distDir, 'sc-chat.js'))) {
    throw new SettingError(`There is no sc-chat.js in "${distDir}". Build it with: npm run build`);
  }
  return startDemo(env, apiBase => ({ listener: createSite({ apiBase, distDir }) }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { dist: { type: 'string' } } });
  await run(() => start(process.env, values.dist));
}
