/** The handshake: refused, faked, or passed on to the target, whose answer the client then gets. */

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { connect, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { answer, collect, isHop, pairs } from './http-relay.js';
import { pause } from './lane.js';
import { closeEnd, closing, type End, Link } from './link.js';
import type { ProxyEvent, Where } from './log.js';
import type { Relay } from './proxy.js';
import type { Action } from './rules.js';
import { Wire } from './wire.js';

export async function relaySocket(req: IncomingMessage, raw: Socket, head: Buffer, relay: Relay): Promise<void> {
  const where = { id: relay.idOf(raw), path: req.url ?? '/' };
  const event = relay.log.record('handshake', where, { headers: req.headers });
  const action = relay.take('handshake', where);
  const wire = new Wire(raw, bytes => relay.log.record('fault', where, { verb: 'swallow', bytes }));
  const gone = new AbortController();
  raw.once('close', () => gone.abort());

  if (action.refuse || action.reset === 'before') return wire.reset();
  if (action.blackhole) {
    wire.deaf = true;
    return void raw.resume();
  }
  const held = action.hold && relay.holds.wait();
  await pause(action.delay ?? 0, gone.signal);
  await held;
  if (raw.destroyed) return;

  const own = answer(action);
  if (own) {
    relay.log.amend(event, { status: own.status });
    return refuse(wire, own.status, Object.entries(own.headers).flat(), own.body);
  }
  if (action.accept !== undefined) {
    const client = accept(req, wire, head, '', []);
    relay.log.amend(event, { status: client ? 101 : 400 });
    if (!client || action.accept === true) return;
    const { code = 1005, reason = '' } = closing(action.accept);
    relay.log.record('close', where, { from: 'proxy', code, text: reason });
    return closeEnd(client, closing(action.accept));
  }
  dial(req, wire, head, { relay, where, event, action, gone: gone.signal });
}

interface Call {
  relay: Relay;
  where: Where;
  event: ProxyEvent;
  action: Action;
  gone: AbortSignal;
}

function dial(req: IncomingMessage, wire: Wire, head: Buffer, { relay, where, event, action, gone }: Call) {
  const target = relay.target();
  const far = new Wire(connect({ host: target.hostname, port: Number(target.port || 80), noDelay: true }));
  const upstream = call(req, `ws://${target.host}${where.path}`, far);
  if (!upstream) {
    far.destroy();
    return refuse(wire, 400, [], '');
  }
  const giveUp = () => upstream.terminate();
  gone.addEventListener('abort', giveUp);
  let headers: string[] = [];

  upstream.on('upgrade', response => {
    headers = pairs(response.rawHeaders, name => !isHandshake(name));
  });
  upstream.on('unexpected-response', async (_request, response) => {
    const status = response.statusCode ?? 502;
    const body = await collect(response).catch(() => Buffer.alloc(0));
    relay.log.amend(event, { status });
    const kept = pairs(response.rawHeaders, name => !isHop(name));
    refuse(wire, status, kept, body);
    upstream.terminate();
  });
  upstream.on('error', () => {
    if (event.status !== undefined || gone.aborted) return;
    relay.log.record('fault', where, { verb: 'unreachable' });
    wire.reset();
  });
  upstream.on('open', () => {
    gone.removeEventListener('abort', giveUp);
    if (action.reset === 'after') wire.reset();
    const client = wire.raw.destroyed ? undefined : accept(req, wire, head, upstream.protocol, headers);
    if (!client) return upstream.terminate();
    const link = new Link(client, { ws: upstream, wire: far }, where, relay);
    relay.adopt(link);
    relay.log.amend(event, { status: 101 });
    if (action.inject !== undefined) link.apply({ inject: action.inject });
    if (action.idle !== undefined)
      wire.raw.setTimeout(action.idle, () => {
        relay.log.record('fault', where, { verb: 'idle' });
        link.apply({ close: 1006 });
      });
  });
}

/** The same handshake to the target, or nothing if it is not one that may be sent. */
function call(req: IncomingMessage, url: string, far: Wire): WebSocket | undefined {
  const protocols = req.headers['sec-websocket-protocol']?.split(',').map(one => one.trim()) ?? [];
  const headers = Object.entries(req.headers).filter(([name]) => !isHandshake(name));
  try {
    return new WebSocket(url, protocols, {
      headers: Object.fromEntries(headers) as Record<string, string>,
      perMessageDeflate: false,
      autoPong: false,
      maxPayload: 0,
      createConnection: () => far as never,
    });
  } catch {
    return undefined;
  }
}

/** Completes the client's handshake; nothing if it was not a valid one, which `ws` has then answered. */
function accept(req: IncomingMessage, wire: Wire, head: Buffer, protocol: string, headers: string[]): End | undefined {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    autoPong: false,
    clientTracking: false,
    maxPayload: 0,
    handleProtocols: () => protocol || false,
  });
  server.on('headers', lines => {
    for (let n = 0; n < headers.length; n += 2) lines.push(`${headers[n]}: ${headers[n + 1]}`);
  });
  let end: End | undefined;
  server.handleUpgrade(req, wire as unknown as Socket, head, ws => {
    ws.on('error', () => undefined);
    end = { ws, wire };
  });
  return end;
}

function refuse(wire: Wire, status: number, headers: string[], body: string | Buffer) {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  const rest = pairs(headers, name => name !== 'content-length');
  for (let n = 0; n < rest.length; n += 2) lines.push(`${rest[n]}: ${rest[n + 1]}`);
  lines.push('connection: close', `content-length: ${Buffer.byteLength(body)}`, '', '');
  wire.write(lines.join('\r\n'));
  wire.end(body);
}

function isHandshake(name: string): boolean {
  return isHop(name) || name.startsWith('sec-websocket-');
}
