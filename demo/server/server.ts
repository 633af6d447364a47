import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { type Chat, socketEmail } from './chats.js';
import { type Db, openDb } from './db.js';
import { answer } from './http.js';
import { createLog, type Log } from './log.js';
import { dumps } from './pyjson.js';
import { defaults, SettingError, type Settings } from './settings.js';
import { createSite, type Mail } from './site.js';
import { type Connection, createSockets } from './sockets.js';

export interface Options extends Partial<Settings> {
  /** A database that is open already; it is shared, and stays open when the server closes. */
  db?: Db;
  /** Where mail goes besides `outbox`; nothing is ever sent. */
  mail?: (mail: Mail) => void;
  log?: Log;
}

/** A running backend, and the handles by which tests and the benchmark reach behind it. None of them is on the network. */
export interface Server {
  /** `http://localhost:<port>`, without a slash at the end. */
  url: string;
  port: number;
  settings: Settings;
  db: Db;
  /** Every mail since the start, newest last. */
  outbox: Mail[];
  /** All records, oldest first. */
  records(): Promise<Chat[]>;
  /** The open sockets, of one room or of all; `end(code)` closes one, `terminate()` cuts it. */
  sockets(room?: string): Connection[];
  /** Sends a frame of the server's own to everybody in a room: `text` as `serverMessage`, in the shape that is set. */
  say(room: string, text: string): void;
  /** Sends any frame to everybody in a room, as it is. */
  push(room: string, frame: string): void;
  /** Kills the token, the sessions and the JWTs of a user: the next call is refused. */
  revoke(username: string): Promise<void>;
  /** Deactivates a user, or takes that back. */
  setActive(username: string, active: boolean): Promise<void>;
  /** Adds `n` records ("Message 1" …) of a user at once, in room "1" unless told otherwise. */
  seed(username: string, n: number, room?: string): Promise<void>;
  /** Stops: frames and requests that were taken are answered, sockets close with 1012, the data is on disk. */
  close(): Promise<void>;
}

/** Starts a backend. Without options it is the recorded server: in memory, port 8000, silent. */
export async function createServer(options: Options = {}): Promise<Server> {
  const { db: given, mail, log: ownLog, ...rest } = options;
  const settings: Settings = { ...defaults, ...rest };
  const log = ownLog ?? createLog(settings.logLevel);
  const db = given ?? (await openDb(settings));
  const outbox: Mail[] = [];
  const site = await createSite(db, settings, log, item => {
    outbox.push(item);
    mail?.(item);
  });
  const app = createApp(site);
  const sockets = createSockets(site);

  const listeners: HttpServer[] = [];
  const listen = async (host: string, port: number) => {
    const server = createHttpServer((req, res) => {
      answer(app, site, req, res).catch(() => res.destroy());
    });
    server.on('upgrade', sockets.upgrade);
    await listening(server, host, port);
    listeners.push(server);
    return (server.address() as AddressInfo).port;
  };

  let port: number;
  try {
    port = await listen(settings.host, settings.port);
    // `localhost` is ::1 to some programs and 127.0.0.1 to others: answer on both where the machine has both.
    if (settings.host === '127.0.0.1') await listen('::1', port).catch(ignoreMissingIpv6);
  } catch (error) {
    for (const server of listeners) server.close();
    if (!given) await db.close();
    throw error;
  }

  async function userNamed(username: string) {
    const user = await site.accounts.byUsername(username);
    if (!user) throw new Error(`There is no user "${username}".`);
    return user;
  }

  let closed: Promise<void> | undefined;
  async function stop(): Promise<void> {
    const ends = listeners.map(server => new Promise<void>(resolve => server.close(() => resolve())));
    await sockets.stop();
    for (const server of listeners) server.closeIdleConnections();
    const timer = setTimeout(() => {
      for (const server of listeners) server.closeAllConnections();
    }, 5_000);
    await Promise.all(ends);
    clearTimeout(timer);
    if (!given) await db.close();
  }

  return {
    url: `http://${settings.host === '127.0.0.1' ? 'localhost' : settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    port,
    settings,
    db,
    outbox,
    records: () => site.chats.all(),
    sockets: room => sockets.inRoom(room),
    say: (room, text) => sockets.push(room, ownFrame(settings, room, text)),
    push: (room, frame) => sockets.push(room, frame),
    revoke: async username => site.accounts.revoke((await userNamed(username)).id),
    setActive: async (username, active) => void (await site.accounts.setActive(username, active)),
    seed: async (username, n, room = '1') => {
      const user = await userNamed(username);
      await site.chats.seed(user.username, socketEmail(user), room, n);
    },
    close: () => (closed ??= stop()),
  };
}

function ownFrame(settings: Settings, room: string, text: string): string {
  if (settings.rooms === 'shared' || settings.outFrame === 'record') {
    const created_at = new Date().toISOString().replace(/Z$/, '000Z');
    return dumps({ id: null, name: '', email: '', room, message: '', serverMessage: text, created_at });
  }
  if (settings.outFrame === 'text') return text;
  return dumps(settings.outFrame === 'json-message' ? { message: text } : { serverMessage: text });
}

function listening(server: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        return reject(
          new SettingError(`API_PORT: port ${port} is taken; stop what uses it or set API_PORT to another.`),
        );
      }
      if (error.code === 'EACCES') {
        return reject(new SettingError(`API_PORT: port ${port} is not allowed; set API_PORT to one above 1023.`));
      }
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAFNOSUPPORT') {
        return reject(Object.assign(new SettingError(`HOST: "${host}" is no address of this machine.`), { host }));
      }
      return reject(error);
    });
    server.listen(port, host, () => resolve());
  });
}

function ignoreMissingIpv6(error: unknown): void {
  if ((error as { host?: string }).host !== '::1') throw error;
}
