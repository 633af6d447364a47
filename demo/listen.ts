/** Listening, such that `localhost` works whether it means 127.0.0.1 or ::1, and stopping without waiting for idle browsers. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  port: number;
  servers: Server[];
  close(): Promise<void>;
}

export async function listen(listener: RequestListener, port: number, host: string): Promise<Listening> {
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map(stop));
  };

  try {
    if (host !== 'localhost') {
      servers.push(await listenOn(listener, port, host));
    } else {
      servers.push(await listenOn(listener, port, '127.0.0.1'));
      const second = await listenOn(listener, portOf(servers[0]!), '::1').catch(unlessMissing);
      if (second) servers.push(second);
    }
  } catch (error) {
    await close();
    throw error;
  }

  return { port: portOf(servers[0]!), servers, close };
}

function listenOn(listener: RequestListener, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener);
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Many containers have no IPv6 at all; a port that is taken there is an error all the same. */
function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') return undefined;
  throw error;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function stop(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
