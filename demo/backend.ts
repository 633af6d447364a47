/** The reference backend for the demo, with the mistakes of the environment told as one line. */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { relative } from 'node:path';
import { fromEnv, SettingError } from './server/settings.js';
import { explainListening, SetupError } from './settings.js';

export interface Backend {
  port: number;
  /** Where the data is, in words. */
  data: string;
  close(): Promise<void>;
}

export async function startBackend(env: NodeJS.ProcessEnv, host: string): Promise<Backend> {
  // Loaded only here: with API_BASE no database is needed.
  const { createServer } = await import('./server/server.js');
  const settings = { logLevel: 'error' as const, ...readEnv(env), host };
  if (!settings.databaseUrl && settings.dataDir) await prepareDataDir(settings.dataDir);

  try {
    const server = await createServer(settings);
    return {
      port: Number(new URL(server.url).port),
      data: settings.databaseUrl ? 'data on the server of DATABASE_URL' : `data in ${shortPath(settings.dataDir)}`,
      close: () => server.close(),
    };
  } catch (error) {
    if (error instanceof SettingError) throw new SetupError(error.message);
    throw explainListening(error, 'API_PORT', settings.port, host);
  }
}

function readEnv(env: NodeJS.ProcessEnv) {
  try {
    return fromEnv(env);
  } catch (error) {
    throw error instanceof SettingError ? new SetupError(error.message) : error;
  }
}

async function prepareDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new SetupError(`DATA_DIR: "${dataDir}" is a file or lies below one. It has to be a folder.`);
    }
    throw new SetupError(`DATA_DIR: "${dataDir}" cannot be written (${code}). Choose another folder.`);
  }
}

function shortPath(path: string | null): string {
  return path === null ? 'memory only' : relative('.', path) || '.';
}
