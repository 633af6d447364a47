import type { Endpoints } from '../api/address.js';
import { createApi } from '../api/api.js';
import { type Clock, realClock } from '../api/clock.js';
import type { ErrorCode } from '../api/errors.js';
import { type Bus, createBus } from './bus.js';
import { type Conversation, createConversation } from './conversation.js';
import { createDrafts } from './drafts.js';
import { createPage, type Page } from './page.js';
import { createProfile } from './profile.js';
import { createSession, type TokenSource } from './session.js';
import { createSignal } from './signal.js';
import { createVault, type Persist } from './storage.js';

export { isRoom, parseBase } from '../api/address.js';

/** What concerns the session and the wire; everything else an element may be told is about looks. */
export interface ChatOptions {
  persist: Persist;
  authScheme: 'auto' | 'Token' | 'Bearer';
  wireFormat: 'json' | 'text';
  locale: string;
  endpoints: Partial<Endpoints>;
}

/** The browser's own, or a test's. */
export interface Environment {
  fetch?: typeof fetch;
  WebSocket?: typeof WebSocket;
  clock?: Clock;
  page?: Page;
  bus?: Bus;
  /** Where `localStorage` and `sessionStorage` are. */
  areas?: Pick<Window, 'localStorage' | 'sessionStorage'>;
}

export type Chat = ReturnType<typeof createChat>;

// Taken at load, as `fetch` is: what a host page puts in its place later never sees the address.
const nativeSocket = globalThis.WebSocket;

/** One chat for one backend: joins the pieces, and is what the context hands to the elements. */
export const createChat = (base: URL, initial: ChatOptions, environment: Environment = {}) => {
  const { clock = realClock } = environment;
  const options = { ...initial };
  // The whole address, for two backends may share an origin. The token is bound to it.
  const scope = base.href.replace(/\/$/, '');
  const page = environment.page ?? createPage(clock);
  const bus = environment.bus ?? createBus(`sc-chat:${scope}:bus`);
  const errors = createSignal<ErrorCode>();
  const vault = createVault(scope, options.persist, environment.areas, () => errors.emit('storage'));
  const api = createApi({
    base,
    endpoints: () => options.endpoints,
    grant: () => session.grant(),
    language: () => options.locale,
    online: page.online,
    clock,
    fetch: environment.fetch,
  });
  // A request that the page's policy has stopped looks like one that no origin allows.
  let blocked = false;
  const report = (code: ErrorCode) => errors.emit(blocked && code === 'cors' ? 'csp' : code);
  const session = createSession({ api, vault, bus, clock, options: () => options, report });
  const profile = createProfile(api, session);
  const conversations = new Set<Conversation>();
  // The page's own login that came before the start.
  let guest: TokenSource | null = null;
  /** From the start to the end. */
  let life: AbortController | undefined;

  /** The page's own login. Like everything else it waits for the start; what goes wrong is told by `onError`. */
  const identify = (source: TokenSource | null) => {
    guest = source;
    if (life) void session.identify(source).catch(() => {});
  };

  /** The page's own policy forbids the backend's address: a refused request looks like any other, this event tells. */
  const onViolation = (event: Event) => {
    const { blockedURI, effectiveDirective, disposition } = event as SecurityPolicyViolationEvent;
    // A policy that only reports blocks nothing.
    if (
      disposition === 'report' ||
      effectiveDirective !== 'connect-src' ||
      !blockedURI.replace(/^ws/, 'http').startsWith(base.origin)
    )
      return;
    blocked = true;
    errors.emit('csp');
    for (const conversation of conversations) conversation.block('csp');
  };

  return {
    base,
    session,
    profile,
    vault,
    page,
    api,
    clock,
    drafts: createDrafts(vault),
    /** What an integrator should know of, as `sc-error`. */
    onError: errors.on,
    configure(changes: ChatOptions) {
      const { persist } = options;
      Object.assign(options, changes);
      if (options.persist !== persist) vault.mode = options.persist;
    },

    /** Nothing is asked and nothing is kept before this. */
    start() {
      if (life) return;
      // The listeners end with it: its `signal` is the option of that name.
      life = new AbortController();
      const { document, window } = globalThis as Partial<typeof globalThis>;
      document?.addEventListener('securitypolicyviolation', onViolation, life);
      window?.addEventListener('storage', vault.follow, life);
      // When everybody has said goodbye: what `page` tells comes on the way down.
      window?.addEventListener('pagehide', bus.close, life);
      const off = page.on(news => {
        if (news !== 'revive' && news !== 'wake') return;
        bus.open();
        vault.follow();
        session.wake();
      });
      life.signal.addEventListener('abort', off);
      vault.follow();
      session.start();
      if (guest) identify(guest);
    },

    identify,

    /** A conversation of its own for each who asks. The caller starts and stops it. */
    conversation(room: string): Conversation {
      return createConversation(room, {
        conversations,
        api,
        session,
        vault,
        bus,
        page,
        clock,
        WebSocket: environment.WebSocket ?? nativeSocket,
        base,
        options,
        report: errors.emit,
      });
    },

    /** Leaves no listener, timer or socket; with `purge` nothing that was kept either. */
    destroy(purge = false) {
      for (const conversation of conversations) conversation.stop();
      conversations.clear();
      session.stop();
      life?.abort();
      life = undefined;
      bus.close();
      if (purge) vault.purge();
    },
  };
};
