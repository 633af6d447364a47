export interface Throttle {
  /** Counts a call; the seconds to wait when it is one too many. */
  hit(key: string): number | null;
}

/** DRF's sliding window: https://www.django-rest-framework.org/api-guide/throttling/ A refused call does not count. */
export function createThrottle(limit: { calls: number; seconds: number } | null, now = Date.now): Throttle {
  const calls = new Map<string, number[]>();

  function prune(time: number) {
    if (!limit || calls.size < 10_000) return;
    for (const [key, times] of calls) {
      if (times.at(-1)! <= time - limit.seconds * 1000) calls.delete(key);
    }
  }

  return {
    hit(key) {
      if (!limit) return null;
      const time = now();
      prune(time);
      const recent = (calls.get(key) ?? []).filter(at => at > time - limit.seconds * 1000);
      calls.set(key, recent);
      if (recent.length >= limit.calls) {
        return Math.max(1, Math.ceil((limit.seconds * 1000 - (time - recent[0]!)) / 1000));
      }
      recent.push(time);
      return null;
    },
  };
}
