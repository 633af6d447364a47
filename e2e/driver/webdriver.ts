import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { webkitPaths } from '../../testing/browsers.js';

/** One WebKitWebDriver process; it serves one session at a time, so a second profile needs a second process. */
export interface DriverProcess {
  port: number;
  stop(): Promise<void>;
}

export class WebDriverError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) kill(child, 'SIGKILL');
});

export async function startWebKitDriver(
  headless = true,
  env: NodeJS.ProcessEnv = {},
  chosenPort?: number,
): Promise<DriverProcess> {
  const paths = webkitPaths();
  if (!paths) throw new Error('WebKitWebDriver, MiniBrowser or xvfb-run is not installed');
  const port = chosenPort ?? (await freePort());
  const driver = [paths.driver, `--port=${port}`, '--host=127.0.0.1'];
  const command = headless ? ['xvfb-run', '-a', '-s', '-screen 0 2560x2048x24', ...driver] : driver;
  const child = spawn(command[0]!, command.slice(1), {
    // Its own group, so that Xvfb and the browser go with it.
    detached: true,
    stdio: 'ignore',
    env: {
      ...process.env,
      // Where the machine has no locale, WebKit calls its language "C", which no real user's browser does.
      LANG: 'en_US.UTF-8',
      LC_ALL: 'en_US.UTF-8',
      // Where others use up the machine's memory, it would keep no page in its back/forward cache.
      WEBKIT_DISABLE_MEMORY_PRESSURE_MONITOR: '1',
      ...env,
    },
  });
  alive.add(child);
  const ended = new Promise<void>(done => child.once('exit', () => done()));
  child.once('error', () => alive.delete(child));
  const deadline = performance.now() + 30_000;
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      kill(child, 'SIGKILL');
      throw new Error(`WebKitWebDriver did not start (exit code ${child.exitCode})`);
    }
    await new Promise(done => setTimeout(done, 50));
  }
  return {
    port,
    async stop() {
      kill(child, 'SIGTERM');
      const late = setTimeout(() => kill(child, 'SIGKILL'), 3_000);
      await ended;
      clearTimeout(late);
      alive.delete(child);
    },
  };
}

/**
 * WebKit may lose a script that comes while a page is put in the place of another, and never answers. A script that
 * waits for nothing is over long before this, and whoever waits for the next page asks again.
 */
const limitOf = (path: string) => (path.endsWith('/execute/sync') ? 8_000 : 90_000);

export async function request(port: number, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(method === 'POST' ? { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } } : {}),
    signal: AbortSignal.timeout(limitOf(path)),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new WebDriverError(error, message);
}

async function answers(port: number): Promise<boolean> {
  try {
    await request(port, 'GET', '/status');
    return true;
  } catch {
    return false;
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // Gone already.
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
