import { setEnvironment } from '../../components/registry.js';

/** A backend inside the page, for tests of elements: one user, and a socket that answers. */
export const fakeBackend = () => {
  const requests: { method: string; url: string; headers: Headers; body: unknown }[] = [];
  const sockets = new Set<FakeSocket>();
  const user = { pk: 7, username: 'ada', email: 'ada@example.com', first_name: 'Ada', last_name: 'Byron' };
  const records: object[] = [];
  let token = 'a'.repeat(40);

  const json = (status: number, body?: unknown) =>
    new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' },
    });

  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = new URL(String(input));
    const headers = new Headers(init.headers);
    const body = init.body ? JSON.parse(String(init.body)) : undefined;
    const method = init.method ?? 'GET';
    requests.push({ method, url: url.href, headers, body });
    await Promise.resolve();
    const known = headers.get('Authorization')?.split(' ')[1] === token;
    const path = url.pathname;
    if (path.endsWith('/auth/login/'))
      return body.password === 'correct horse'
        ? json(200, { key: token })
        : json(400, { non_field_errors: ['Unable to log in with provided credentials.'] });
    if (path.endsWith('/registration/')) return json(201, { key: token });
    if (path.endsWith('/auth/logout/')) return json(200, { detail: 'Successfully logged out.' });
    if (!known) return json(401, { detail: 'Invalid token.' });
    if (path.endsWith('/auth/user/')) return json(200, Object.assign(user, method === 'PATCH' ? body : {}));
    if (path.endsWith('/chats/getChats/')) return json(200, records);
    return json(404, {});
  };

  class FakeSocket {
    static readonly OPEN = 1;
    readyState = 0;
    binaryType = 'blob';
    bufferedAmount = 0;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    readonly url: string;

    constructor(url: string) {
      this.url = url;
      sockets.add(this);
      queueMicrotask(() => {
        this.readyState = 1;
        this.onopen?.();
      });
    }

    send(data: string) {
      const { message } = JSON.parse(data);
      const serverMessage = `${user.username}, you have sent this message: ${message}. Thanks for contact us.`;
      queueMicrotask(() => this.say({ message, serverMessage }));
    }

    say(frame: object) {
      this.onmessage?.({ data: JSON.stringify(frame) });
    }

    close(code = 1000) {
      this.readyState = 3;
      sockets.delete(this);
      // Not at once, as every socket.
      queueMicrotask(() => this.onclose?.({ code }));
    }
  }

  setEnvironment({ fetch: fetch as typeof globalThis.fetch, WebSocket: FakeSocket as never });

  return {
    requests,
    sockets,
    records,
    user,
    get token() {
      return token;
    },
    /** The token of before is refused from here on. */
    revoke() {
      token = 'b'.repeat(40);
    },
    /** Every open socket hears it. */
    say(frame: object) {
      for (const socket of sockets) socket.say(frame);
    },
  };
};

/** What the script keeps in the storage when somebody is logged in. */
export const keepSession = (base: string, token: string, storage: Storage = localStorage) =>
  storage.setItem(`sc-chat:${base}:session`, JSON.stringify({ v: 1, token, scheme: 'Token', pk: '7' }));

/** The names of everything that is kept. */
export const kept = () =>
  [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(key => key.startsWith('sc-chat'));
