import { atom, type ReadableAtom } from 'nanostores';
import type { Api, Grant } from '../api/api.js';
import type { Clock } from '../api/clock.js';
import { ApiError, type ErrorCode, toApiError } from '../api/errors.js';
import { parse, stringify } from '../api/json.js';
import {
  type Admission,
  accept,
  type Credentials,
  type KeptSession,
  keptSessionSchema,
  type Registration,
  tokenSchema,
  type User,
} from '../api/schemas.js';
import { backoff } from '../api/socket.js';
import type { Bus } from './bus.js';
import { createSignal } from './signal.js';
import type { Persist, Vault } from './storage.js';

export type LoginVia = 'form' | 'register' | 'restored' | 'token' | 'other-tab';
export type LogoutReason = 'user' | 'expired' | 'other-tab';

/** `source` is whatever the caller of an action passed: the elements put themselves there to dispatch events from. */
export type SessionNews =
  | { type: 'login'; user: User; via: LoginVia; source?: object | undefined }
  | { type: 'register'; user: User; source?: object | undefined }
  /** Just before the account is gone. */
  | { type: 'leaving'; pk: string; reason: LogoutReason }
  | { type: 'logout'; pk: string; reason: LogoutReason; source?: object | undefined }
  | { type: 'error'; code: ErrorCode };

/** `in`: logged in. `confirm`: registered, the address must be confirmed first. */
export type Entrance = { to: 'in' } | { to: 'confirm'; email: string; detail: string };

/** What anybody may know of the session. The token stays inside. */
export interface Account {
  pk: string;
  /** The host page's own login: no form, no "Log out". */
  host: boolean;
}

export type TokenSource = string | (() => string | Promise<string>);

export interface SessionDeps {
  api: Api;
  vault: Vault;
  bus: Bus;
  clock: Clock;
  options: () => { persist: Persist; authScheme: 'auto' | 'Token' | 'Bearer' };
}

const codec = {
  encode: (value: KeptSession | null) => (value ? stringify(value) : ''),
  decode: (text: string): KeptSession | null => accept(keptSessionSchema, parse(text)) ?? null,
};

const aborted = () => new ApiError('aborted');

/** What the server of a login asks for, by recipe R1: an e-mail address goes into both fields, anything else into one. */
export const credentialsFor = (
  identifier: string,
  password: string,
  mode: 'auto' | 'username' | 'email',
): Credentials => {
  const isEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(identifier);
  return {
    username: mode === 'email' ? '' : identifier,
    email: mode === 'email' || (mode === 'auto' && isEmail) ? identifier : '',
    password,
  };
};

export type Session = ReturnType<typeof createSession>;

/** One a backend: the account, its token and its user. */
export const createSession = ({ api, vault, bus, clock, options }: SessionDeps) => {
  const news = createSignal<SessionNews>();
  const $kept = vault.atom<KeptSession | null>('session', codec);
  const $account = atom<Account | null>(null);
  const $user = atom<User | null>(null);
  // A late answer belongs to the epoch in which it was asked for, and to no other.
  let epoch = 0;
  let host: { token: string; ask?: (() => string | Promise<string>) | undefined } | undefined;
  let loading: Promise<void> | undefined;
  let refreshing: Promise<boolean> | undefined;
  let unfollow = () => {};
  let entered = false;
  let left: LogoutReason | undefined;
  // What this window wrote last: the store tells it back, and only another window's word is news.
  let mine = $kept.get();
  let nudge = () => {};
  const keep = (value: KeptSession | null) => {
    mine = value;
    $kept.set(value);
  };

  const schemeOf = (fallback: Grant['scheme']) => {
    const { authScheme } = options();
    return authScheme === 'auto' ? fallback : authScheme;
  };
  const grant = (): Grant | undefined => {
    if (host) return { token: host.token, scheme: schemeOf('Token') };
    const kept = $kept.get();
    return kept ? { token: kept.token, scheme: kept.scheme } : undefined;
  };
  const fail = (error: unknown): never => {
    const failure = toApiError(error);
    if (failure.code !== 'validation' && failure.code !== 'aborted') news.emit({ type: 'error', code: failure.code });
    throw failure;
  };

  const enter = (user: User, via: LoginVia, source?: object) => {
    entered = true;
    left = undefined;
    $account.set({ pk: String(user.pk), host: !!host });
    $user.set(user);
    if (via === 'register') news.emit({ type: 'register', user, source });
    news.emit({ type: 'login', user, via, source });
  };

  const leave = (reason: LogoutReason, source?: object) => {
    const account = $account.get();
    if (account) news.emit({ type: 'leaving', pk: account.pk, reason });
    epoch++;
    loading = refreshing = undefined;
    host = undefined;
    entered = false;
    if (account) left = reason;
    if ($kept.get()) keep(null);
    $account.set(null);
    $user.set(null);
    if (account) news.emit({ type: 'logout', pk: account.pk, reason, source });
  };

  /** Trades an admission for the user behind it, and only then calls it a login. */
  const admit = async (admission: Admission, via: LoginVia, at: number, source?: object, signal?: AbortSignal) => {
    const token = admission.key ?? admission.access;
    if (!token) throw new ApiError('no-token');
    const given: Grant = { token, scheme: schemeOf(admission.key ? 'Token' : 'Bearer') };
    let user: User;
    try {
      user = await api.user(signal, given);
    } catch (error) {
      // Logged in, and the next request is refused: the backend does not read tokens, or not with this scheme.
      if ((error as ApiError).code === 'expired') throw new ApiError('token-refused');
      throw error;
    }
    if (at !== epoch) throw aborted();
    host = undefined;
    const { refresh } = admission;
    keep({ v: 1, ...given, pk: String(user.pk), ...(refresh && { refresh }) });
    enter(user, via, source);
  };

  const renew = (): Promise<boolean> => {
    refreshing ??= (async () => {
      const at = epoch;
      try {
        if (host?.ask) {
          const token = await host.ask();
          if (at !== epoch || !host || !token) return false;
          host.token = token;
          return true;
        }
        const kept = $kept.get();
        if (!kept?.refresh) return false;
        const { access, refresh } = await api.refresh(kept.refresh);
        if (at !== epoch || !access) return false;
        keep({ ...kept, token: access, ...(refresh && { refresh }) });
        return true;
      } catch {
        return false;
      } finally {
        refreshing = undefined;
      }
    })();
    return refreshing;
  };

  /**
   * Runs a call that needs the token. A refusal is answered once by a new token where there is a way to one; else the
   * session ends here. Rejects with `aborted` when the session changed meanwhile.
   */
  const run = async <T>(task: () => Promise<T>): Promise<T> => {
    const at = epoch;
    const attempt = async () => {
      const result = await task().catch((error: unknown) => {
        throw at === epoch ? error : aborted();
      });
      if (at !== epoch) throw aborted();
      return result;
    };
    try {
      return await attempt();
    } catch (error) {
      if ((error as ApiError).code !== 'expired') throw error;
      if (await renew()) {
        try {
          return await attempt();
        } catch (again) {
          if ((again as ApiError).code !== 'expired') throw again;
        }
      }
      if (at !== epoch) throw aborted();
      news.emit({ type: 'error', code: 'expired' });
      leave('expired');
      throw error;
    }
  };

  /** Fetches the user of a session that was found, again and again while the backend is away. */
  const load = (via: LoginVia): Promise<void> => {
    loading ??= (async () => {
      const at = epoch;
      for (let failures = 0; at === epoch; failures++) {
        try {
          const user = await run(() => api.user());
          if (entered) $user.set(user);
          else enter(user, via);
          return;
        } catch (error) {
          const { code } = toApiError(error);
          if (code === 'aborted' || code === 'expired') return;
          news.emit({ type: 'error', code });
          const wait = backoff(failures + 1, clock.random());
          await new Promise<void>(resolve => {
            nudge = resolve;
            clock.after(wait, resolve);
          });
        }
      }
    })().finally(() => {
      loading = undefined;
    });
    return loading;
  };

  // Other windows of the site: with `local` the storage tells, a log out is told to every window.
  const follow = (kept: KeptSession | null) => {
    if (host || kept === mine) return;
    mine = kept;
    const pk = $account.get()?.pk;
    if (!kept) {
      if (pk !== undefined) leave('other-tab');
    } else if (pk !== kept.pk) {
      if (pk !== undefined) {
        // Not `leave`: the storage already holds the other account.
        news.emit({ type: 'leaving', pk, reason: 'other-tab' });
        epoch++;
        entered = false;
        left = 'other-tab';
        $user.set(null);
        news.emit({ type: 'logout', pk, reason: 'other-tab' });
      }
      $account.set({ pk: kept.pk, host: false });
      void load('other-tab');
    }
  };

  const session = {
    $account: $account as ReadableAtom<Account | null>,
    $user: $user as ReadableAtom<User | null>,
    on: news.on,
    run,
    grant,
    /** Why the last account of this page is gone, until the next login: a form that comes later says so. */
    get left() {
      return left;
    },

    /** Takes up a session that was kept, and follows the other windows from here on. */
    start() {
      const stops = [
        $kept.listen(value => follow(value)),
        bus.on(message => {
          const { t, pk } = (message ?? {}) as { t?: unknown; pk?: unknown };
          if (t === 'logout' && pk === $account.get()?.pk && !host) leave('other-tab');
        }),
      ];
      unfollow = () => {
        for (const stop of stops) stop();
      };
      const kept = $kept.get();
      if (kept && !host) {
        $account.set({ pk: kept.pk, host: false });
        void load('restored');
      }
    },

    /** Ends everything that is under way, and forgets nothing that is kept. */
    stop() {
      epoch++;
      unfollow();
    },

    /** The network may be back: what waits for it tries at once. */
    wake: () => nudge(),

    /** Asks for the user again, for a form that nobody has touched; quiet when it fails. */
    refresh: () => ($account.get() ? load('restored') : Promise.resolve()),

    setUser: (user: User) => $user.set(user),

    /** Rejects with an {@link ApiError}; `stay: false` keeps the session for this tab alone. */
    async login(credentials: Credentials, stay: boolean, source?: object, signal?: AbortSignal): Promise<Entrance> {
      const at = ++epoch;
      try {
        const admission = await api.login(credentials, signal);
        if (at !== epoch) throw aborted();
        vault.mode = stay ? options().persist : options().persist === 'local' ? 'session' : options().persist;
        await admit(admission, 'form', at, source, signal);
        return { to: 'in' };
      } catch (error) {
        return fail(error);
      }
    },

    async register(values: Registration, source?: object, signal?: AbortSignal): Promise<Entrance> {
      const at = ++epoch;
      try {
        const admission = await api.register(values, signal);
        if (at !== epoch) throw aborted();
        if (!admission.key && !admission.access && admission.detail) {
          return { to: 'confirm', email: values.email, detail: admission.detail };
        }
        await admit(admission, 'register', at, source, signal);
        return { to: 'in' };
      } catch (error) {
        return fail(error);
      }
    },

    /** Here first, then on the server, whose answer does not matter. A host's token is forgotten, never logged out. */
    logout(source?: object) {
      const key = host ? undefined : grant();
      const pk = $account.get()?.pk;
      leave('user', source);
      if (pk !== undefined && key) {
        bus.post({ t: 'logout', pk });
        void api.logout(key).catch(() => {});
      }
    },

    /** A host that knows its user hands over a token, or a function that gets one; null forgets it. */
    async identify(source: TokenSource | null): Promise<void> {
      if (source === null) {
        if (host) leave('user');
        return;
      }
      const at = ++epoch;
      try {
        const ask = typeof source === 'function' ? source : undefined;
        const token = typeof source === 'function' ? await source() : source;
        if (at !== epoch) throw aborted();
        if (!accept(tokenSchema, token)) throw new ApiError('token-refused');
        const given: Grant = { token, scheme: schemeOf('Token') };
        const user = await api.user(undefined, given);
        if (at !== epoch) throw aborted();
        if ($account.get() && $account.get()?.pk !== String(user.pk)) {
          const before = epoch;
          leave('user');
          epoch = before;
        }
        host = { token, ask };
        enter(user, 'token');
      } catch (error) {
        fail((error as ApiError).code === 'expired' ? new ApiError('token-refused') : error);
      }
    },
  };
  return session;
};
