import type { Clock } from '../api/clock.js';
import { createSignal } from './signal.js';

/**
 * What the page goes through, as the connection needs it:
 * `revive`: an open socket is not to be believed (online, back from the cache, resumed, visible after a while, a clock
 * jump: `readyState` then still says OPEN in Chromium and WebKit); `wake`: worth a look; `hide` and `leave` (pagehide).
 */
export type PageNews = 'revive' | 'wake' | 'hide' | 'leave';

export interface Page {
  on(listener: (news: PageNews) => void): () => void;
  visible(): boolean;
  online(): boolean;
  /** Resolves when the page is really shown, not prerendered. */
  shown: Promise<void>;
}

const CHECK = 10_000;
const LONG = 30_000;

/** Without a window (on a server) the page is visible and silent. */
export const createPage = (clock: Clock, view: Window | undefined = globalThis.window): Page => {
  const signal = createSignal<PageNews>();
  let listeners = 0;
  let stop = () => {};
  if (!view) return { on: signal.on, visible: () => true, online: () => true, shown: Promise.resolve() };
  const { document } = view;
  const visible = () => document.visibilityState !== 'hidden';

  const watch = () => {
    let hiddenAt = visible() ? Infinity : clock.now();
    let seenAt = clock.now();
    let last = clock.date();
    let cancel = () => {};
    const tell = (news: PageNews) => () => {
      seenAt = clock.now();
      signal.emit(news);
    };
    const change = () => {
      if (visible()) {
        const long = clock.now() - hiddenAt > CHECK;
        hiddenAt = Infinity;
        tell(long ? 'revive' : 'wake')();
      } else {
        hiddenAt = clock.now();
        signal.emit('hide');
      }
    };
    // A laptop that slept, or a clock that was set: the interval shows it where no event does.
    const tick = () => {
      const now = clock.date();
      const gap = now - last;
      last = now;
      if (visible() && (gap > CHECK + LONG || gap < -LONG)) tell('revive')();
      cancel = clock.after(CHECK, tick);
    };
    const handlers: [EventTarget, string, (event: Event) => void][] = [
      [document, 'visibilitychange', change],
      [document, 'resume', tell('revive')],
      [view, 'online', tell('revive')],
      [view, 'pageshow', event => (event as PageTransitionEvent).persisted && tell('revive')()],
      [view, 'pagehide', () => signal.emit('leave')],
      [view, 'focus', () => clock.now() - seenAt > LONG && tell('wake')()],
    ];
    for (const [target, type, handler] of handlers) target.addEventListener(type, handler);
    cancel = clock.after(CHECK, tick);
    return () => {
      cancel();
      for (const [target, type, handler] of handlers) target.removeEventListener(type, handler);
    };
  };

  return {
    visible,
    online: () => view.navigator.onLine !== false,
    shown: new Promise(resolve => {
      if ((document as { prerendering?: boolean }).prerendering) {
        document.addEventListener('prerenderingchange', () => resolve(), { once: true });
      } else resolve();
    }),
    on(listener) {
      const off = signal.on(listener);
      if (listeners++ === 0) stop = watch();
      let active = true;
      return () => {
        if (!active) return;
        active = false;
        off();
        if (--listeners === 0) stop();
      };
    },
  };
};
