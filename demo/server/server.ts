import { createApp } from './app.js';
import { type Chat, socketEmail } from './chats.js';
import { type Db, openDb } from './db.js';
import { writeFrame } from './frames.js';
import { answer } from './http.js';
import { listen } from './listen.js';
import { createLog, type Log } from './log.js';
import { dumps } from './pyprint.js';
import { defaults, type Settings } from './settings.js';
import { createSite, type Mail, type Site } from './site.js';
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
  /**
   * The server speaks to everybody in a room without having been asked, in the shape that is set. Where frames are whole records,
   * it is saved as one, so that the history has it too.
   */
  say(room: string, text: string): Promise<void>;
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
  const outbox: Mail[] = [];

  async function build() {
    const db = given ?? (await openDb(settings));
    const site = await createSite(db, settings, log, item => {
      outbox.push(item);
      mail?.(item);
    });
    return { db, site, app: createApp(site), sockets: createSockets(site) };
  }

  // The port comes first: of two backends started by mistake, the second must not get as far as the data.
  let begin: () => void = () => {};
  const built = new Promise<void>(resolve => (begin = resolve)).then(build);
  built.catch(() => {});
  const { port, close: closePort } = await listen(settings.host, settings.port, {
    request: (req, res) =>
      built
        .then(({ app, site }) => answer(app, site, req, res))
        .catch(error => {
          log.error({ event: 'request failed', name: (error as Error).name });
          res.destroy();
        }),
    upgrade: (req, stream, head) =>
      built.then(({ sockets }) => sockets.upgrade(req, stream, head)).catch(() => stream.destroy()),
  });
  begin();
  const { db, site, sockets } = await built.catch(async error => {
    await closePort();
    throw error;
  });

  async function userNamed(username: string) {
    const user = await site.accounts.byUsername(username);
    if (!user) throw new Error(`There is no user "${username}".`);
    return user;
  }

  let closed: Promise<void> | undefined;
  async function stop(): Promise<void> {
    const portClosed = closePort();
    await sockets.stop();
    await portClosed;
    if (!given) await db.close();
  }

  return {
    url: `http://${hostName(settings.host)}:${port}`,
    port,
    settings,
    db,
    outbox,
    records: () => site.chats.all(),
    sockets: room => sockets.inRoom(room),
    say: async (room, text) => sockets.push(room, await ownFrame(site, room, text)),
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

async function ownFrame({ settings, chats }: Site, room: string, text: string): Promise<string> {
  if (settings.rooms === 'shared' || settings.outFrame === 'record') {
    const chat = { name: 'Support', email: 'support@example.invalid', room, message: '', serverMessage: text };
    return writeFrame(await chats.add(chat), 'record');
  }
  if (settings.outFrame === 'text') return text;
  return dumps(settings.outFrame === 'json-message' ? { message: text } : { serverMessage: text });
}

const hostName = (host: string) => (host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host);
