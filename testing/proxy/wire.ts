/** A TCP socket that `ws` talks through and that can go deaf, mute or slow without `ws` knowing. */

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { pause } from './lane.js';

const slicesPerSecond = 50;

/** Ends TCP with a reset. Once it is being ended otherwise, a reset fails and would leave the socket open for ever. */
export function reset(socket: Socket) {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

export class Wire extends Duplex {
  /** Swallows what arrives, its end included. */
  deaf = false;
  /** Swallows what is written, its end included: the peer sees an open, silent connection. */
  mute = false;
  /** Bytes per second of what is written. */
  rate = Number.POSITIVE_INFINITY;

  #gone = new AbortController();

  constructor(
    readonly raw: Socket,
    swallowed: (bytes: number) => void = () => undefined,
  ) {
    super();
    this.on('error', () => undefined);
    raw.on('data', chunk => {
      if (this.deaf || this.destroyed) swallowed(chunk.length);
      else if (!this.push(chunk)) raw.pause();
    });
    raw.on('end', () => this.deaf || this.push(null));
    raw.on('close', () => {
      if (this.deaf) return;
      if (raw.readableEnded && !this.readableEnded) this.once('end', () => this.destroy());
      else this.destroy();
    });
    raw.on('error', () => undefined);
  }

  /** Ends the TCP connection without a close frame. */
  hangUp() {
    if (!this.mute) this.raw.end();
  }

  /** Ends it with a reset (RST). */
  reset() {
    reset(this.raw);
  }

  override _read() {
    this.raw.resume();
  }

  override async _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void) {
    if (this.mute) return done();
    if (this.rate === Number.POSITIVE_INFINITY) return void this.raw.write(chunk, done);
    const size = Math.max(1, Math.floor(this.rate / slicesPerSecond));
    for (let at = 0; at < chunk.length && !this.destroyed; at += size) {
      await pause((1000 * Math.min(size, chunk.length - at)) / this.rate, this.#gone.signal);
      if (!this.mute && !this.destroyed) this.raw.write(chunk.subarray(at, at + size));
    }
    return done();
  }

  override _final(done: (error?: Error | null) => void) {
    if (this.mute) done();
    else this.raw.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    this.#gone.abort();
    if (this.mute) this.raw.resume();
    else this.raw.destroy();
    done(error);
  }
}
