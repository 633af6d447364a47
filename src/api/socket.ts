const BASE = 500;
const CAP = 30_000;
const FLOOR = 250;

/** Full jitter: the cap is applied first, so that clients stay spread once they reach it. */
export const backoff = (failures: number, random: number) =>
  Math.max(FLOOR, random * Math.min(CAP, BASE * 2 ** Math.min(failures, 10)));

/** What a close code asks for. `wait` is a range in ms to draw from; without one the backoff decides. */
export interface ClosePolicy {
  next: 'retry' | 'probe' | 'stop';
  wait: Range | undefined;
}

type Range = readonly [low: number, high: number];

const waits: Record<number, Range> = {
  1000: [1_000, 1_500],
  // Firefox closes with it when the page begins to navigate: wait and see whether the page is still there.
  1001: [1_000, 1_500],
  1012: [5_000, 30_000],
  1013: [10_000, 30_000],
  4429: [10_000, 30_000],
};

/** The codes of RFC 6455 and the 4xxx that backends were seen to use; unknown application codes below 4500 may pass. */
export const closePolicy = (code: number): ClosePolicy => ({
  next: [1008, 3000, 3003, 4001, 4003, 4401, 4403].includes(code)
    ? 'probe'
    : code === 1010 || code >= 4500
      ? 'stop'
      : 'retry',
  wait: waits[code],
});
