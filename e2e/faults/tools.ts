import type { PageClock } from './clock.js';

/** A message as it is on the screen. */
export interface Shown {
  kind: 'own' | 'server' | 'participant';
  text: string;
  label: string;
  author: string;
  time: string;
  status: string;
  retry: boolean;
}

export interface Heard {
  type: string;
  detail: Record<string, unknown>;
  /** Virtual time of the page, ms. */
  at: number;
}

/** All that the invariants look at, of one moment. */
export interface Audit {
  messages: Shown[];
  composer: { value: string; start: number } | null;
  line: string;
  attributes: string;
  events: Heard[];
  timers: number;
  rows: number;
}

/** What a test asks a page; `tools()` in a function of the page. */
export interface Tools {
  events: Heard[];
  sockets: { url: string; at: number; frames: number }[];
  requests: { url: string; at: number }[];
  lines: { text: string; at: number }[];
  /** What the browser told the page. */
  signs: { type: string; at: number }[];
  audit(): Audit;
  messages(): Shown[];
  deep(selector: string): HTMLElement | undefined;
  deepAll(selector: string): HTMLElement[];
  send(text: string, nth?: number): string | undefined;
  /** Types into the message field as an input method would, and leaves it there. */
  compose(text: string, caret?: number): void;
  hide(): void;
  show(): void;
  hear(type: string): void;
  /** The longest time between two frames since it was started, real ms. */
  gaps(): { stop(): number };
  listeners(): number;
  clock: PageClock;
}

/** Runs in the page after the clock and before the script: writes down what happens, and looks through open shadow roots. */
export function installTools(patient: boolean): void {
  const clock = (document as unknown as Record<symbol, PageClock>)[Symbol.for('fault-clock')]!;
  const events: Heard[] = [];
  const lines: { text: string; at: number }[] = [];
  for (const type of [
    'sc-ready',
    'sc-login',
    'sc-register',
    'sc-logout',
    'sc-profile-change',
    'sc-connection',
    'sc-before-send',
    'sc-send',
    'sc-message-status',
    'sc-message',
    'sc-unread',
    'sc-open',
    'sc-close',
    'sc-error',
  ]) {
    document.addEventListener(type, event => {
      events.push({ type, detail: JSON.parse(JSON.stringify((event as CustomEvent).detail)), at: clock.now() });
    });
  }

  let pending = 0;
  const onTheWay = (more: 1 | -1) => {
    pending += more;
    if (patient) clock.slow(pending > 0);
  };
  const sockets: { url: string; at: number; frames: number }[] = [];
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      const socket = { url: String(url), at: clock.now(), frames: 0 };
      sockets.push(socket);
      super(url, protocols);
      this.addEventListener('message', () => socket.frames++);
      onTheWay(1);
      let over = false;
      const arrived = () => {
        if (!over) onTheWay(-1);
        over = true;
      };
      for (const type of ['open', 'close']) this.addEventListener(type, arrived);
    }
  };
  const requests: { url: string; at: number }[] = [];
  const { fetch } = window;
  window.fetch = (...args) => {
    const [input] = args;
    requests.push({ url: input instanceof Request ? input.url : String(input), at: clock.now() });
    onTheWay(1);
    return fetch(...args).finally(() => onTheWay(-1));
  };

  // Listeners that stay, on what outlives an element.
  let listeners = 0;
  for (const target of [window, document]) {
    const { addEventListener, removeEventListener } = target;
    const seen = new Map<string, Set<unknown>>();
    const of = (type: string, options: unknown) => {
      const key = `${type} ${typeof options === 'object' ? !!(options as { capture?: boolean })?.capture : !!options}`;
      const set = seen.get(key) ?? new Set();
      seen.set(key, set);
      return set;
    };
    target.addEventListener = (type: string, listener: never, options: never) => {
      const set = of(type, options);
      const { signal } = (typeof options === 'object' && (options as AddEventListenerOptions | null)) || {};
      if (!set.has(listener)) {
        listeners++;
        signal?.addEventListener('abort', () => set.delete(listener) && listeners--);
      }
      set.add(listener);
      return addEventListener.call(target, type, listener, options);
    };
    target.removeEventListener = (type: string, listener: never, options: never) => {
      if (of(type, options).delete(listener)) listeners--;
      return removeEventListener.call(target, type, listener, options);
    };
  }

  function* walk(root: ParentNode): Generator<HTMLElement> {
    for (const each of root.querySelectorAll<HTMLElement>('*')) {
      yield each;
      if (each.shadowRoot) yield* walk(each.shadowRoot);
    }
  }
  const deepAll = (selector: string) => [...walk(document)].filter(each => each.matches(selector));
  const deep = (selector: string) => deepAll(selector)[0];
  const messages = (): Shown[] =>
    deepAll('[role=article]').map(each => {
      const part = (selector: string) => each.querySelector(selector)?.textContent?.trim() ?? '';
      const kind = (['own', 'server', 'participant'] as const).find(name => each.classList.contains(name))!;
      return {
        kind,
        text: each.querySelector('[dir=auto]')?.textContent ?? '',
        label: each.getAttribute('aria-label') ?? '',
        author: part('[part=author]'),
        time: each.querySelector('time')?.getAttribute('datetime') ?? '',
        status: part('[part=status]') || (kind === 'own' ? 'Sent' : ''),
        retry: [...each.querySelectorAll('button')].some(button => button.textContent === 'Retry'),
      };
    });
  const field = () => deep('sc-composer')?.shadowRoot?.querySelector('textarea') ?? undefined;
  const line = () => deep('[part=connection]')?.textContent?.trim() ?? '';

  // Rows run at once, and the driver moves the focus from window to window, one before the other: no row's own doing.
  const signs: { type: string; at: number }[] = [];
  let gone = false;
  let visible = true;
  window.addEventListener('pagehide', () => (gone = true), true);
  window.addEventListener('pageshow', () => (gone = false), true);
  for (const type of ['focus', 'visibilitychange', 'online', 'offline', 'pageshow', 'pagehide', 'resume', 'freeze'])
    window.addEventListener(
      type,
      event => {
        if (event.target !== window && event.target !== document) return;
        const drivers = event.isTrusted && !gone && (type === 'focus' || type === 'visibilitychange');
        signs.push({ type: `${type}${drivers ? ', of the driver' : ''}`, at: clock.now() });
        if (drivers) event.stopImmediatePropagation();
      },
      true,
    );
  // A page that goes away is hidden whatever a test says.
  const { get } = Object.getOwnPropertyDescriptor(Document.prototype, 'visibilityState')!;
  const state = () => (gone ? get!.call(document) : visible ? 'visible' : 'hidden');
  Object.defineProperty(document, 'visibilityState', { get: state });
  Object.defineProperty(document, 'hidden', { get: () => state() === 'hidden' });
  const turn = (next: boolean) => {
    visible = next;
    document.dispatchEvent(new Event('visibilitychange'));
  };

  let before = '';
  const watch = () => {
    const text = line();
    if (text !== before) lines.push({ text, at: clock.now() });
    before = text;
    requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);

  const tools: Tools = {
    events,
    sockets,
    requests,
    lines,
    signs,
    messages,
    deep,
    deepAll,
    clock,
    listeners: () => listeners,
    audit: () => ({
      messages: messages(),
      composer: field() ? { value: field()!.value, start: field()!.selectionStart } : null,
      line: line(),
      attributes: [...walk(document)]
        .flatMap(each => [...each.attributes].map(({ name, value }) => `${name}=${value}`))
        .join('\n'),
      events,
      timers: clock.pending(),
      rows: deepAll('.row').length,
    }),
    send: (text, nth = 0) =>
      (deepAll('sc-chat')[nth] as (HTMLElement & { send(text: string): string | undefined }) | undefined)?.send(text),
    compose(text, caret = text.length) {
      const target = field()!;
      target.value = text;
      target.setSelectionRange(caret, caret);
      target.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    },
    hide: () => turn(false),
    show: () => turn(true),
    hear: type => window.dispatchEvent(new Event(type)),
    gaps() {
      let longest = 0;
      let last = clock.real();
      let on = true;
      const step = () => {
        const now = clock.real();
        longest = Math.max(longest, now - last);
        last = now;
        if (on) requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
      return {
        stop() {
          on = false;
          return Math.max(longest, clock.real() - last);
        },
      };
    },
  };
  Object.defineProperty(document, Symbol.for('fault-tools'), { value: tools });
}
