import type { Settings } from './settings.js';

export interface Log {
  info(entry: Record<string, unknown>): void;
  error(entry: Record<string, unknown>): void;
}

/** JSON lines. What goes in is chosen by the caller: route, method, status and time, never a body, a query or a header. */
export function createLog(level: Settings['logLevel'], write = (line: string) => void process.stdout.write(line)): Log {
  const line = (name: string, entry: Record<string, unknown>) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level: name, ...entry })}\n`);
  return {
    info: entry => level === 'info' && line('info', entry),
    error: entry => level !== 'silent' && line('error', entry),
  };
}
