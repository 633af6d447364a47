/** Order and time: what makes a later frame wait behind an earlier one. */

import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, or returns early when the signal fires; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0 && !signal.aborted) await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** One direction of a socket: tasks run one after another, none before its time, none after `stop`. */
export class Lane {
  #tail: Promise<void> = Promise.resolve();
  #end = new AbortController();

  push(task: () => unknown, delay = 0) {
    const due = performance.now() + delay;
    this.#tail = this.#tail.then(async () => {
      await pause(due - performance.now(), this.#end.signal);
      if (!this.#end.signal.aborted) await task();
    });
  }

  stop() {
    this.#end.abort();
  }
}

/** Everything that a `hold` keeps back, until it is let go together. */
export class Holds {
  #waiting: (() => void)[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  wait(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  release() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
