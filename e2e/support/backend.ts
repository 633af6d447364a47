import { createServer, type Options, type Server } from '../../demo/server/server.js';
import { patience, poll } from '../driver/poll.js';

export type { Server };

export interface Person {
  username: string;
  email: string;
  password: string;
}

export const ada: Person = { username: 'ada', email: 'ada@example.com', password: 'tide-Lantern-42' };
export const bob: Person = { username: 'bob', email: 'bob@example.com', password: 'gravel-Window-77' };

/** The reference backend on a free port, as fast as it can be. */
export const startBackend = (options: Options = {}): Promise<Server> =>
  createServer({ port: 0, throttle: null, passwordWork: 1, ...options });

/** Makes an account behind the page's back, and returns its token. */
export async function join(server: Server, { username, email, password }: Person): Promise<string> {
  const { key } = await post(server, '/registration/', { username, email, password1: password, password2: password });
  return key!;
}

export async function post(server: Server, path: string, body: object): Promise<{ key?: string }> {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { key?: string };
}

/** Waits until nobody is connected: the server learns of a socket's end a while after the page. */
export async function emptied(server: Server): Promise<void> {
  const { result } = await poll(patience, async () => server.sockets().length === 0);
  if (!result) throw new Error(`there are ${server.sockets().length} sockets left`);
}

/** The words of the backend's answer. */
export const replyTo = ({ username, email }: Person, text: string): string =>
  `${username}, you have sent this message: ${text}. Thanks for contact us. We will message you soon to your email: ${email}`;
