/**
 * The clock in every page that is measured, ours and the baselines' alike: it runs first, knows when a frame is over
 * and when a message came in by the socket, and looks at the list with the reader's eyes.
 */
import type { Painted, Probe } from './types.js';

const frames = { count: 0, running: false, last: 0, gaps: [] as number[] };
const waiting = new Set<() => boolean>();
const arrivals: { text: string; at: number; frame: number }[] = [];
const { port1, port2 } = new MessageChannel();

/** Script, style, layout and paint of the frame are done when this task runs. */
port1.onmessage = () => {
  frames.count++;
  for (const check of waiting) if (check()) waiting.delete(check);
};

const tick = (at: number) => {
  if (frames.last) frames.gaps.push(at - frames.last);
  frames.last = at;
  port2.postMessage(null);
  if (frames.running || waiting.size) requestAnimationFrame(tick);
  else frames.last = 0;
};
const wake = () => {
  if (!frames.last) requestAnimationFrame(tick);
};

const afterFrame = <T>(check: () => T | undefined): Promise<T> =>
  new Promise(resolve => {
    waiting.add(() => {
      const result = check();
      if (result === undefined) return false;
      resolve(result);
      return true;
    });
    wake();
  });

/** Whether a click in the middle of it would reach it. */
const isInView = (element: Element): boolean => {
  const { left, top, width, height } = element.getBoundingClientRect();
  if (!width || !height) return false;
  let hit = document.elementFromPoint(left + width / 2, top + height / 2);
  while (hit?.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(left + width / 2, top + height / 2);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return !!hit && (element.contains(hit) || hit.contains(element));
};

const NativeSocket = WebSocket;
window.WebSocket = class extends NativeSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    this.addEventListener('message', ({ data }) => {
      arrivals.push({ text: String(data), at: performance.now(), frame: frames.count });
    });
  }
};

const longTasks: number[] = [];
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) longTasks.push(duration);
}).observe({ type: 'longtask' });

const probe: Probe = {
  afterFrame,
  isInView,
  arrivals,
  newest: () => null,
  rows: () => 0,
  shown: text =>
    afterFrame((): Painted | undefined => {
      const row = probe.newest();
      if (!row?.textContent?.includes(text) || !isInView(row)) return undefined;
      return { at: performance.now(), frame: frames.count };
    }),
  record() {
    frames.gaps.length = longTasks.length = arrivals.length = 0;
    frames.running = true;
    wake();
  },
  stop() {
    frames.running = false;
    return { gaps: [...frames.gaps], longTasks: [...longTasks] };
  },
};
window.probe = probe;
