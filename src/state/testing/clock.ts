import type { Clock } from '../../api/clock.js';

/** Virtual time: nothing happens until it is advanced, and then in order. */
export interface TestClock extends Clock {
  /** Lets `ms` pass, with every timer and every promise in between. */
  pass(ms: number): Promise<void>;
  /** How many timers are waiting. */
  readonly waiting: number;
}

/** Lets every promise that can settle do so. */
export const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

export const createTestClock = (random: () => number = () => 0.5): TestClock => {
  let now = 0;
  let order = 0;
  let timers: { at: number; order: number; run: () => void }[] = [];
  return {
    now: () => now,
    date: () => 1_700_000_000_000 + now,
    random,
    after(ms, run) {
      const timer = { at: now + Math.max(0, ms), order: order++, run };
      timers.push(timer);
      return () => {
        timers = timers.filter(other => other !== timer);
      };
    },
    get waiting() {
      return timers.length;
    },
    async pass(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
        if (!next) break;
        timers = timers.filter(other => other !== next);
        now = next.at;
        next.run();
        await settle();
      }
      now = end;
    },
  };
};
