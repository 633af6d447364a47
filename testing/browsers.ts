import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Engine = 'chromium' | 'firefox' | 'webkit';
export const allEngines: readonly Engine[] = ['chromium', 'firefox', 'webkit'];
export const engineNames: Record<Engine, string> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };

export interface WebKitPaths {
  driver: string;
  miniBrowser: string;
}

const packages: Record<Engine, string[]> = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb', 'xauth'],
};
const fonts = ['fonts-noto-core', 'fonts-noto-color-emoji'];

export function chromiumPath(): string | undefined {
  return binary('CHROMIUM_BIN', ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
}

export function firefoxPath(): string | undefined {
  return binary('FIREFOX_BIN', ['firefox-esr', 'firefox']);
}

export function webkitPaths(): WebKitPaths | undefined {
  const folders = webkitFolders();
  const beside = (name: string) => folders.map(folder => join(folder, name)).find(isExecutable);
  const driver = binary('WEBKIT_DRIVER', ['WebKitWebDriver']) ?? beside('WebKitWebDriver');
  const miniBrowser = beside('MiniBrowser');
  if (!driver || !miniBrowser || !inPath('xvfb-run')) return undefined;
  return { driver, miniBrowser };
}

export function isInstalled(engine: Engine): boolean {
  if (engine === 'chromium') return chromiumPath() !== undefined;
  if (engine === 'firefox') return firefoxPath() !== undefined;
  return webkitPaths() !== undefined;
}

/** The engines that ENGINES asks for, or all three. */
export function wantedEngines(env: NodeJS.ProcessEnv = process.env): Engine[] {
  const asked = (env['ENGINES'] ?? '').split(/[\s,]+/).filter(Boolean);
  const unknown = asked.filter(name => !allEngines.includes(name as Engine));
  if (unknown.length > 0) throw new Error(`ENGINES: ${unknown.join(', ')} is none of ${allEngines.join(', ')}`);
  return asked.length === 0 ? [...allEngines] : allEngines.filter(engine => asked.includes(engine));
}

export function installCommand(engines: readonly Engine[]): string {
  return `apt-get install -y --no-install-recommends ${[...engines.flatMap(engine => packages[engine]), ...fonts].join(' ')}`;
}

/** Installs what is missing where that needs no question, and returns the engines that can run. */
export function ensureBrowsers(wanted = wantedEngines(), say: (line: string) => void = console.log): Engine[] {
  const missing = wanted.filter(engine => !isInstalled(engine));
  if (missing.length === 0) return wanted;
  const names = missing.map(engine => engineNames[engine]).join(', ');
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version') || !inPath('apt-get')) {
    say(`Missing: ${names}. On Debian or Ubuntu: sudo apt-get update && sudo ${installCommand(missing)}`);
    return wanted.filter(isInstalled);
  }
  say(`Installing ${names} …`);
  const installed = apt('update', '-q') && apt(...installCommand(missing).split(' ').slice(1));
  if (!installed) say(`Could not install ${names}. By hand: apt-get update && ${installCommand(missing)}`);
  return wanted.filter(isInstalled);
}

function apt(...args: string[]): boolean {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 900_000,
  });
  return status === 0;
}

function webkitFolders(): string[] {
  const architectures = entries('/usr/lib').filter(path => path.endsWith('-linux-gnu'));
  return [...architectures.flatMap(entries), ...entries('/usr/libexec')].filter(path => path.includes('/webkit2gtk-4'));
}

function binary(variable: string, names: string[]): string | undefined {
  const given = process.env[variable];
  if (given) return isExecutable(given) ? given : undefined;
  for (const name of names) {
    const found = inPath(name);
    if (found) return found;
  }
  return undefined;
}

function inPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '/usr/bin:/bin')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(isExecutable);
}

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map(name => join(folder, name)) : [];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Called by itself, it installs what is missing and prints what there is. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureBrowsers();
  for (const engine of allEngines) console.log(`${engineNames[engine].padEnd(10)} ${version(engine)}`);
}

function version(engine: Engine): string {
  const path = { chromium: chromiumPath, firefox: firefoxPath, webkit: () => webkitPaths()?.miniBrowser }[engine]();
  if (!path) return 'not installed';
  // As root Chromium insists on this; MiniBrowser wants a screen even to say its version.
  const [command, ...before] = engine === 'webkit' ? ['xvfb-run', '-a', path] : [path];
  const flags = engine === 'chromium' ? ['--no-sandbox', '--version'] : ['--version'];
  const { stdout } = spawnSync(command!, [...before, ...flags], { encoding: 'utf8', timeout: 20_000 });
  return `${stdout?.trim().split('\n')[0] || 'unknown version'} (${path})`;
}
