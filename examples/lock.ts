/** `npx tsx examples/lock.ts`, after a build: the lock files anew. The tarball's checksum is left out, for each build has its own. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples, pack } from './install.js';

pack();
for (const name of examples) {
  const folder = join(import.meta.dirname, name);
  execFileSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  const file = join(folder, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  delete lock.packages['node_modules/sc-chat'].integrity;
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
