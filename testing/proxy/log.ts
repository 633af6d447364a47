/** What the proxy saw and did, in order: an array to look into, with ways to wait for what is not there yet. */

export type EventKind = 'connect' | 'handshake' | 'up' | 'down' | 'close' | 'http' | 'fault';

export interface ProxyEvent {
  /** Milliseconds of `performance.now()`. */
  t: number;
  kind: EventKind;
  /** One number for each TCP connection of a client, so that a socket's events can be told from another's. */
  id: number;
  /** Path and query; empty for `connect`. */
  path: string;
  /** Text of a frame, or the reason of a close. */
  text?: string;
  bytes?: number;
  binary?: boolean;
  /** Copies of this frame written to the other side so far: 0 lost or still held, 2 duplicated. */
  forwarded?: number;
  code?: number;
  /** Who ended the socket. */
  from?: 'client' | 'server' | 'proxy';
  /** Answer to a handshake or request; absent until there is one. */
  status?: number;
  method?: string;
  headers?: Record<string, string | string[] | undefined>;
  /** The verb of a `fault`; also `swallow` (bytes in a black hole) and `unreachable` (the target did not answer). */
  verb?: string;
}

export interface Where {
  id: number;
  path: string;
}

export class EventLog extends Array<ProxyEvent> {
  /** `filter` and `map` give plain arrays. */
  static override get [Symbol.species]() {
    return Array;
  }

  #waiters = new Set<() => void>();

  record(kind: EventKind, { id, path }: Where, more: Partial<ProxyEvent> = {}): ProxyEvent {
    const event: ProxyEvent = { t: performance.now(), kind, id, path, ...more };
    this.push(event);
    this.#wake();
    return event;
  }

  /** Completes an event whose outcome was not known when it was recorded. */
  amend(event: ProxyEvent, more: Partial<ProxyEvent>) {
    Object.assign(event, more);
    this.#wake();
  }

  /** The first event at or after index `since` that fits, now or later; rejects with the log's tail after `timeout` ms. */
  waitFor(predicate: (event: ProxyEvent) => boolean, timeout = 5000, since = 0): Promise<ProxyEvent> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.slice(since).find(predicate);
        if (found) done(() => resolve(found));
        return found !== undefined;
      };
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiters.delete(look);
        settle();
      };
      const timer = setTimeout(() => done(() => reject(new Error(this.#complaint(timeout)))), timeout);
      if (!look()) this.#waiters.add(look);
    });
  }

  /** Frames as they arrived at the proxy, whatever became of them. */
  frames(direction: 'up' | 'down'): ProxyEvent[] {
    return this.filter(event => event.kind === direction);
  }

  /** Every handshake tried, with its time and, once known, its status. */
  attempts(): ProxyEvent[] {
    return this.filter(event => event.kind === 'handshake');
  }

  faults(verb?: string): ProxyEvent[] {
    return this.filter(event => event.kind === 'fault' && (verb === undefined || event.verb === verb));
  }

  #wake() {
    for (const look of [...this.#waiters]) look();
  }

  #complaint(timeout: number) {
    const tail = this.slice(-12).map(({ headers: _headers, ...event }) => JSON.stringify(event));
    return `No such event within ${timeout} ms. The last of ${this.length}:\n${tail.join('\n')}`;
  }
}
