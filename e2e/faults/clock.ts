/** What a test may do to the time of a page. */
export interface PageClock {
  /** How many times faster than the real one; timers that wait already follow. 0 stands still. */
  rate(times: number): void;
  /** No faster than the real one meanwhile. */
  slow(on: boolean): void;
  /** Sets the wall clock on or back by so many ms. */
  setDate(by: number): void;
  /** Sleeps so long: the wall clock goes on, timers are late by nothing and fire as they come due. */
  sleep(ms: number): void;
  /** Timers fire at whole multiples of this only, as in a page that has been hidden for long; 0 ends that. */
  quantum(ms: number): void;
  /** Virtual and real milliseconds. */
  now(): number;
  real(): number;
  /** Timers that wait, and the shortest interval of a real frame is not among them. */
  pending(): number;
}

/**
 * Runs in the page, before any other script: `setTimeout`, `setInterval`, `performance.now` and `Date` go faster than
 * the clock on the wall. Everything else, the network above all, stays in real time.
 */
export function installClock(times: number): void {
  const wait = window.setTimeout.bind(window);
  const unwait = window.clearTimeout.bind(window);
  const uninterval = window.clearInterval.bind(window);
  const real = performance.now.bind(performance);
  const NativeDate = Date;
  const origin = NativeDate.now() - real();
  let rate = times;
  let wanted = times;
  let slow = false;
  let quantum = 0;
  let set = 0;
  let base = { real: real(), virtual: real() };
  const now = () => base.virtual + (real() - base.real) * rate;
  const date = () => Math.floor(origin + now() + set);

  interface Timer {
    due: number;
    every: number | undefined;
    run: () => void;
    native: number;
  }
  const timers = new Map<number, Timer>();
  // Above what the browser gives out itself, so that either kind can be cleared.
  let last = 1_000_000_000;

  const arm = (id: number, timer: Timer) => {
    unwait(timer.native);
    if (rate === 0) return;
    const due = quantum ? Math.ceil(timer.due / quantum) * quantum : timer.due;
    timer.native = wait(() => fire(id), Math.max(0, (due - now()) / rate));
  };
  const fire = (id: number) => {
    const timer = timers.get(id);
    if (!timer) return;
    if (timer.every === undefined) timers.delete(id);
    else {
      timer.due = now() + timer.every;
      arm(id, timer);
    }
    timer.run();
  };
  const add = (run: TimerHandler, ms: unknown, every: boolean, args: unknown[]) => {
    const delay = Math.max(0, Number(ms) || 0);
    const timer: Timer = {
      due: now() + delay,
      every: every ? Math.max(4, delay) : undefined,
      run: () => (typeof run === 'function' ? run.apply(window, args) : undefined),
      native: 0,
    };
    timers.set(++last, timer);
    arm(last, timer);
    return last;
  };
  const remove = (native: (id: number) => void) => (id?: number) => {
    const timer = timers.get(Number(id));
    if (!timer) return native(Number(id));
    unwait(timer.native);
    timers.delete(Number(id));
  };
  const rearm = () => {
    for (const [id, timer] of timers) arm(id, timer);
  };

  const turn = () => {
    const next = slow ? Math.min(1, wanted) : wanted;
    if (next === rate) return;
    base = { real: real(), virtual: now() };
    rate = next;
    rearm();
  };

  Object.assign(window, {
    setTimeout: (run: TimerHandler, ms?: number, ...args: unknown[]) => add(run, ms, false, args),
    setInterval: (run: TimerHandler, ms?: number, ...args: unknown[]) => add(run, ms, true, args),
    clearTimeout: remove(unwait),
    clearInterval: remove(uninterval),
  });
  performance.now = now;
  window.Date = new Proxy(NativeDate, {
    construct: (target, args: [number], self) => Reflect.construct(target, args.length ? args : [date()], self),
    get: (target, key) => (key === 'now' ? date : Reflect.get(target, key)),
  });

  const clock: PageClock = {
    rate(next) {
      wanted = next;
      turn();
    },
    slow(on) {
      slow = on;
      turn();
    },
    setDate: by => void (set += by),
    sleep(ms) {
      base = { real: real(), virtual: now() + ms };
      rearm();
    },
    quantum(ms) {
      quantum = ms;
      rearm();
    },
    now,
    real,
    pending: () => timers.size,
  };
  Object.defineProperty(document, Symbol.for('fault-clock'), { value: clock });
}
