/** One HTTP exchange: answered here, or passed on and its answer handed back, late, slow or spoilt where a rule says so. */

import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { spoilt } from './frames.js';
import { pause } from './lane.js';
import type { Relay } from './proxy.js';
import type { Action } from './rules.js';
import { reset } from './wire.js';

const hops = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

export async function relayHttp(req: IncomingMessage, res: ServerResponse, relay: Relay): Promise<void> {
  const where = { id: relay.idOf(req.socket), path: req.url ?? '/' };
  const method = req.method ?? 'GET';
  const event = relay.log.record('http', where, { method, headers: req.headers });
  const action = relay.take('http', { ...where, method });
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  const held = action.hold && relay.holds.wait();
  const late = async () => {
    await pause(action.delay ?? 0, gone.signal);
    await held;
  };

  if (action.refuse || action.reset === 'before') return void reset(req.socket);
  if (action.blackhole === 'up' || action.blackhole === 'both') return void req.resume();

  const own = answer(action);
  if (own) {
    req.resume();
    await late();
    if (gone.signal.aborted) return;
    res.writeHead(own.status, { 'content-length': Buffer.byteLength(own.body), ...own.headers });
    relay.log.amend(event, { status: own.status });
    return send(res, Buffer.from(own.body), action.drip, gone.signal);
  }

  const whole = action.corrupt !== undefined || action.replace !== undefined || action.drip !== undefined;
  const response = await forward(req, relay.target(), whole, gone.signal);
  if (!response) {
    if (!gone.signal.aborted) relay.log.record('fault', where, { verb: 'unreachable' });
    return void reset(req.socket);
  }
  const status = response.statusCode ?? 502;
  if (action.blackhole === 'down') return void response.resume();
  if (action.reset === 'after') return void reset(req.socket);
  await late();
  if (gone.signal.aborted) return;

  res.sendDate = false;
  relay.log.amend(event, { status });
  if (!whole) {
    res.writeHead(
      status,
      response.statusMessage,
      pairs(response.rawHeaders, name => !isHop(name)),
    );
    response.on('error', () => reset(req.socket));
    return void response.pipe(res);
  }
  const data = await collect(response);
  const body = spoilt({ data, binary: false }, action).data;
  const headers = pairs(response.rawHeaders, name => !isHop(name) && name !== 'content-length');
  res.writeHead(status, response.statusMessage, [...headers, 'content-length', String(body.length)]);
  return send(res, body, action.drip, gone.signal);
}

/** What a rule answers by itself, or nothing. */
export function answer({ status, redirect, body = '', headers, cors }: Action) {
  if (status === undefined && redirect === undefined) return undefined;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type =
    typeof body === 'object' ? 'application/json' : `text/${text.startsWith('<') ? 'html' : 'plain'}; charset=utf-8`;
  return {
    status: status ?? 302,
    body: text,
    headers: {
      'content-type': type,
      ...(cors === false ? {} : { 'access-control-allow-origin': '*' }),
      ...(redirect === undefined ? {} : { location: redirect }),
      ...headers,
    } as Record<string, string>,
  };
}

export function isHop(name: string): boolean {
  return hops.includes(name);
}

/** Raw headers (name, value, name, value …) whose lower-case name is kept. */
export function pairs(raw: string[], keep: (name: string) => boolean): string[] {
  return raw.filter((_, n) => keep((raw[n - (n % 2)] ?? '').toLowerCase()));
}

/** The target's answer, or nothing when there is none. */
function forward(req: IncomingMessage, target: URL, plain: boolean, gone: AbortSignal) {
  return new Promise<IncomingMessage | undefined>(resolve => {
    const upstream = request({
      host: target.hostname,
      port: target.port || 80,
      method: req.method,
      path: req.url,
      headers: pairs(req.rawHeaders, name => !isHop(name) && !(plain && name === 'accept-encoding')),
      agent: false,
    });
    gone.addEventListener('abort', () => upstream.destroy());
    upstream.on('response', resolve);
    upstream.on('error', () => resolve(undefined));
    req.pipe(upstream);
  });
}

export async function collect(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function send(res: ServerResponse, body: Buffer, rate: number | undefined, gone: AbortSignal): Promise<void> {
  const size = rate === undefined ? body.length : Math.max(1, Math.floor(rate / 50));
  for (let at = 0; rate !== undefined && at < body.length && !gone.aborted; at += size) {
    await pause((1000 * Math.min(size, body.length - at)) / rate, gone);
    res.write(body.subarray(at, at + size));
  }
  res.end(rate === undefined ? body : undefined);
}
