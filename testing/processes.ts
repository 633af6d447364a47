import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

let running: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop(running);
    process.exit(130);
  });
}

/** Runs a program to its end, output and all; whatever it started goes with it. */
export function start(file: string, args: string[], env: NodeJS.ProcessEnv, minutes: number): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
      env: { ...process.env, ...env },
    });
    running = child;
    const late = setTimeout(() => {
      console.error(`  stopped after ${minutes} minutes`);
      stop(child);
    }, minutes * 60_000);
    const end = (ok: boolean) => {
      clearTimeout(late);
      resolve(ok);
    };
    child.once('error', error => {
      console.error(`  ${error.message}`);
      end(false);
    });
    child.once('exit', code => end(code === 0));
  });
}

function stop(child: ChildProcess | undefined): void {
  if (child?.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // Gone already.
  }
}
