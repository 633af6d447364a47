/** Listening on 127.0.0.1 means ::1 as well, so that `localhost` works whichever of them it is; and stopping without waiting for idle browsers. */
import type { Server } from 'node:http';
import { type AddressInfo, createServer, type Server as NetServer } from 'node:net';

export interface Listening {
  port: number;
  close(): Promise<void>;
}

export async function listen(server: Server, port: number, host: string): Promise<Listening> {
  await bind(server, port, host);
  if (host !== '127.0.0.1') return { port: portOf(server), close: () => stop(server) };

  // The second address only passes its connections on.
  const second = createServer(socket => server.emit('connection', socket));
  const close = async () => {
    await Promise.all([stop(server), stop(second)]);
  };
  try {
    await bind(second, portOf(server), '::1');
  } catch (error) {
    if (!isWithoutIPv6(error)) {
      await close();
      throw error;
    }
  }
  return { port: portOf(server), close };
}

function bind(server: NetServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Many containers have none; a port that is taken there is an error all the same. */
function isWithoutIPv6(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

function portOf(server: NetServer): number {
  return (server.address() as AddressInfo).port;
}

function stop(server: NetServer | Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
