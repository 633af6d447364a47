import type { Clock } from '../../api/clock.js';
import type { ChatRecord } from '../../api/schemas.js';

/** As it travels: ids are numbers in the documented backend. */
type Stored = Omit<ChatRecord, 'id'> & { id: number };

/** What happens to a frame on its way up and to its reply on the way down. */
export interface Fate {
  up: 'pass' | 'drop' | 'reset-before' | 'reset-after';
  down: 'pass' | 'drop' | 'duplicate';
  upDelay: number;
  downDelay: number;
}

export const smooth: Fate = { up: 'pass', down: 'pass', upDelay: 1, downDelay: 1 };

/**
 * The documented backend in virtual time, over a network that does what it is told. What it stored is the truth that
 * a test compares with. In a `shared` room every socket hears what any of them sends.
 */
export const createTestServer = (
  clock: Clock,
  { lag = 0, shape = 'pair' as 'pair' | 'record' | 'text', shared = false } = {},
) => {
  const stored: { record: Stored; visible: number }[] = [];
  const sockets = new Set<FakeSocket>();
  let fates: Fate[] = [];
  let up = true;
  let nextId = 1;

  const wordsFor = (name: string, text: string) =>
    `${name}, you have sent this message: ${text}. Thanks for contact us.`;

  const store = (text: string, name: string, email: string, room: string) => {
    const record: Stored = {
      id: nextId++,
      name,
      email,
      room,
      message: text,
      serverMessage: wordsFor(name, text),
      created_at: new Date(clock.date()).toISOString(),
    };
    stored.push({ record, visible: clock.now() + lag });
    return record;
  };

  class FakeSocket {
    static readonly OPEN = 1;
    readyState = 0;
    binaryType = 'blob';
    bufferedAmount = 0;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    private readonly room: string;
    private readonly name: string;
    private readonly email: string;

    constructor(readonly url: string) {
      const [room = '', name = '', email = ''] = new URL(url).pathname.split('/').slice(2).map(decodeURIComponent);
      Object.assign(this, { room, name, email });
      this.room = room;
      this.name = name;
      this.email = email;
      clock.after(1, () => {
        if (this.readyState !== 0) return;
        if (!up) return this.end(1006);
        this.readyState = 1;
        sockets.add(this);
        this.onopen?.();
      });
    }

    send(data: string) {
      const fate = fates.shift() ?? smooth;
      if (fate.up === 'drop') return;
      if (fate.up === 'reset-before') return void clock.after(fate.upDelay, () => this.end(1006));
      clock.after(fate.upDelay, () => {
        if (this.readyState !== 1) return;
        const { message } = JSON.parse(data) as { message: string };
        if (message === 'poison') return this.end(1011);
        const record = store(message, this.name, this.email, this.room);
        const frame =
          shape === 'record'
            ? JSON.stringify(record)
            : shape === 'text'
              ? (record.serverMessage as string)
              : JSON.stringify({ message, serverMessage: record.serverMessage });
        for (const other of shared ? sockets : [])
          if (other !== this && other.room === this.room)
            clock.after(fate.downDelay, () => other.readyState === 1 && other.onmessage?.({ data: frame }));
        if (fate.up === 'reset-after') return this.end(1006);
        if (fate.down === 'drop') return;
        for (let copy = 0; copy < (fate.down === 'duplicate' ? 2 : 1); copy++) {
          clock.after(fate.downDelay + copy, () => this.readyState === 1 && this.onmessage?.({ data: frame }));
        }
      });
    }

    close() {
      this.readyState = 3;
      sockets.delete(this);
    }

    end(code: number) {
      if (this.readyState === 3) return;
      this.readyState = 3;
      sockets.delete(this);
      this.onclose?.({ code });
    }
  }

  const json = (body: unknown, status = 200) =>
    new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    });

  const user = { pk: 7, username: 'ana', email: 'ana@example.com', first_name: '', last_name: '' };

  return {
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    fetch: (async (input: RequestInfo | URL, init?: RequestInit) => {
      await new Promise<void>(resolve => clock.after(1, resolve));
      if (init?.signal?.aborted) throw new DOMException('', 'AbortError');
      if (!up) throw new TypeError('Failed to fetch');
      const { pathname } = new URL(String(input));
      if (pathname.endsWith('/auth/login/') || pathname.endsWith('/registration/'))
        return json({ key: 'a'.repeat(40) });
      if (pathname.endsWith('/auth/user/')) return json(user);
      if (pathname.endsWith('/auth/logout/')) return json({ detail: 'Successfully logged out.' });
      if (pathname.endsWith('/chats/getChats/')) {
        return json(stored.filter(({ visible }) => visible <= clock.now()).map(({ record }) => record));
      }
      return json({ detail: 'Not found.' }, 404);
    }) as typeof fetch,
    /** Texts in the order in which they were stored. */
    texts: () => stored.map(({ record }) => record.message ?? ''),
    store,
    /** What happens to the next frames, in order. */
    plan(next: Fate[]) {
      fates.push(...next);
    },
    /** From here on everything passes. */
    calm() {
      fates = [];
    },
    get sockets() {
      return [...sockets];
    },
    /** Every connection ends with this code. */
    cut(code = 1006) {
      for (const socket of [...sockets]) socket.end(code);
    },
    down() {
      up = false;
      for (const socket of [...sockets]) socket.end(1006);
    },
    up() {
      up = true;
    },
    push: (data: unknown) => {
      for (const socket of [...sockets]) socket.onmessage?.({ data });
    },
  };
};
