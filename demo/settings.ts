/** What the site takes from the environment, and how the two commands say what is wrong: one line, naming the variable. */

export interface SiteSettings {
  host: string;
  port: number;
  /** A backend that runs elsewhere; then none is started here. */
  apiBase: string | undefined;
}

/** Something the person at the terminal can put right: shown without a stack. */
export class SetupError extends Error {}

export function readSettings(env: NodeJS.ProcessEnv): SiteSettings {
  return {
    host: env['HOST']?.trim() || 'localhost',
    port: readPort(env['PORT']?.trim()),
    apiBase: readApiBase(env['API_BASE']?.trim()),
  };
}

function readPort(text: string | undefined): number {
  if (!text) return 5173;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new SetupError(`PORT must be a whole number up to 65535, not "${text}".`);
}

function readApiBase(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href.replace(/\/+$/, '');
  throw new SetupError(`API_BASE must be a URL such as https://chat.example.com, not "${text}".`);
}

/** Turns what listening can fail with into a line about the variable that cures it; other errors stay as they are. */
export function explainListening(error: unknown, variable: 'PORT' | 'API_PORT', port: number, host: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new SetupError(
        `${variable}: port ${port} is already in use. Choose another, for example ${variable}=${port + 1}.`,
      );
    case 'EACCES':
      return new SetupError(`${variable}: this account may not use port ${port}. Choose one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new SetupError(`HOST: "${host}" is not an address of this machine.`);
    default:
      return error;
  }
}
