import { createFetch } from 'ofetch';
import { defaultEndpoints, type Endpoints, endpoint } from './address.js';
import type { Clock } from './clock.js';
import { ApiError, refusal } from './errors.js';
import { parse, stringify } from './json.js';
import {
  accept,
  admissionSchema,
  type ChatRecord,
  type Credentials,
  type PasswordChange,
  type ProfileChanges,
  pageSchema,
  type Registration,
  type User,
  userSchema,
} from './schemas.js';

/** A token and the word before it in the `Authorization` header. */
export interface Grant {
  token: string;
  scheme: 'Token' | 'Bearer';
}

export interface HistoryPage {
  /** As the server ordered them; what could not be read is left out. */
  records: ChatRecord[];
  /** How many could not be read. */
  skipped: number;
  /** The query string of the next page: only this is taken of `next`, whose host may be a proxy's inner one. */
  next: string | undefined;
  /** Of all records, where the paginator counts. */
  count: number | undefined;
}

export interface ApiOptions {
  base: URL;
  /** Overrides of paths, asked at each call: the page may configure them late. */
  endpoints: () => Partial<Endpoints>;
  /** The grant of the session, asked at each call that needs it. */
  grant: () => Grant | undefined;
  /** Sent as `Accept-Language`, which needs no preflight. */
  language: () => string;
  /** Whether the browser believes to be online: tells `offline` from `cors` where no answer came. */
  online: () => boolean;
  fetch?: typeof fetch | undefined;
  clock: Clock;
}

/** No call takes longer, in ms. */
const TIME_LIMIT = 15_000;

/** The history is what a page waits for: it gives up earlier (reliability row 36). */
const HISTORY_LIMIT = 10_000;

// Taken at load: what a host page puts in its place later never sees the token.
const nativeFetch = globalThis.fetch;

interface Call {
  /** POST where there is a body, else GET. */
  method?: 'PATCH';
  body?: object;
  query?: string | undefined;
  authorized?: boolean;
  /** Instead of the session's, for a token that has no session yet. */
  grant?: Grant | undefined;
  limit?: number;
  signal?: AbortSignal | undefined;
}

export type Api = ReturnType<typeof createApi>;

/**
 * The only door to the backend over HTTP: one method an endpoint, each a request, a parse and a mapped error.
 * Every method rejects with an {@link ApiError} and nothing else.
 */
export const createApi = ({ base, endpoints, grant, language, online, fetch = nativeFetch, clock }: ApiOptions) => {
  const request = createFetch({ fetch });

  const call = async (name: keyof Endpoints, options: Call = {}): Promise<unknown> => {
    const { body, query, authorized, limit = TIME_LIMIT, signal } = options;
    const url = endpoint(base, endpoints()[name] ?? defaultEndpoints[name], query);
    // A path may be overridden by a whole address; the token stays with the origin that issued it.
    const key = authorized && url.origin === base.origin ? (options.grant ?? grant()) : undefined;
    if (authorized && !key) throw new ApiError('expired', { status: 401 });
    const tag = language();

    const late = new AbortController();
    const cancel = clock.after(limit, () => late.abort());
    try {
      const response = await request.raw(url.href, {
        method: options.method ?? (body ? 'POST' : 'GET'),
        headers: {
          Accept: 'application/json',
          ...(tag && { 'Accept-Language': tag }),
          ...(body && { 'Content-Type': 'application/json' }),
          ...(key && { Authorization: `${key.scheme} ${key.token}` }),
        },
        ...(body && { body: stringify(body) }),
        retry: false,
        responseType: 'text',
        ignoreResponseError: true,
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        redirect: key ? 'error' : 'follow',
        signal: AbortSignal.any([signal ?? [], late.signal].flat()),
      });
      const { status, _data: text = '', headers } = response;
      const answer = text.trim() ? parse(text) : null;
      if (!response.ok)
        throw refusal({
          status,
          body: answer ?? undefined,
          retryAfter: headers.get('Retry-After'),
          authorized: !!key,
          login: name === 'login',
        });
      // A captive portal or a single-page app answers 200 with its own page.
      if (answer === undefined) throw new ApiError('bad-answer', { status });
      return answer;
    } catch (error) {
      if (error instanceof ApiError) throw error;
      // The cause would name the address; a refused origin and an unreachable server look alike from here.
      throw new ApiError(signal?.aborted ? 'aborted' : late.signal.aborted ? 'timeout' : online() ? 'cors' : 'offline');
    } finally {
      cancel();
    }
  };

  /** A call whose answer means something. */
  const ask = async <T>(schema: Parameters<typeof accept<T>>[0], name: keyof Endpoints, options: Call): Promise<T> => {
    const data = accept(schema, await call(name, options));
    if (data === undefined) throw new ApiError('bad-answer', { status: 200 });
    return data;
  };

  return {
    register: (body: Registration, signal?: AbortSignal) => ask(admissionSchema, 'registration', { body, signal }),

    /** Rejects with `credentials` where the server's words are about no field. */
    login: (body: Credentials, signal?: AbortSignal) => ask(admissionSchema, 'login', { body, signal }),

    /** Any answer means logged out. `key` is the forgotten session's. */
    logout: (key: Grant, signal?: AbortSignal) => call('logout', { body: {}, authorized: true, grant: key, signal }),

    /** `key` where a token is tried that is not the session's yet. */
    user: (signal?: AbortSignal, key?: Grant): Promise<User> =>
      ask(userSchema, 'user', { authorized: true, grant: key, signal }),

    /** Only what changed: Django calls one's own unchanged username taken. */
    patchUser: (body: ProfileChanges, signal?: AbortSignal): Promise<User> =>
      ask(userSchema, 'user', { method: 'PATCH', body, authorized: true, signal }),

    /** One page of the history, or all of it where the backend does not paginate. */
    async history(query?: string, signal?: AbortSignal): Promise<HistoryPage> {
      const options = { authorized: true, limit: HISTORY_LIMIT, query, signal };
      const { results, skipped, next = '', count } = await ask(pageSchema, 'history', options);
      return { records: results, skipped, next: /\?.*/.exec(next)?.[0], count };
    },

    /** Trades the refresh token of a JWT pair for an access token. */
    refresh: (refresh: string, signal?: AbortSignal) => ask(admissionSchema, 'refresh', { body: { refresh }, signal }),

    requestReset: (email: string, signal?: AbortSignal) => call('passwordReset', { body: { email }, signal }),

    changePassword: (body: PasswordChange, signal?: AbortSignal) =>
      call('passwordChange', { body, authorized: true, signal }),

    resend: (email: string, signal?: AbortSignal) => call('resend', { body: { email }, signal }),

    /** Asks an endpoint with nothing: 404 says that the backend has none. Undefined where no answer tells. */
    async has(name: keyof Endpoints, signal?: AbortSignal): Promise<boolean | undefined> {
      try {
        await call(name, { body: {}, signal });
        return true;
      } catch (error) {
        const { status, code } = error as ApiError;
        return status > 0 && code !== 'server' ? code !== 'not-found' : undefined;
      }
    },
  };
};
