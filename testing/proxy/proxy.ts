/**
 * A fault proxy for WebSocket and HTTP between a browser and a backend, both on loopback. It relays faithfully (headers,
 * origin, preflights, text and binary frames, pings, close codes both ways, the status of a refused handshake) except where
 * a rule says not to. Only compression of frames is not negotiated.
 *
 *     const proxy = await createProxy({ target: 'http://127.0.0.1:8000' });
 *     proxy.add({ on: 'up', nth: 2, do: { reset: 'after' } });
 *     await proxy.log.waitFor(event => event.kind === 'close');
 *
 * A rule has `on`, a filter (`path`, `method`, `match`), a count (`nth`, `times`, `per`) and the verbs in `do`. `up` are
 * frames of the client, `down` those of the target. `nth` alone means once, `times` alone the first so many, neither means
 * always. Verbs of several rules act together; a later rule's verb replaces the same verb of an earlier one. Without a
 * method, preflights are left alone. A verb that cannot act where it stands throws in `add`. `apply` sets verbs off at once
 * on open sockets, without a frame.
 *
 * | verb | on | what it does |
 * |---|---|---|
 * | `refuse` | connection, handshake, http | TCP reset, nothing forwarded. For "connection refused" itself see `down()` |
 * | `status` `body` `headers` | handshake, http | answers by itself; an object is sent as JSON; allows any origin unless `cors: false` |
 * | `redirect` | handshake, http | 302 (or `status`) to that address |
 * | `accept` | handshake | opens without the target: silent (`true`), or closed at once with a code |
 * | `close` | up, down, apply | close code and reason instead of (`when: 'after'`: behind) the frame; the target sees 1001. 1005 has no code in its frame; 1006 and 1015 end TCP without a frame; codes that no endpoint may send, and any with `raw`, are written as they are |
 * | `reset` | up, down, handshake, http, apply | TCP reset `before` or `after` forwarding; the target's side ends without a frame |
 * | `blackhole` | all, apply | `up`, `down` or `both` are accepted and forwarded nowhere, closing included. `up` still lets `down` through. On connection and handshake nothing is ever answered |
 * | `hold` | all, apply | it and all behind it in its direction wait for `flush()`, or for the rule to be removed; http: the answer waits |
 * | `drop` `duplicate` | up, down | no copy; one or n more copies |
 * | `swap` | up, down | changes places with the next frame of its direction |
 * | `corrupt` | up, down, http | `flip` (brackets turned), `truncate` (first half), `utf8` (invalid byte), `binary` (text as binary) |
 * | `replace` | up, down, http | other text, or a function of the text |
 * | `drip` | up, down, http | bytes per second; the sender is not read meanwhile |
 * | `delay` | all | milliseconds of latency, order kept; http: the request goes at once, the answer is late |
 * | `inject` | up, down, handshake, apply | text, bytes or `{ size, binary }`, one or a list, to the client, behind the frame |
 * | `idle` | handshake | ends TCP after so many ms without a byte from or to the client |
 */

import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { relayHttp } from './http-relay.js';
import { Holds, pause } from './lane.js';
import type { Link, Shared } from './link.js';
import { EventLog } from './log.js';
import { type Action, type Occasion, type On, pathMatches, type Rule, RuleBook, type Verb } from './rules.js';
import { relaySocket } from './socket-relay.js';
import { reset } from './wire.js';

export type { EventLog, ProxyEvent } from './log.js';
export type { Action, Rule } from './rules.js';

/** What the relays share with the proxy. */
export interface Relay extends Shared {
  target(): URL;
  idOf(socket: Socket): number;
  /** The verbs for this event, recorded as faults. */
  take(on: On, occasion: Occasion): Action;
  adopt(link: Link): void;
}

export interface ProxyOptions {
  /** Origin of the backend, `http://host:port`. */
  target: string;
  rules?: Rule[];
  port?: number;
}

export type FaultProxy = Awaited<ReturnType<typeof createProxy>>;

export async function createProxy({ target, rules = [], port = 0 }: ProxyOptions) {
  const log = new EventLog();
  const book = new RuleBook();
  const holds = new Holds();
  const links = new Set<Link>();
  const sockets = new Map<Socket, number>();
  const idle = new Set<Socket>();
  let goal = new URL(target);
  let lastId = 0;

  const relay: Relay = {
    log,
    rules: book,
    holds,
    target: () => goal,
    idOf: socket => sockets.get(socket) ?? 0,
    take(on, occasion) {
      const action = book.take(on, occasion);
      for (const verb of Object.keys(action) as Verb[]) if (verb !== 'idle') log.record('fault', occasion, { verb });
      return action;
    },
    adopt(link) {
      links.add(link);
      link.ended.then(() => links.delete(link));
    },
  };

  const http = createHttpServer((req, res) => {
    idle.delete(req.socket);
    res.once('close', () => req.socket.destroyed || idle.add(req.socket));
    relayHttp(req, res, relay).catch(() => reset(req.socket));
  });
  http.on('upgrade', (req, socket, head) => {
    idle.delete(socket as Socket);
    relaySocket(req, socket as Socket, head, relay);
  });
  http.on('clientError', (_error, socket) => socket.destroy());

  const server = createServer({ noDelay: true }, async socket => {
    const id = ++lastId;
    const where = { id, path: '' };
    const gone = new AbortController();
    sockets.set(socket, id);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      gone.abort();
      sockets.delete(socket);
      idle.delete(socket);
    });
    log.record('connect', where);
    const action = relay.take('connection', where);
    if (action.refuse) return void reset(socket);
    if (action.blackhole) return void socket.resume();
    const held = action.hold && holds.wait();
    await pause(action.delay ?? 0, gone.signal);
    await held;
    if (!socket.destroyed) http.emit('connection', socket);
  });

  const listen = (on: number) => once(server.listen(on, '127.0.0.1'), 'listening');
  await listen(port);
  const ownPort = (server.address() as AddressInfo).port;

  const proxy = {
    url: `http://127.0.0.1:${ownPort}`,
    port: ownPort,
    log,
    get rules() {
      return book.rules;
    },
    add(rule: Rule): Rule {
      book.add(rule);
      if (rule.on === 'connection') for (const socket of idle) socket.destroy();
      return rule;
    },
    remove(rule: Rule) {
      if (book.remove(rule) && rule.do.hold) holds.release();
    },
    /** No more rules; what was held is let go. */
    clear() {
      book.clear();
      holds.release();
    },
    /** Lets go all that is held and takes away the rules that would hold more. */
    flush() {
      for (const rule of book.rules) if (rule.do.hold) book.remove(rule);
      holds.release();
    },
    /** Sets verbs off at once on every open socket of that path: hold, blackhole, inject, reset, close. Gives their number. */
    apply(action: Action, path?: string | RegExp): number {
      const hit = [...links].filter(link => pathMatches(path, link.where.path));
      for (const link of hit) {
        for (const verb of Object.keys(action)) log.record('fault', link.where, { verb });
        link.apply(action);
      }
      return hit.length;
    },
    /** Resets every connection, also those of requests under way; new ones are let in. */
    cut() {
      for (const link of links) link.apply({ reset: 'before' });
      for (const socket of sockets.keys()) reset(socket);
    },
    stats: () => ({ connections: sockets.size, sockets: links.size, held: holds.size, events: log.length }),
    /** For connections and requests from now on. */
    retarget(url: string) {
      goal = new URL(url);
    },
    /** Nobody listens any more, and every connection is reset. */
    async down() {
      const closed = new Promise(resolve => server.close(resolve));
      proxy.cut();
      await closed;
    },
    /** The same port answers again. */
    async up() {
      await listen(ownPort);
    },
    async close() {
      await proxy.down();
      for (const link of links) link.destroy();
      holds.release();
    },
  };
  for (const rule of rules) proxy.add(rule);
  return proxy;
}
