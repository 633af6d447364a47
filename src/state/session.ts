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
  | { type: 'logout'; reason: LogoutReason; source?: object | undefined };

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
  /** Hears what an integrator should know of. */
  report: (code: ErrorCode) => void;
}

const codec = {
  encode: (value: KeptSession | null) => (value ? stringify(value) : ''),
  decode: (text: string): KeptSession | null => accept(keptSessionSchema, parse(text)) ?? null,
};

export const isAddress = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** What the server of a login asks for, by recipe R1: an e-mail address goes into both fields, anything else into one. */
export const credentialsFor = (
  identifier: string,
  password: string,
  mode: 'auto' | 'username' | 'email',
): Credentials => {
  return {
    username: mode === 'email' ? '' : identifier,
    email: mode === 'email' || (mode === 'auto' && isAddress(identifier)) ? identifier : '',
    password,
  };
};

export type Session = ReturnType<typeof createSession>;

/** One a backend: the account, its token and its user. */
export const createSession = ({ api, vault, bus, clock, options, report }: SessionDeps) => {
  const news = createSignal<SessionNews>();
  const $kept = vault.atom<KeptSession | null>('session', codec);
  const $account = atom<Account | null>(null);
  const $user = atom<User | null>(null);
  // A late answer belongs to the epoch in which it was asked for, and to no other.
  let epoch = 0;
  let host: { token: string; ask: (() => string | Promise<string>) | undefined } | undefined;
  let loading: Promise<void> | undefined;
  let refreshing: Promise<boolean> | undefined;
  let left: LogoutReason | undefined;
  // What this window wrote last: the store tells it back, and only another window's word is news.
  let mine = $kept.get();
  let stops: (() => void)[] = [];
  let nudge = () => {};
  const keep = (value: KeptSession | null) => {
    mine = value;
    $kept.set(value);
  };

  const schemeOf = (fallback: Grant['scheme']) => {
    const { authScheme } = options();
    return authScheme === 'auto' ? fallback : authScheme;
  };
  const grant = (): Grant | undefined =>
    host ? { token: host.token, scheme: schemeOf('Token') } : ($kept.get() ?? undefined);
  const fail = (error: unknown): never => {
    const failure = toApiError(error);
    if (failure.code !== 'validation' && failure.code !== 'aborted') report(failure.code);
    throw failure;
  };
  const current = (at: number) => {
    if (at !== epoch) throw new ApiError('aborted');
  };

  const enter = (user: User, via: LoginVia, source?: object) => {
    left = undefined;
    $account.set({ pk: String(user.pk), host: !!host });
    $user.set(user);
    if (via === 'register') news.emit({ type: 'register', user, source });
    news.emit({ type: 'login', user, via, source });
  };

  /** `forget: false` where another window did it: the storage may already hold another account. */
  const leave = (reason: LogoutReason, source?: object, forget = true) => {
    const account = $account.get();
    if (account) news.emit({ type: 'leaving', pk: account.pk, reason });
    epoch++;
    host = loading = refreshing = undefined;
    if (account) left = reason;
    if (forget && $kept.get()) keep(null);
    $account.set(null);
    $user.set(null);
    if (account) news.emit({ type: 'logout', reason, source });
  };

  /** The user behind a token that has no session yet. */
  const userOf = async (given: Grant, signal?: AbortSignal) => {
    try {
      return await api.user(signal, given);
    } catch (error) {
      // Logged in, and the next request is refused: the backend does not read tokens, or not with this scheme.
      throw (error as ApiError).code === 'expired' ? new ApiError('token-refused') : error;
    }
  };

  /** Trades credentials for the user behind them, and only then calls it a login. `false`: an address must be confirmed. */
  const admit = async (
    asked: Promise<Admission>,
    via: 'form' | 'register',
    area: Persist,
    source?: object,
    signal?: AbortSignal,
  ): Promise<boolean> => {
    const at = ++epoch;
    try {
      const { key, access, refresh, detail } = await asked;
      current(at);
      vault.mode = area;
      const token = key ?? access;
      if (!token) {
        if (via === 'register' && detail) return false;
        throw new ApiError('no-token');
      }
      const given: Grant = { token, scheme: schemeOf(key ? 'Token' : 'Bearer') };
      const user = await userOf(given, signal);
      current(at);
      host = undefined;
      keep({ v: 1, ...given, pk: String(user.pk), ...(refresh && { refresh }) });
      enter(user, via, source);
      return true;
    } catch (error) {
      return fail(error);
    }
  };

  const renew = (): Promise<boolean> => {
    refreshing ??= (async () => {
      const at = epoch;
      const kept = $kept.get();
      try {
        const { access, refresh }: Admission = host
          ? { access: (await host.ask?.()) ?? '' }
          : kept?.refresh
            ? await api.refresh(kept.refresh)
            : {};
        if (at !== epoch || !access) return false;
        if (host) host.token = access;
        else keep({ ...kept!, token: access, ...(refresh && { refresh }) });
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
  const run = async <T>(task: () => Promise<T>, again = true): Promise<T> => {
    const at = epoch;
    try {
      const result = await task();
      current(at);
      return result;
    } catch (error) {
      current(at);
      if ((error as ApiError).code !== 'expired') throw error;
      if (again && (await renew())) return run(task, false);
      current(at);
      report('expired');
      leave('expired');
      throw error;
    }
  };

  /** Fetches the user of a session that was found, again and again while the backend is away. */
  const load = (via: LoginVia) => {
    loading ??= (async () => {
      const at = epoch;
      for (let failures = 1; at === epoch; failures++) {
        try {
          const user = await run(() => api.user());
          if ($user.get()) $user.set(user);
          else enter(user, via);
          return;
        } catch (error) {
          const { code } = error as ApiError;
          if (code === 'aborted' || code === 'expired') return;
          report(code);
          await new Promise<void>(resolve => {
            const cancel = clock.after(backoff(failures, clock.random()), resolve);
            nudge = () => {
              cancel();
              resolve();
            };
          });
        }
      }
    })().finally(() => {
      loading = undefined;
    });
    return loading;
  };

  /** A session that is kept, here or by another window. */
  const take = (kept: KeptSession, via: LoginVia) => {
    $account.set({ pk: kept.pk, host: false });
    void load(via);
  };

  // Other windows of the site: with `local` the storage tells, a log out is told to every window.
  const follow = (kept: KeptSession | null) => {
    if (host || kept === mine) return;
    mine = kept;
    const pk = $account.get()?.pk;
    if (pk === kept?.pk) return;
    if (pk !== undefined) leave('other-tab', undefined, false);
    if (kept) take(kept, 'other-tab');
  };

  return {
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
      stops = [
        $kept.listen(follow),
        bus.on(message => {
          const { t, pk } = (message ?? {}) as { t?: unknown; pk?: unknown };
          if (t === 'logout' && pk === $account.get()?.pk && !host) leave('other-tab');
        }),
      ];
      const kept = $kept.get();
      if (kept && !host) take(kept, 'restored');
    },

    /** Ends everything that is under way, and forgets nothing that is kept. */
    stop() {
      epoch++;
      for (const stop of stops) stop();
      nudge();
    },

    /** The network may be back: what waits for it tries at once. */
    wake: () => nudge(),

    /** Asks for the user again, for a form that nobody has touched; quiet when it fails. */
    refresh: async () => $account.get() && load('restored'),

    setUser: (user: User) => $user.set(user),

    /** Rejects with an {@link ApiError}; `stay: false` keeps the session for this tab alone. */
    login(credentials: Credentials, stay: boolean, source?: object, signal?: AbortSignal) {
      const { persist } = options();
      const area = stay || persist !== 'local' ? persist : 'session';
      return admit(api.login(credentials, signal), 'form', area, source, signal);
    },

    /** Resolves to false where the address must be confirmed first. */
    register: (values: Registration, source?: object, signal?: AbortSignal) =>
      admit(api.register(values, signal), 'register', vault.mode, source, signal),

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
        current(at);
        if (!accept(tokenSchema, token)) throw new ApiError('token-refused');
        const user = await userOf({ token, scheme: schemeOf('Token') });
        current(at);
        const account = $account.get();
        if (account && account.pk !== String(user.pk)) leave('user');
        host = { token, ask };
        enter(user, 'token');
      } catch (error) {
        fail(error);
      }
    },
  };
};
