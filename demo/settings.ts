/** What the demo site takes from the environment. A mistake is one line that names the variable. */
import { SettingError } from './server/settings.js';

export { SettingError };

export interface SiteSettings {
  host: string;
  port: number;
  /** A backend that runs elsewhere; then none is started here. */
  apiBase: string | undefined;
}

export function readSettings(env: NodeJS.ProcessEnv): SiteSettings {
  const host = env['HOST']?.trim();
  return {
    // Listening on 127.0.0.1 includes ::1, here as in the backend: together they are `localhost`.
    host: !host || host === 'localhost' ? '127.0.0.1' : host,
    port: readPort(env['PORT']?.trim()),
    apiBase: readApiBase(env['API_BASE']?.trim()),
  };
}

function readPort(text: string | undefined): number {
  if (!text) return 5173;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new SettingError(`PORT must be a whole number up to 65535, not "${text}".`);
}

function readApiBase(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href.replace(/\/+$/, '');
  throw new SettingError(`API_BASE must be a URL such as https://chat.example.com, not "${text}".`);
}

/** Turns what listening can fail with into a line about the variable that cures it; other errors stay as they are. */
export function explainListening(error: unknown, { port, host }: SiteSettings): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new SettingError(`PORT: port ${port} is taken; stop what uses it or set PORT to another.`);
    case 'EACCES':
      return new SettingError(`PORT: port ${port} is not allowed; set PORT to one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
      return new SettingError(`HOST: "${host}" is no address of this machine.`);
    default:
      return error;
  }
}
