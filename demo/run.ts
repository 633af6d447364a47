/** What `npm start` and `npm run dev` share: start both servers, print where they are, stop them, and say in one line what went wrong. */
import type { RequestListener } from 'node:http';
import { startBackend } from './backend.js';
import { listen } from './listen.js';
import { explainListening, readSettings, SetupError } from './settings.js';

export interface Running {
  siteUrl: string;
  apiUrl: string;
  /** Where the data is, when the backend is ours. */
  data: string | undefined;
  close(): Promise<void>;
}

export type ApiBase = (hostname: string) => string;

export async function startDemo(
  env: NodeJS.ProcessEnv,
  site: (apiBase: ApiBase) => RequestListener | Promise<RequestListener>,
): Promise<Running> {
  const { host, port, apiBase: elsewhere } = readSettings(env);
  const shownHost = urlHost(host);
  let apiPort = 0;
  // A page that was asked for as 127.0.0.1, or by the machine's name, finds the backend under the same name.
  const apiBase: ApiBase = hostname => elsewhere ?? `http://${hostname}:${apiPort}`;

  // The site first: whether its port is free shows at once, the database takes a moment.
  const listening = await listen(await site(apiBase), port, host).catch(error => {
    throw explainListening(error, 'PORT', port, host);
  });

  try {
    const backend = elsewhere ? undefined : await startBackend(env, host);
    apiPort = backend?.port ?? 0;
    return {
      siteUrl: `http://${shownHost}:${listening.port}`,
      apiUrl: apiBase(shownHost),
      data: backend?.data,
      close: async () => {
        await Promise.all([listening.close(), backend?.close()]);
      },
    };
  } catch (error) {
    await listening.close();
    throw error;
  }
}

export async function run(start: () => Promise<Running>): Promise<void> {
  try {
    const running = await start();
    console.log(describe(running));
    stopOnSignal(running);
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exit(1);
  }
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function describe({ siteUrl, apiUrl, data }: Running): string {
  return [
    '',
    `  Shop      ${siteUrl}`,
    `  Elements  ${siteUrl}/inline`,
    `  Events    ${siteUrl}/?events`,
    `  Backend   ${apiUrl}  (${data ?? 'not started here: API_BASE is set'})`,
    '',
    '  Stop with Ctrl-C.',
    '',
  ].join('\n');
}

function stopOnSignal(running: Running): void {
  let askedAt: number | undefined;

  const stop = async () => {
    if (askedAt !== undefined) {
      // The terminal and the runner above may both pass on one Ctrl-C; only a later one means "now".
      if (Date.now() - askedAt > 1000) process.exit(1);
      return;
    }
    askedAt = Date.now();
    try {
      await running.close();
      console.log('Stopped.');
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}
