import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { SettingError } from './settings.js';

interface Handlers {
  request(req: IncomingMessage, res: ServerResponse): unknown;
  upgrade(req: IncomingMessage, stream: Duplex, head: Buffer): unknown;
}

/** Requests that are still running when the server stops get this long. */
const LAST_CALL_MS = 5_000;

/** Opens the port. `localhost` is ::1 to some programs and 127.0.0.1 to others: loopback means both, where the machine has both. */
export async function listen(host: string, port: number, handlers: Handlers) {
  const servers: Server[] = [];

  async function open(address: string, wanted: number): Promise<number> {
    const server = createServer(handlers.request);
    server.on('upgrade', handlers.upgrade);
    await new Promise<void>((resolve, reject) => {
      server.once('error', error => reject(readable(error, address, wanted)));
      server.listen(wanted, address, resolve);
    });
    servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  /** Takes no new connection, lets the running requests end. */
  async function close(): Promise<void> {
    const ends = servers.map(server => new Promise<void>(resolve => server.close(() => resolve())));
    const deadline = Date.now() + LAST_CALL_MS;
    // A kept-alive connection becomes idle only once its last answer is out.
    const sweeper = setInterval(() => {
      for (const server of servers) {
        if (Date.now() < deadline) server.closeIdleConnections();
        else server.closeAllConnections();
      }
    }, 50);
    await Promise.all(ends);
    clearInterval(sweeper);
  }

  try {
    const opened = await open(host, port);
    if (host === '127.0.0.1') {
      await open('::1', opened).catch(error => {
        if (port !== 0 && !(error instanceof NoSuchAddress)) throw error;
      });
    }
    return { port: opened, close };
  } catch (error) {
    await close();
    throw error;
  }
}

class NoSuchAddress extends SettingError {}

function readable(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new SettingError(`API_PORT: port ${port} is taken; stop what uses it or set API_PORT to another.`);
    case 'EACCES':
      return new SettingError(`API_PORT: port ${port} is not allowed; set API_PORT to one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new NoSuchAddress(`HOST: "${host}" is no address of this machine.`);
    default:
      return error;
  }
}
