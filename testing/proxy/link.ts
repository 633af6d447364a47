/** One WebSocket through the proxy: two ends, two lanes, and the verbs that act on frames. */

import type { WebSocket } from 'ws';
import { closeFrame, type Frame, isSendable, made, spoilt } from './frames.js';
import { type Holds, Lane } from './lane.js';
import type { EventLog, ProxyEvent, Where } from './log.js';
import type { Action, Close, Direction, Inject, RuleBook } from './rules.js';
import type { Wire } from './wire.js';

export interface End {
  ws: WebSocket;
  wire: Wire;
}

export interface Shared {
  log: EventLog;
  rules: RuleBook;
  holds: Holds;
}

type Way = 'up' | 'down';

interface Arrival {
  frame: Frame;
  event: ProxyEvent;
}

export class Link {
  readonly where: Where;
  /** Resolves when both ends are gone. */
  readonly ended: Promise<unknown>;

  #shared: Shared;
  #ends: Record<Way, { source: End; sink: End }>;
  #lanes = { up: new Lane(), down: new Lane() };
  #lost = { up: false, down: false };
  #swapped: Partial<Record<Way, Arrival>> = {};
  #over = false;

  constructor(client: End, server: End, where: Where, shared: Shared) {
    this.where = where;
    this.#shared = shared;
    this.#ends = { up: { source: client, sink: server }, down: { source: server, sink: client } };
    this.ended = Promise.all([this.#listen('up'), this.#listen('down')]);
  }

  /** Acts on the socket at once, without waiting for a frame. */
  apply({ hold, blackhole, inject, reset, close }: Action) {
    if (hold) {
      const held = this.#shared.holds.wait();
      for (const lane of Object.values(this.#lanes)) lane.push(() => held);
    }
    if (blackhole) this.#blackhole(blackhole);
    if (inject !== undefined) this.#lanes.down.push(() => this.#inject(inject));
    if (reset) this.#reset();
    else if (close !== undefined) this.#close(close);
  }

  /** Forgets both ends, black holes included. */
  destroy() {
    this.#finish();
    for (const { source } of Object.values(this.#ends)) {
      source.wire.raw.destroy();
      source.wire.destroy();
    }
  }

  #listen(way: Way): Promise<unknown> {
    const { source, sink } = this.#ends[way];
    const lane = this.#lanes[way];
    source.ws.on('message', (data, binary) => this.#arrive(way, { data: data as Buffer, binary }));
    source.ws.on('ping', data => lane.push(() => this.#lost[way] || sink.ws.readyState > 1 || sink.ws.ping(data)));
    source.ws.on('pong', data => lane.push(() => this.#lost[way] || sink.ws.readyState > 1 || sink.ws.pong(data)));
    source.ws.on('error', () => undefined);
    return new Promise<void>(resolve => {
      source.ws.on('close', (code, reason) => {
        resolve();
        const text = reason.toString();
        if (!this.#over)
          this.#shared.log.record('close', this.where, { from: way === 'up' ? 'client' : 'server', code, text });
        lane.push(async () => {
          await this.#release(way);
          if (!this.#lost[way]) closeEnd(sink, { code, reason: text });
          this.#finish();
        });
      });
    });
  }

  /** Rules are asked when a frame comes in; their verbs act when it is its turn. */
  #arrive(way: Way, frame: Frame) {
    if (this.#over) return;
    const { log, rules, holds } = this.#shared;
    const text = frame.data.toString();
    const event = log.record(way, this.where, { text, bytes: frame.data.length, binary: frame.binary, forwarded: 0 });
    if (this.#lost[way]) return;
    const action = rules.take(way, { ...this.where, text });
    for (const verb of Object.keys(action)) log.record('fault', this.where, { verb, text });
    const held = action.hold && holds.wait();
    this.#lanes[way].push(async () => {
      await held;
      await this.#perform(way, { frame, event }, action);
    }, action.delay);
  }

  async #perform(way: Way, arrival: Arrival, action: Action) {
    const close = action.close === undefined ? undefined : closing(action.close);
    if (this.#over) return;
    if (action.reset === 'before') return this.#reset();
    if (close && close.when !== 'after') return this.#close(close);
    if (action.blackhole) this.#blackhole(action.blackhole);

    const changed = { ...arrival, frame: spoilt(arrival.frame, action) };
    if (action.swap && !this.#swapped[way]) this.#swapped[way] = changed;
    else if (!action.drop) {
      const copies = 1 + Number(action.duplicate ?? 0);
      for (let n = 0; n < copies; n++) await this.#forward(way, changed, action.drip);
      await this.#release(way);
    }
    if (action.inject !== undefined) await this.#inject(action.inject);
    if (action.reset === 'after') this.#reset();
    else if (close) this.#close(close);
  }

  async #forward(way: Way, { frame, event }: Arrival, rate?: number) {
    if (this.#lost[way] || this.#over) return;
    const { source, sink } = this.#ends[way];
    const slow = rate !== undefined;
    if (slow) source.ws.pause();
    const sent = await write(sink, frame, rate);
    if (slow) source.ws.resume();
    if (sent) this.#shared.log.amend(event, { forwarded: (event.forwarded ?? 0) + 1 });
  }

  /** Lets go the frame that was to change places with the one just sent. */
  async #release(way: Way) {
    const waiting = this.#swapped[way];
    delete this.#swapped[way];
    if (waiting) await this.#forward(way, waiting);
  }

  async #inject(inject: Inject | Inject[]) {
    for (const frame of made(inject)) if (!this.#lost.down && !this.#over) await write(this.#ends.down.sink, frame);
  }

  #blackhole(direction: Direction) {
    const client = this.#ends.up.source.wire;
    if (direction !== 'down') this.#lost.up = client.deaf = true;
    if (direction !== 'up') this.#lost.down = client.mute = true;
    client.raw.resume();
  }

  #reset() {
    this.#depart({ text: 'reset', code: 1006 });
    this.#ends.up.source.wire.reset();
    this.#ends.up.sink.wire.hangUp();
  }

  #close(wanted: number | Close) {
    const { code = 1005, reason = '', raw = false } = closing(wanted);
    this.#depart({ text: reason, code });
    closeEnd(this.#ends.up.source, { code, reason, raw });
    closeEnd(this.#ends.up.sink, { code: 1001, reason: '' });
  }

  #depart(how: Partial<ProxyEvent>) {
    if (!this.#over) this.#shared.log.record('close', this.where, { from: 'proxy', ...how });
    this.#finish();
  }

  #finish() {
    this.#over = true;
    this.#lanes.up.stop();
    this.#lanes.down.stop();
  }
}

export function closing(wanted: number | Close): Close {
  return typeof wanted === 'number' ? { code: wanted } : wanted;
}

/** Ends one side with any code; 1006 and 1015 mean that TCP ends without a close frame, as they do in nature. */
export function closeEnd({ ws, wire }: End, { code = 1005, reason = '', raw = false }: Close) {
  if (raw) wire.write(closeFrame(code, reason));
  else if (code === 1006 || code === 1015) wire.hangUp();
  else if (code === 1005) ws.close();
  else if (isSendable(code, reason)) ws.close(code, reason);
  else wire.write(closeFrame(code, reason));
}

/** Resolves when the frame is in the kernel's hands (true) or never will be. */
function write({ ws, wire }: End, { data, binary }: Frame, rate = Number.POSITIVE_INFINITY): Promise<boolean> {
  wire.rate = rate;
  return new Promise<boolean>(resolve => ws.send(data, { binary }, error => resolve(!error))).finally(() => {
    wire.rate = Number.POSITIVE_INFINITY;
  });
}
