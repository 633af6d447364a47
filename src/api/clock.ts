/** Time and chance, so that tests can own both. All times are milliseconds. */
export interface Clock {
  /** Monotonic, for deadlines: the wall clock may jump. */
  now(): number;
  /** The wall clock, for what is shown or compared with the server. */
  date(): number;
  /** Calls `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
  /** 0 ≤ n < 1. */
  random(): number;
}

export const realClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
