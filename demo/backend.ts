/** The reference backend for the demo: set by the environment, as when it runs alone, and quieter. */
import { relative } from 'node:path';
import { fromEnv } from './server/settings.js';

export interface Backend {
  port: number;
  /** Where the data is, in words. */
  data: string;
  close(): Promise<void>;
}

export async function startBackend(env: NodeJS.ProcessEnv, host: string): Promise<Backend> {
  const settings = fromEnv({ ...env, HOST: host, LOG_LEVEL: env['LOG_LEVEL'] || 'error' });
  // Loaded only here: with API_BASE no database is needed.
  const { createServer } = await import('./server/server.js');
  const server = await createServer({
    ...settings,
    mail: ({ to, subject, body }) => console.log(`\nMail (shown, not sent) to ${to}\n${subject}\n\n${body}\n`),
  });

  return {
    port: server.port,
    data: settings.databaseUrl ? 'on the server of DATABASE_URL' : `in ${shortPath(settings.dataDir)}`,
    close: () => server.close(),
  };
}

function shortPath(path: string | null): string {
  return path === null ? 'memory' : `${relative('.', path) || '.'}/`;
}
