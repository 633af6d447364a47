/** A small real server behind the proxy, and a client that writes down what it sees. */

import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws';
import { createProxy, type FaultProxy } from './proxy.js';
import type { Rule } from './rules.js';

/** Collects things and lets one wait until there are enough of them. */
export class Inbox<T> {
  readonly all: T[] = [];
  #waiting: { count: number; done: () => void }[] = [];

  put(item: T) {
    this.all.push(item);
    for (const { count, done } of this.#waiting) if (this.all.length >= count) done();
  }

  async count(count: number): Promise<T[]> {
    if (this.all.length < count) await new Promise<void>(done => this.#waiting.push({ count, done }));
    return this.all;
  }
}

/** Echoes frames; `close:<code>:<reason>` closes, `say:<n>` sends 1 to n. `/refused` is a 403, `/echo` tells what it got. */
export async function startServer() {
  const received = new Inbox<string>();
  const closed = new Inbox<{ code: number; reason: string }>();
  const requests = new Inbox<string>();
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false });
  sockets.on('headers', lines => lines.push('set-cookie: a=1', 'set-cookie: b=2'));
  sockets.on('connection', (ws, req) => {
    ws.on('error', () => undefined);
    ws.on('close', (code, reason) => closed.put({ code, reason: reason.toString() }));
    ws.on('message', (data, binary) => {
      const text = data.toString();
      received.put(text);
      const [verb, arg, reason] = text.split(':');
      if (verb === 'close') ws.close(arg ? Number(arg) : undefined, reason);
      else if (verb === 'headers') ws.send(JSON.stringify(req.headers));
      else if (verb === 'say') for (let n = 1; n <= Number(arg); n++) ws.send(String(n));
      else ws.send(data, { binary });
    });
  });
  const http = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    requests.put(`${req.method} ${req.url}`);
    res.setHeader('access-control-allow-origin', req.headers.origin ?? 'none');
    res.setHeader('set-cookie', ['a=1', 'b=2']);
    if (req.method === 'OPTIONS') return void res.writeHead(204, { 'access-control-allow-methods': 'PATCH' }).end();
    res.writeHead(200, 'Fine', { 'content-type': 'application/json' });
    res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body }));
  });
  http.on('upgrade', (req, socket, head) => {
    if (req.url?.startsWith('/refused')) {
      return void socket.end(
        'HTTP/1.1 403 Forbidden\r\nx-why: origin\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno',
      );
    }
    sockets.handleUpgrade(req, socket, head, ws => sockets.emit('connection', ws, req));
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received,
    closed,
    requests,
    sockets: sockets.clients,
    async close() {
      for (const ws of sockets.clients) ws.terminate();
      await new Promise(resolve => {
        http.close(resolve);
        http.closeAllConnections();
      });
    },
  };
}

export type Server = Awaited<ReturnType<typeof startServer>>;

export interface Bench {
  server: Server;
  proxy: FaultProxy;
  open(path?: string, options?: ClientOptions, protocols?: string[]): Client;
}

/** A server, a proxy with these rules and clients, all gone when the test is over. */
export function bench(rules: Rule[], test: (bench: Bench) => Promise<void>) {
  return async () => {
    const server = await startServer();
    const proxy = await createProxy({ target: server.url, rules });
    const clients: Client[] = [];
    const open: Bench['open'] = (path = '/chat/', options = {}, protocols = []) => {
      const client = connectTo(`${proxy.url.replace('http', 'ws')}${path}`, options, protocols);
      clients.push(client);
      return client;
    };
    try {
      await test({ server, proxy, open });
    } finally {
      for (const { ws } of clients) ws.terminate();
      await proxy.close();
      await server.close();
    }
  };
}

export type Client = ReturnType<typeof connectTo>;

function connectTo(url: string, options: ClientOptions, protocols: string[]) {
  const ws = new WebSocket(url, protocols, options);
  const inbox = new Inbox<string>();
  const binary = new Inbox<Buffer>();
  const headers = new Promise<IncomingHttpHeaders>(resolve => ws.on('upgrade', response => resolve(response.headers)));
  const status = new Promise<number | undefined>(resolve => {
    ws.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode);
      response.resume();
      ws.terminate();
    });
    ws.on('error', () => resolve(undefined));
  });
  const error = new Promise<NodeJS.ErrnoException>(resolve => ws.on('error', resolve));
  const opened = new Promise<void>(resolve => ws.on('open', resolve));
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  ws.on('message', (data, isBinary) => {
    inbox.put(data.toString());
    if (isBinary) binary.put(data as Buffer);
  });
  /** Resolves with ECONNRESET if TCP is reset, with nothing if it ends well. */
  const tcpError = opened.then(() => {
    const socket = (ws as unknown as { _socket: Socket })._socket;
    return new Promise<string | undefined>(resolve => {
      socket.once('error', (failure: NodeJS.ErrnoException) => resolve(failure.code));
      socket.once('close', () => resolve(undefined));
    });
  });
  return { ws, inbox, binary, headers, status, error, opened, closed, tcpError };
}

export interface Answer {
  status: number;
  message: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request over a connection of its own; rejects with the socket's error. */
export function ask(url: string, method = 'GET', headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent: false }, async res => {
      const chunks: Buffer[] = [];
      res.on('error', reject);
      for await (const chunk of res) chunks.push(chunk);
      const { statusCode = 0, statusMessage = '' } = res;
      resolve({
        status: statusCode,
        message: statusMessage,
        headers: res.headers,
        body: Buffer.concat(chunks).toString(),
      });
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** The client, once it is open. */
export async function opened(client: Client): Promise<Client> {
  await client.opened;
  return client;
}
