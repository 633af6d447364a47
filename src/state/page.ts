import type { Clock } from '../api/clock.js';

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

export const createPage = (clock: Clock): Page => {
  const visible = () => document.visibilityState !== 'hidden';
  return {
    visible,
    online: () => navigator.onLine,
    shown: new Promise(resolve => {
      if ((document as { prerendering?: boolean }).prerendering)
        document.addEventListener('prerenderingchange', () => resolve(), { once: true });
      else resolve();
    }),
    on(listener) {
      const life = new AbortController();
      let hiddenAt = visible() ? Infinity : clock.now();
      let seenAt = clock.now();
      let last = clock.date();
      let cancel = () => {};
      const listen = (target: EventTarget, type: string, handler: (event: Event) => void) =>
        target.addEventListener(type, handler, { signal: life.signal, capture: true });
      const tell = (news: PageNews) => {
        seenAt = clock.now();
        listener(news);
      };
      listen(document, 'visibilitychange', () => {
        const now = clock.now();
        if (visible()) tell(now - hiddenAt > CHECK ? 'revive' : 'wake');
        else listener('hide');
        hiddenAt = visible() ? Infinity : now;
      });
      listen(document, 'resume', () => tell('revive'));
      listen(window, 'online', () => tell('revive'));
      listen(window, 'pageshow', event => (event as PageTransitionEvent).persisted && tell('revive'));
      listen(window, 'pagehide', () => listener('leave'));
      listen(window, 'focus', () => clock.now() - seenAt > LONG && tell('wake'));
      // A laptop that slept, or a clock that was set: the interval shows it where no event does.
      const check = () => {
        const gap = clock.date() - last;
        last += gap;
        if (visible() && (gap > CHECK + LONG || gap < -LONG)) tell('revive');
        cancel = clock.after(CHECK, check);
      };
      check();
      return () => {
        cancel();
        life.abort();
      };
    },
  };
};
