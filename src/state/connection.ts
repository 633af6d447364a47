import { atom, type ReadableAtom } from 'nanostores';
import type { Clock } from '../api/clock.js';
import { type ErrorCode, toApiError } from '../api/errors.js';
import { backoff, closePolicy, type Link, openSocket } from '../api/socket.js';
import type { Page } from './page.js';

export type ConnectionStatus = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'polling' | 'offline' | 'failed';

export interface ConnectionState {
  status: ConnectionStatus;
  /** Why it does not work, as far as it is known. */
  code?: ErrorCode;
}

export interface ConnectionDeps {
  /** Asked before each attempt; undefined while the room is not known. */
  url(): string | undefined;
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
  let wanted = false;
  let link: Link | undefined;
  let failures = 0;
  let neverOpened = 0;
  let quickCloses = 0;
  let everOpened = false;
  let openedAt = 0;
  let triedAt = -Infinity;
  let left = false;
  let code: ErrorCode | undefined;
  let probing = 0;
  let unlisten = () => {};
  const timers = { retry: () => {}, stable: () => {}, hidden: () => {}, look: () => {} };
  const arm = (name: keyof typeof timers, ms: number, run: () => void) => {
    timers[name]();
    timers[name] = clock.after(ms, run);
  };
  const disarm = () => {
    for (const cancel of Object.values(timers)) cancel();
  };

  const show = (status: ConnectionStatus) => {
    const now = $connection.get();
    const reason = status === 'open' || status === 'idle' ? undefined : code;
    if (now.status !== status || now.code !== reason) $connection.set({ status, ...(reason && { code: reason }) });
  };
  const showTrying = () => {
    if ($connection.get().status === 'polling') return;
    show(code === 'offline' || !page.online() ? 'offline' : everOpened ? 'reconnecting' : 'connecting');
  };

  const reliable = () => {
    failures = neverOpened = quickCloses = 0;
  };

  const attempt = () => {
    timers.retry();
    if (!wanted || left) return;
    const url = deps.url();
    if (!url) return showTrying();
    link?.drop();
    triedAt = clock.now();
    showTrying();
    link = openSocket(
      url,
      {
        open() {
          everOpened = true;
          neverOpened = 0;
          openedAt = clock.now();
          code = undefined;
          arm('stable', STABLE, reliable);
          armLook();
          show('open');
          deps.opened();
        },
        frame(data) {
          armLook();
          deps.frame(data);
        },
        close: closed,
      },
      { WebSocket: deps.WebSocket, clock },
    );
  };

  const firstAttempt = () => void page.shown.then(() => wanted && !link && attempt());

  const retryIn = (ms: number) => {
    showTrying();
    arm('retry', Math.max(ms, triedAt + MIN_BETWEEN - clock.now()), attempt);
  };
  const draw = ([low, high]: readonly [number, number]) => low + clock.random() * (high - low);

  const giveUp = (reason?: ErrorCode) => {
    disarm();
    link?.drop();
    link = undefined;
    code = reason;
    show('failed');
  };

  const closed = (closeCode: number, opened: boolean, refused = false) => {
    link = undefined;
    timers.stable();
    timers.look();
    deps.lost(closeCode);
    if (!wanted || left) return;
    failures++;
    if (!opened) neverOpened++;
    quickCloses = opened && closeCode === 1000 && clock.now() - openedAt < STABLE ? quickCloses + 1 : 0;
    // A secure page may not open an insecure socket: the constructor throws, and trying again changes nothing.
    if (refused) return giveUp('mixed-content');
    const policy = closePolicy(closeCode);
    if (policy.next === 'stop' || quickCloses >= 3) return giveUp('origin-refused');
    if ($connection.get().status === 'polling') return poll();
    if (policy.next === 'probe' || (neverOpened >= 2 && neverOpened % 2 === 0)) void classify(policy.next === 'probe');
    if (policy.next !== 'probe') retryIn(policy.wait ? draw(policy.wait) : backoff(failures, clock.random()));
    else if (neverOpened === 0) show('reconnecting');
  };

  let authTries = 0;
  /** A refused handshake looks the same whatever its reason: one HTTP answer tells them apart. */
  const classify = async (auth: boolean) => {
    const id = ++probing;
    const still = () => id === probing && wanted && !left && $connection.get().status !== 'open';
    try {
      await deps.probe();
      if (!still()) return;
      if (auth) {
        // The token is good and the socket still says no: once more, then it is final.
        if (++authTries > 1) return giveUp('origin-refused');
        return retryIn(backoff(failures, clock.random()));
      }
      code = 'origin-refused';
      if (deps.heal()) return retryIn(0);
      if (neverOpened >= 3) poll();
    } catch (error) {
      if (!still()) return;
      const reason = toApiError(error).code;
      if (reason === 'aborted' || reason === 'expired') return;
      code = reason === 'cors' && everOpened ? 'server' : reason;
      if (reason === 'not-found') return giveUp(reason);
      if (auth) return retryIn(backoff(failures, clock.random()));
      showTrying();
    }
  };

  /** Sockets are blocked and HTTP is not: read the history instead, and see now and then whether that has changed. */
  const poll = () => {
    show('polling');
    let since = 0;
    const next = () => {
      const wait = POLL * (0.8 + clock.random() * 0.4);
      arm('retry', wait, () => {
        since += wait;
        deps.look();
        if (since < REST_TRY) return next();
        attempt();
      });
    };
    deps.look();
    next();
  };

  const armLook = () =>
    arm('look', IDLE_LOOK, () => {
      if (page.visible()) deps.look();
      armLook();
    });

  /** Make before break is not possible with one identity a room, so: let go, connect anew. */
  const reconnect = () => {
    if (!wanted) return;
    left = false;
    if (link) {
      link.drop();
      link = undefined;
      deps.lost(1006);
    }
    retryIn(0);
  };

  return {
    $connection: $connection as ReadableAtom<ConnectionState>,

    start() {
      if (wanted) return;
      wanted = true;
      left = false;
      unlisten = page.on(news => {
        if (news === 'leave') {
          // An open socket would keep the page out of the back/forward cache, and leave a ghost on the server.
          left = true;
          disarm();
          if (link) {
            link.drop();
            link = undefined;
            deps.lost(1006);
          }
        } else if (news === 'hide') {
          arm('hidden', HIDDEN_LIMIT, () => {
            link?.drop();
            link = undefined;
            disarm();
            deps.lost(1006);
            show('idle');
          });
        } else {
          timers.hidden();
          const { status } = $connection.get();
          if (news === 'revive' || left || (status !== 'open' && status !== 'failed')) {
            failures = Math.min(failures, 1);
            if (status !== 'failed' || news === 'revive') reconnect();
          } else if (status === 'open') deps.look();
        }
      });
      firstAttempt();
    },

    /** The address is known now: what was started before tries at once. */
    located: () => firstAttempt(),

    stop() {
      wanted = false;
      probing++;
      unlisten();
      disarm();
      link?.drop();
      link = undefined;
      everOpened = false;
      code = undefined;
      reliable();
      show('idle');
    },

    /** The visitor asks, or something is known to be wrong with the link: start over at once. */
    reconnect() {
      authTries = 0;
      reliable();
      reconnect();
    },

    /** The host page's policy forbids the address: only the integrator can mend that. */
    block: (reason: ErrorCode) => giveUp(reason),

    send: (data: string) => link?.send(data) ?? false,

    /** A reply is the proof that the server works: the next loss starts from the shortest wait. */
    replied() {
      authTries = 0;
      reliable();
    },
  };
};
