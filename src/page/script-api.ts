import { configurePage, pageScope, resetPage } from '../components/context.js';
import { type ChatEventMap, emit, type PublicUser } from '../components/events.js';
import { mergeOptions, type PartialOptions } from '../components/options.js';
import { chatFor, destroyChats, toPublic } from '../components/registry.js';
import type { ScChat } from '../components/sc-chat/sc-chat.js';
import { elements } from '../components/sc-element.js';
import type { ScWidget, WidgetView } from '../components/sc-widget/sc-widget.js';
import { widgetsChanged } from '../components/sc-widget/widgets.js';
import type { TokenSource } from '../state/session.js';
import { diagnose, type Report } from './diagnose.js';
import { checkOptions } from './script-options.js';
import { version } from './version.js';

export interface OpenOptions {
  /** What the panel shows: where nobody is logged in it is always one of the forms. */
  view?: WidgetView;
  /** A text for the message field, where the visitor can change it before it is sent. */
  draft?: string;
}

/** What became of a message: `draft` where nobody is logged in, so that it waits in the message field. */
export interface SendResult {
  status: 'sent' | 'failed' | 'draft';
}

type Call = (api: ScChatApi) => unknown;

/** `window.scChat`. No method of it ever throws, also after `destroy()`. */
export interface ScChatApi {
  readonly version: string;
  /** Resolves when the elements are there and, unless told not to, the launcher. */
  whenReady(): Promise<ScChatApi>;
  /** Changes options of the page; what an element or a provider says itself stays. */
  configure(options: PartialOptions): void;
  open(options?: OpenOptions): void;
  close(): void;
  toggle(): void;
  send(text: string): Promise<SendResult>;
  /** The page knows its user: a token, or a function that gets one and is asked again when it is refused. */
  identify(token: TokenSource | null): void;
  logout(): void;
  readonly user: PublicUser | null;
  readonly unread: number;
  /** Hears an event of the page's elements. Returns how to stop. */
  on<Type extends keyof ChatEventMap>(
    type: Type,
    listener: (event: CustomEvent<ChatEventMap[Type]>) => void,
  ): () => void;
  /** What the integrator may have got wrong, as text and as data. */
  diagnose(): Promise<Report>;
  /** Takes everything out of the page; with `purge` also what was kept. */
  destroy(options?: { purge?: boolean }): void;
  push(...calls: Call[]): void;
}

interface Hooks {
  /** Whether the launcher is mounted without being asked for. */
  launcher: boolean;
  /** The API is not the page's any more. */
  gone(): void;
}

let announced = false;

/** A call of the page's that fails is the page's error, and must not stop the next one. */
const run = (call: unknown, api: ScChatApi) => {
  try {
    (call as Call)(api);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
};

/** Makes the API; `start` is called when the elements are defined. */
export const createScriptApi = ({ launcher, gone }: Hooks) => {
  let alive = true;
  let ready = false;
  let own: ScWidget | undefined;
  let placedAt = -Infinity;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let settle: (api: ScChatApi) => void;
  const whenReady = new Promise<ScChatApi>(resolve => {
    settle = resolve;
  });
  const waiting: (() => void)[] = [];
  const stops = new Set<() => void>();

  const listen = (type: string, listener: (event: never) => void) => {
    document.addEventListener(type, listener as EventListener);
    const stop = () => document.removeEventListener(type, listener as EventListener);
    stops.add(stop);
    return stop;
  };
  const options = () => mergeOptions(pageScope.$options.get());
  const chat = () => first()?.['chat'] ?? chatFor(options(), document);
  const first = () =>
    ([...elements].find(element => element.localName === 'sc-widget' && element !== own) as ScWidget | undefined) ??
    own;

  const place = (): ScWidget => {
    own ??= document.createElement('sc-widget');
    if (!own.isConnected) (document.querySelector('body') ?? document.documentElement).append(own);
    return own;
  };
  const widget = () => first() ?? place();

  /** The page's own widget is adopted; a launcher that a new body has swept away comes back before it is missed. */
  const tidy = () => {
    if (!alive || !own) return;
    if (first() !== own) {
      own.remove();
      own = undefined;
    } else if (!own.isConnected) {
      // A page that takes it out again and again gets it once a second.
      const wait = placedAt + 1_000 - performance.now();
      clearTimeout(retry);
      if (wait > 0) retry = setTimeout(tidy, wait);
      else {
        placedAt = performance.now();
        place();
      }
    }
  };

  const mount = () => {
    if (launcher && options().launcher === 'on' && !first()) place();
  };

  /** Runs when the elements are there, at once where they are. */
  const later = (task: () => void) => {
    if (!alive) return;
    if (ready) task();
    else waiting.push(task);
  };

  /** Nothing typed is lost for it. */
  const keep = (element: { draft: string }, text: string) => {
    element.draft = `${element.draft}\n${text}`.trim();
  };

  const send = async (text: string): Promise<SendResult> => {
    if (!alive) return { status: 'failed' };
    const target = widget();
    const { session } = target['chat'];
    const element = await target.prepare();
    if (!alive) return { status: 'failed' };
    if (!session.$account.get()) {
      keep(element, text);
      target.show({ view: 'login' });
      return { status: 'draft' };
    }
    return new Promise(resolve => {
      // Its first status is told before it is known by name, and is never the last.
      let id: string | undefined;
      const finish = (status: SendResult['status']) => {
        element.removeEventListener('sc-message-status', hear);
        stops.delete(give);
        resolve({ status });
      };
      const give = () => finish('failed');
      const hear = ({ detail }: HTMLElementEventMap['sc-message-status']) => {
        if (detail.id === id && (detail.status === 'sent' || detail.status === 'failed')) finish(detail.status);
      };
      element.addEventListener('sc-message-status', hear);
      stops.add(give);
      id = element.send(text);
      // The page vetoed it, or the outbox is full: it waits in the field.
      if (!id) {
        keep(element, text);
        finish('draft');
      }
    });
  };

  const api: ScChatApi = {
    version,
    whenReady: () => whenReady,
    configure(changes) {
      if (!alive) return;
      configurePage(checkOptions(changes));
      if (ready) mount();
    },
    open(options) {
      const { view, draft } = options ?? {};
      later(() => {
        const target = widget();
        target.show({ view });
        if (draft !== undefined) void target.prepare().then(element => (element.draft = String(draft)));
      });
    },
    close: () => later(() => first()?.hide()),
    toggle: () => later(() => (first()?.open ? api.close() : api.open())),
    // Not before the elements are there; after a `destroy()` it resolves as well.
    send: text => whenReady.then(() => send(String(text))).catch(() => ({ status: 'failed' })),
    identify: token =>
      later(() => {
        chat().identify(token);
        if (token && first()?.['options'].connect === 'on-load') void first()?.prepare();
      }),
    logout: () => later(() => chat().session.logout()),
    get user() {
      const user = alive && ready && chat().session.$user.get();
      return user ? Object.freeze(toPublic(user)) : null;
    },
    get unread() {
      let sum = 0;
      for (const element of elements)
        if (element.localName === 'sc-chat') sum += (element as ScChat)['unread'].value?.count ?? 0;
      return alive ? sum : 0;
    },
    on: (type, listener) => (alive ? listen(type, listener as (event: never) => void) : () => {}),
    diagnose: () =>
      whenReady.then(() =>
        alive ? diagnose(chat(), options(), first()) : { ok: false, checks: [], text: 'destroyed' },
      ),
    destroy(options) {
      if (!alive) return;
      const { purge = false } = options ?? {};
      if (purge) chat();
      alive = false;
      clearTimeout(retry);
      for (const stop of stops) stop();
      for (const element of [...elements]) element.retire();
      own = undefined;
      destroyChats(purge);
      resetPage();
      waiting.length = 0;
      settle(api);
      gone();
    },
    push(...calls) {
      if (alive) for (const call of calls) run(call, api);
    },
  };

  const begin = () => {
    if (!alive) return;
    ready = true;
    mount();
    stops.add(widgetsChanged.on(() => queueMicrotask(tidy)));
    listen('click', (event: Event) => {
      const opener = event
        .composedPath()
        .find(target => target instanceof HTMLElement && target.matches('[data-sc-open]')) as HTMLElement | undefined;
      if (!opener) return;
      const view = (opener.dataset['scOpen'] || undefined) as WidgetView | undefined;
      (launcher ? widget() : first())?.show({ opener, view });
    });
    for (const task of waiting.splice(0)) task();
    settle(api);
    if (!announced) emit(document, 'sc-ready', { version });
    announced = true;
  };

  return {
    api,
    /** Waits for the whole page, in which there may be a widget already. */
    start() {
      if (document.readyState !== 'loading') begin();
      else listen('DOMContentLoaded', begin);
    },
  };
};
