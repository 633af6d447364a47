/** What `npm start` and `npm run dev` share: start both servers, print where they are, stop them, and say in one line what went wrong. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { startBackend } from './backend.js';
import { listen } from './listen.js';
import { explainListening, readSettings, SettingError } from './settings.js';

export interface Running {
  siteUrl: string;
  apiUrl: string;
  /** Where the data is, when the backend is ours. */
  data: string | undefined;
  close(): Promise<void>;
}

/** The backend's address as a page has to write it that was asked for under this host name. */
export type ApiBase = (hostname: string) => string;

export interface Site {
  listener: RequestListener;
  close?: () => Promise<void>;
}

export async function startDemo(
  env: NodeJS.ProcessEnv,
  createSite: (apiBase: ApiBase, server: Server) => Site | Promise<Site>,
): Promise<Running> {
  const settings = readSettings(env);
  const shownHost = urlHost(settings.host);
  let apiPort = 0;
  // A page that was asked for as 127.0.0.1, or by the machine's name, finds the backend under the same name.
  const apiBase: ApiBase = hostname => settings.apiBase ?? `http://${hostname}:${apiPort}`;

  const server = createServer();
  const site = await createSite(apiBase, server);
  server.on('request', site.listener);

  // The site first: whether its port is free shows at once, the database takes a moment.
  const listening = await listen(server, settings.port, settings.host).catch(async error => {
    await site.close?.();
    throw explainListening(error, settings);
  });
  const closeSite = async () => {
    await Promise.all([listening.close(), site.close?.()]);
  };

  try {
    const backend = settings.apiBase ? undefined : await startBackend(env, settings.host);
    apiPort = backend?.port ?? 0;
    return {
      siteUrl: `http://${shownHost}:${listening.port}`,
      apiUrl: apiBase(shownHost),
      data: backend?.data,
      close: async () => {
        await Promise.all([closeSite(), backend?.close()]);
      },
    };
  } catch (error) {
    await closeSite();
    throw error;
  }
}

export async function run(start: () => Promise<Running>): Promise<void> {
  try {
    const running = await start();
    console.log(describe(running));
    stopOnSignal(running);
  } catch (error) {
    console.error(error instanceof SettingError ? error.message : error);
    process.exit(1);
  }
}

function urlHost(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function describe({ siteUrl, apiUrl, data }: Running): string {
  return [
    '',
    `  Shop      ${siteUrl}`,
    `  Elements  ${siteUrl}/inline`,
    `  Events    ${siteUrl}/?events`,
    `  Docs      ${siteUrl}/docs`,
    `  Backend   ${apiUrl}  (${data ? `data ${data}` : 'not started here: API_BASE is set'})`,
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
