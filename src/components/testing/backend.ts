import type { Clock } from '../../api/clock.js';
import type { ChatRecord, User } from '../../api/schemas.js';
import type { Environment } from '../../state/chat.js';
import { destroyChats, setEnvironment } from '../registry.js';

/** For component tests: a backend inside the page, with the recorded answers of real ones. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  /** The parsed body. */
  body: Record<string, unknown> | undefined;
}

type Reply = Answer | Error | ((request: TestRequest) => Answer | Error | Promise<Answer | Error>);

export const ada = {
  pk: 7,
  username: 'ada',
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
} satisfies User;

export const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';

/** A clock that stands until it is told to go on. */
export class TestClock implements Clock {
  private time = 1_000;
  private timers: { at: number; run: () => void }[] = [];

  now() {
    return this.time;
  }
  date() {
    return Date.UTC(2024, 4, 1, 12) + this.time;
  }
  random() {
    return 0.5;
  }
  after(ms: number, run: () => void) {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter(other => other !== timer));
  }
  advance(ms: number) {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter(timer => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }
}

let count = 0;

/** As it travels: ids are numbers in the documented backend. */
export type StoredRecord = Omit<ChatRecord, 'id'> & { id: number };

export class TestBackend {
  /** Another one each time, so that no test meets the storage of another. */
  readonly base = `https://backend-${++count}.example`;
  readonly requests: TestRequest[] = [];
  readonly clock = new TestClock();
  user: User = { ...ada };
  history: StoredRecord[] = [];
  private readonly replies = new Map<string, Reply[]>();

  constructor(environment: Environment = {}) {
    setEnvironment({ fetch: (input, init) => this.answer(String(input), init), clock: this.clock, ...environment });
  }

  /** `POST /auth/login/` and the answer to it; the last one given goes on. */
  on(route: string, ...replies: Reply[]): this {
    this.replies.set(route, replies);
    return this;
  }

  /** The requests of a route, oldest first. */
  to(route: string): TestRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === route);
  }

  close() {
    destroyChats(true);
    setEnvironment({});
    sessionStorage.clear();
    localStorage.clear();
  }

  private async answer(address: string, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(address);
    const method = init.method ?? 'GET';
    const headers = Object.fromEntries(new Headers(init.headers));
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const request = { method, path: pathname, headers, body };
    this.requests.push(request);
    const queue = this.replies.get(`${method} ${pathname}`);
    const reply = queue && queue.length > 1 ? queue.shift() : queue?.[0];
    const stopped = new Promise<never>((_, reject) =>
      init.signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError'))),
    );
    const found = await Promise.race([typeof reply === 'function' ? reply(request) : reply, stopped]);
    const { status, body: content, headers: extra } = this.settle(found, request);
    const text = content === undefined ? null : typeof content === 'string' ? content : JSON.stringify(content);
    return new Response(status === 204 ? null : text, { status, headers: { ...extra } });
  }

  private settle(found: Answer | Error | undefined, { method, path, body, headers }: TestRequest): Answer {
    if (found instanceof Error) throw found;
    if (found) return found;
    if (path === '/auth/login/' || path === '/registration/') return { status: 200, body: { key: KEY } };
    if (path === '/auth/user/') {
      if (!headers['authorization'])
        return { status: 401, body: { detail: 'Authentication credentials were not provided.' } };
      if (method === 'PATCH') this.user = { ...this.user, ...body };
      return { status: 200, body: this.user };
    }
    if (path === '/chats/getChats/') return { status: 200, body: this.history };
    if (path === '/auth/logout/') return { status: 200, body: { detail: 'Successfully logged out.' } };
    return { status: 404, body: '<h1>Not Found</h1>' };
  }
}

interface Recorded extends Answer {
  server: string;
  case: string;
}

let records: Promise<Recorded[]> | undefined;

/** A recorded answer by its name in the fixtures. */
export const recorded = async (name: string, server = 'base'): Promise<Answer> => {
  records ??= globalThis.fetch('/demo/server/fixtures/django-responses.json').then(response => response.json());
  const found = (await records).find(item => item.case === name && item.server === server);
  if (!found) throw new Error(`No recorded answer "${name}" of "${server}"`);
  const { status, body, headers } = found;
  return { status, body, headers: { 'content-type': headers?.['content-type'] ?? '' } };
};
