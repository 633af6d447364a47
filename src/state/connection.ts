import { atom, type ReadableAtom } from 'nanostores';
import type { Clock } from '../api/clock.js';
import { type ErrorCode, toApiError } from '../api/errors.js';
import { backoff, type ClosePolicy, closePolicy } from '../api/socket.js';
import type { Page } from './page.js';

export type ConnectionStatus = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'polling' | 'offline' | 'failed';

export interface ConnectionState {
  status: ConnectionStatus;
  /** Why it does not work, as far as it is known. */
  code?: ErrorCode;
}

export interface ConnectionDeps {
  /** Asked before each attempt; `''` while the room is not known. */
  url(): string;
  /** One HTTP call that tells what a refused socket cannot. Rejects with an ApiError. */
  probe(): Promise<unknown>;
  /** Another way to write the address, for routes that take word characters only; false where there is none. */
  heal(): boolean;
  opened(): void;
  frame(data: unknown): void;
  /** The link is gone; `code` is the close code, 1006 where the browser does not say. */
  lost(code: number): void;
  /** Worth a look whether the history knows more than the socket. */
  look(): void;
  page: Page;
  clock: Clock;
  WebSocket: typeof WebSocket;
}

/** A connection that has not opened by then is given up, in ms. */
const CONNECT_LIMIT = 8_000;
const MAX_BUFFERED = 65_536;
const STABLE = 5_000;
const MIN_BETWEEN = 1_000;
const HIDDEN_LIMIT = 300_000;
const POLL = 15_000;
const REST_TRY = 60_000;
const IDLE_LOOK = 60_000;

export type Connection = ReturnType<typeof createConnection>;

/** Keeps one room's socket alive: decides when to connect, when to wait and when to stop, and says why. */
export const createConnection = (deps: ConnectionDeps) => {
  const { page, clock } = deps;
  const $connection = atom<ConnectionState>({ status: 'idle' });
  /** The one that is believed: a late event of any other means nothing. */
  let socket: WebSocket | undefined;
  let failures = 0;
  let neverOpened = 0;
  let quickCloses = 0;
  let authTries = 0;
  /** 0: never yet. */
  let openedAt = 0;
  let triedAt = -Infinity;
  let code: ErrorCode | undefined;
  let probe: Promise<unknown> | undefined;
  let unlisten: (() => void) | undefined;
  let cancelHidden = () => {};
  // What comes next, and there is never more than one: the limit of an attempt, a look while open, else another try.
  let cancel = () => {};
  const arm = (ms: number, run: () => void) => {
    cancel();
    cancel = clock.after(ms, run);
  };

  const status = () => $connection.get().status;
  const show = (next: ConnectionStatus) => {
    const reason = next === 'open' || next === 'idle' ? undefined : code;
    if (status() !== next || $connection.get().code !== reason)
      $connection.set({ status: next, ...(reason && { code: reason }) });
  };
  const showTrying = () => {
    if (status() === 'polling') return;
    show(code === 'offline' || !page.online() ? 'offline' : openedAt ? 'reconnecting' : 'connecting');
  };

  const reliable = () => {
    failures = neverOpened = quickCloses = authTries = 0;
  };

  /** Leaves without waiting for the close handshake, which takes up to a minute on a half-open link. */
  const letGo = (closeCode = 1006) => {
    cancel();
    const old = socket;
    socket = undefined;
    // What it still says is not heard: nothing may be armed by it.
    old?.close(1000);
    deps.lost(closeCode);
  };
  const rest = () => {
    letGo();
    show('idle');
  };
  const giveUp = (reason: ErrorCode) => {
    letGo();
    code = reason;
    show('failed');
  };

  const attempt = () => {
    if (!unlisten) return;
    letGo();
    showTrying();
    const url = deps.url();
    if (!url) return;
    triedAt = clock.now();
    let current: WebSocket;
    try {
      current = new deps.WebSocket(url);
    } catch {
      // An insecure address on a secure page throws here in Chromium, and trying again changes nothing. So does what a
      // policy forbids in WebKit, but an event of its own comes first and tells.
      return arm(0, () => giveUp('mixed-content'));
    }
    socket = current;
    current.binaryType = 'arraybuffer';
    current.onopen = () => {
      if (socket !== current) return;
      openedAt = clock.now();
      code = undefined;
      armLook();
      show('open');
      deps.opened();
    };
    current.onmessage = ({ data }) => {
      if (socket !== current) return;
      armLook();
      deps.frame(data);
    };
    current.onclose = event => socket === current && closed(event.code);
    arm(CONNECT_LIMIT, () => closed(1006));
  };

  const firstAttempt = () => void page.shown.then(() => socket || attempt());

  const retryIn = (ms: number) => {
    showTrying();
    arm(Math.max(ms, triedAt + MIN_BETWEEN - clock.now()), attempt);
  };
  const retry = (range?: ClosePolicy['wait']) => {
    const random = clock.random();
    retryIn(range ? range[0] + random * (range[1] - range[0]) : backoff(failures, random));
  };

  const closed = (closeCode: number) => {
    const opened = status() === 'open';
    const stable = opened && clock.now() - openedAt >= STABLE;
    letGo(closeCode);
    failures = stable ? 1 : failures + 1;
    neverOpened = opened ? 0 : neverOpened + 1;
    quickCloses = opened && !stable && closeCode === 1000 ? quickCloses + 1 : 0;
    const { next, wait } = closePolicy(closeCode);
    if (next === 'stop' || quickCloses >= 3) return giveUp('origin-refused');
    if (status() === 'polling') return poll();
    const auth = next === 'probe';
    if (auth || (neverOpened && neverOpened % 2 === 0)) void classify(auth);
    if (auth) showTrying();
    else retry(wait);
  };

  /** A refused handshake looks the same whatever its reason: one HTTP answer tells them apart. */
  const classify = async (auth: boolean) => {
    const mine = deps.probe();
    probe = mine;
    const late = () => probe !== mine || status() === 'open' || status() === 'idle';
    try {
      await mine;
      if (late()) return;
      // The token is good and the socket still says no: once more, then it is final.
      if (auth) return authTries++ ? giveUp('origin-refused') : retry();
      code = 'origin-refused';
      // Both ways were tried: the first one is back, and it is not the address.
      if (deps.heal() && neverOpened < 3) retryIn(0);
      else if (neverOpened >= 3) poll();
    } catch (error) {
      const reason = toApiError(error).code;
      if (late() || reason === 'aborted' || reason === 'expired') return;
      if (reason === 'not-found') return giveUp(reason);
      code = reason === 'cors' && openedAt ? 'server' : reason;
      if (auth) retry();
      else showTrying();
    }
  };

  /** Sockets are blocked and HTTP is not: read the history instead, and see now and then whether that has changed. */
  const poll = () => {
    show('polling');
    deps.look();
    arm(POLL * (0.8 + clock.random() * 0.4), () => (clock.now() - triedAt < REST_TRY ? poll() : attempt()));
  };

  const armLook = () =>
    arm(IDLE_LOOK, () => {
      if (page.visible()) deps.look();
      armLook();
    });

  /** Make before break is not possible with one identity a room, so: let go, connect anew. */
  const reconnect = () => {
    letGo();
    // What is still being asked is about the time before.
    probe = undefined;
    retryIn(0);
  };

  return {
    $connection: $connection as ReadableAtom<ConnectionState>,

    start() {
      unlisten ??= page.on(news => {
        cancelHidden();
        if (news === 'hide' || !page.visible()) cancelHidden = clock.after(HIDDEN_LIMIT, rest);
        // An open socket would keep the page out of the back/forward cache, and leave a ghost on the server.
        if (news === 'leave') rest();
        else if (news === 'revive' || (news === 'wake' && status() !== 'open' && status() !== 'failed')) {
          failures = Math.min(failures, 1);
          reconnect();
        } else if (news === 'wake' && status() === 'open') deps.look();
      });
      firstAttempt();
    },

    /** The address is known now: what was started before tries at once. */
    located: firstAttempt,

    stop() {
      unlisten?.();
      unlisten = code = undefined;
      cancelHidden();
      rest();
      openedAt = 0;
      reliable();
    },

    /** The visitor asks, or something is known to be wrong with the link: start over at once. */
    reconnect() {
      reliable();
      reconnect();
    },

    /** The host page's policy forbids the address: only the integrator can mend that. */
    block: giveUp,

    /** Whether a frame would be taken now: the link is open, and less than 64 KB wait. */
    ready: () => socket?.readyState === 1 && socket.bufferedAmount <= MAX_BUFFERED,

    send: (data: string) => socket?.send(data),

    /** A reply is the proof that the server works: the next loss starts from the shortest wait. */
    replied: reliable,
  };
};
