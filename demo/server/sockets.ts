import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { originAllowed } from './cors.js';
import { BadFrame, readFrame, replyTo, writeFrame } from './frames.js';
import type { Settings } from './settings.js';
import type { Site } from './site.js';

/** What the path `/connection/<room>/<name>/<email>/` says about a socket. */
export interface Place {
  room: string;
  name: string;
  email: string;
}

/** One visitor's socket. Frames are handled one after the other, so replies come in the order of the messages. */
export class Connection extends WebSocket {
  place: Place = { room: '', name: '', email: '' };
  alive = true;
  /** Settles when every frame taken so far is saved and answered. */
  work: Promise<void> = Promise.resolve();
  waiting = 0;
  ended = false;

  /** Called by ws to answer a close frame. Autobahn answers 1000 whatever the client's code was, and so does this. */
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code === undefined || code >= 3000 ? 1000 : code, reason);
  }

  /** The server's own goodbye, with any code. */
  end(code: number, reason = ''): void {
    this.ended = true;
    super.close(code, reason);
  }
}

/** How many frames of one socket may wait before it is no longer read from. */
const WAITING_LIMIT = 64;
/** Daphne's keepalive. */
const PING_MS = 20_000;

export function createSockets(site: Site) {
  const { settings } = site;
  const open = new Set<Connection>();
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: Connection,
    maxPayload: settings.frameLimit,
    // The recorded server picks no subprotocol, and a client that asked for one gives up.
    handleProtocols: () => false,
  });
  let stopping = false;

  const pinger = setInterval(() => {
    for (const socket of open) {
      if (!socket.alive) socket.terminate();
      socket.alive = false;
      socket.ping();
    }
  }, PING_MS);
  pinger.unref();

  function upgrade(req: IncomingMessage, stream: Duplex, head: Buffer): void {
    const place = route(req.url ?? '', settings);
    if (stopping) refuse(stream, '503 Service Unavailable');
    else if (!originAllowed(req.headers.origin, settings.origins)) refuse(stream, '403 Forbidden');
    else if (!place) refuse(stream, '500 Internal Server Error');
    else server.handleUpgrade(req, stream, head, socket => welcome(socket, place));
  }

  function refuse(stream: Duplex, status: string): void {
    site.log.info({ event: 'socket refused', status: Number.parseInt(status, 10) });
    stream.on('error', () => {});
    stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  function welcome(socket: Connection, place: Place): void {
    socket.place = place;
    open.add(socket);
    site.log.info({ event: 'socket open', path: shown(place) });
    if (settings.rooms === 'shared') {
      socket.work = Promise.resolve(site.chats.visit(place.room, place.email)).then(
        () => {},
        error => broken(socket, error),
      );
    }
    socket.on('pong', () => (socket.alive = true));
    socket.on('message', (data, isBinary) => take(socket, data, isBinary));
    // Too long a frame or broken UTF-8: ws closes with the fitting code by itself.
    socket.on('error', () => {});
    socket.on('close', code => {
      open.delete(socket);
      site.log.info({ event: 'socket closed', path: shown(place), code });
    });
  }

  function take(socket: Connection, data: RawData, isBinary: boolean): void {
    if (stopping) return;
    if (++socket.waiting >= WAITING_LIMIT) socket.pause();
    socket.work = socket.work
      .then(() => handle(socket, data as Buffer, isBinary))
      .catch(error => broken(socket, error))
      .then(() => {
        if (--socket.waiting < WAITING_LIMIT) socket.resume();
      });
  }

  async function handle(socket: Connection, data: Buffer, isBinary: boolean): Promise<void> {
    if (socket.ended) return;
    const message = readFrame(data, isBinary, settings.inFrame);
    if (message === null) return;
    const { room, name, email } = socket.place;
    const chat = await site.chats.add({ room, name, email, message, serverMessage: replyTo(name, email, message) });
    if (settings.rooms === 'shared') push(room, writeFrame(chat, 'record'));
    else socket.send(writeFrame(chat, settings.outFrame), () => {});
  }

  function broken(socket: Connection, error: unknown): void {
    if (!(error instanceof BadFrame))
      site.log.error({ event: 'socket error', code: (error as { code?: string }).code });
    socket.end(1011);
  }

  function push(room: string, frame: string): void {
    for (const socket of inRoom(room)) socket.send(frame, () => {});
  }

  const inRoom = (room?: string) => [...open].filter(socket => room === undefined || socket.place.room === room);

  /** Takes no more frames, answers those it has taken, and says 1012: "service restart". */
  async function stop(): Promise<void> {
    stopping = true;
    clearInterval(pinger);
    await Promise.all([...open].map(leave));
  }

  async function leave(socket: Connection): Promise<void> {
    await socket.work;
    if (!open.has(socket)) return;
    const gone = new Promise<void>(resolve => socket.once('close', () => resolve()));
    socket.end(1012);
    const timer = setTimeout(() => socket.terminate(), 1_000);
    await gone;
    clearTimeout(timer);
  }

  return { upgrade, push, inRoom, stop };
}

const shown = (place: Place) => `/connection/${place.room}/*/*/`;

/** Channels' routing after Daphne has decoded the path, once: an encoded slash separates like any other. */
export function route(url: string, settings: Pick<Settings, 'nameRoute'>): Place | null {
  const parts = /^\/connection\/([^/]+)\/([^/]+)\/([^/]+)\/$/.exec(decodePath(url.split('?')[0]!));
  if (!parts) return null;
  const [, room = '', name = '', email = ''] = parts;
  // A group name of Channels: ASCII, and shorter than 100 with its prefix "chat_".
  if (!/^[A-Za-z0-9._-]{1,94}$/.test(room)) return null;
  if (settings.nameRoute === 'word' && !/^[\p{L}\p{N}_]+$/u.test(name)) return null;
  return { room, name, email };
}

/** Python's `unquote`: a stray % stays, bytes that are not UTF-8 become U+FFFD. */
function decodePath(path: string): string {
  const bytes = path.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
