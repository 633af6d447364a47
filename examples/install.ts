/** Installs the examples as a stranger would: from the packed tarball, by their lock files. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tarball = join(import.meta.dirname, 'sc-chat.tgz');

export const examples = ['plain', 'react', 'vue', 'django'] as const;
export type Example = (typeof examples)[number];

const npm = (folder: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
  execFileSync('npm', args, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });

/** Packs what the last build has made. */
export function pack(): void {
  const folder = mkdtempSync(join(import.meta.dirname, 'pack-'));
  try {
    npm(root, ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
    renameSync(join(folder, readdirSync(folder)[0]!), tarball);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs one, unless it has this very tarball already. */
export function install(name: Example): string {
  const folder = join(import.meta.dirname, name);
  const stamp = join(folder, 'node_modules/.tarball');
  const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return folder;
  npm(folder, ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']);
  writeFileSync(stamp, hash);
  return folder;
}

/** Type-checks and builds one for a backend, and gives the folder with its page. */
export function build(name: 'react' | 'vue', apiBase: string): string {
  const folder = install(name);
  try {
    npm(folder, ['run', 'build'], { VITE_CHAT_URL: apiBase });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${name} was not built:\n${stdout}${stderr}`);
  }
  return join(folder, 'dist');
}
