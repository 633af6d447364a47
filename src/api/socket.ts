import type { Clock } from './clock.js';

export interface SocketEvents {
  open(): void;
  frame(data: unknown): void;
  /** `code` is 1006 where the browser tells nothing; `refused` where the constructor itself threw. */
  close(code: number, opened: boolean, refused?: boolean): void;
}

/** One connection. After `drop` or `close` it is never heard of again: a late event of an old socket means nothing. */
export interface Link {
  /** False where the frame was not handed over: not open, or 64 KB already wait. */
  send(data: string): boolean;
  /** Leaves without waiting for the close handshake, which takes up to a minute on a half-open link. */
  drop(): void;
}

export interface SocketEnvironment {
  WebSocket: typeof WebSocket;
  clock: Clock;
}

/** A connection that has not opened by then is given up, in ms. */
export const CONNECT_LIMIT = 8_000;
const MAX_BUFFERED = 65_536;

export const openSocket = (url: string, events: SocketEvents, { WebSocket, clock }: SocketEnvironment): Link => {
  let socket: WebSocket | undefined;
  let opened = false;
  let live = true;

  const end = (code: number, refused = false) => {
    if (!live) return;
    live = false;
    cancel();
    events.close(code, opened, refused);
  };
  const drop = () => {
    live = false;
    cancel();
    try {
      socket?.close(1000);
    } catch {
      // It never opened.
    }
  };
  const cancel = clock.after(CONNECT_LIMIT, () => {
    const wasLive = live;
    drop();
    if (wasLive) events.close(1006, false);
  });

  try {
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      if (!live) return;
      opened = true;
      cancel();
      events.open();
    };
    socket.onmessage = event => live && events.frame(event.data);
    socket.onclose = event => end(event.code);
  } catch {
    // An insecure address on a secure page throws here in Chromium.
    clock.after(0, () => end(1006, true));
  }

  return {
    send(data) {
      if (!live || !opened || !socket || socket.readyState !== 1 || socket.bufferedAmount > MAX_BUFFERED) return false;
      socket.send(data);
      return true;
    },
    drop,
  };
};

const BASE = 500;
const CAP = 30_000;
const FLOOR = 250;

/** Full jitter: the cap is applied first, so that clients stay spread once they reach it. */
export const backoff = (failures: number, random: number) =>
  Math.max(FLOOR, random * Math.min(CAP, BASE * 2 ** Math.min(failures, 10)));

/** What a close code asks for. `wait` is a range in ms to draw from; without one the backoff decides. */
export interface ClosePolicy {
  next: 'retry' | 'probe' | 'stop';
  wait?: readonly [number, number];
}

/** The codes of RFC 6455 and the 4xxx that backends were seen to use; unknown application codes below 4500 may pass. */
export const closePolicy = (code: number): ClosePolicy => {
  switch (code) {
    case 1000:
      return { next: 'retry', wait: [1_000, 2_000] };
    case 1001:
      // Firefox closes with it when the page begins to navigate: wait and see whether the page is still there.
      return { next: 'retry', wait: [1_000, 1_500] };
    case 1008:
    case 3000:
    case 3003:
    case 4001:
    case 4003:
    case 4401:
    case 4403:
      return { next: 'probe' };
    case 1010:
      return { next: 'stop' };
    case 1012:
      return { next: 'retry', wait: [5_000, 30_000] };
    case 1013:
    case 4429:
      return { next: 'retry', wait: [10_000, 30_000] };
    default:
      return { next: code >= 4500 && code <= 4999 ? 'stop' : 'retry' };
  }
};
