import type { User } from './schemas.js';

/** The paths of the documented contract; each can be overridden for a backend mounted elsewhere. */
export const defaultEndpoints = {
  registration: 'registration/',
  login: 'auth/login/',
  logout: 'auth/logout/',
  user: 'auth/user/',
  history: 'chats/getChats/',
  passwordChange: 'auth/password/change/',
  passwordReset: 'auth/password/reset/',
  resend: 'registration/resend-email/',
  refresh: 'auth/token/refresh/',
  socket: 'connection/',
};
export type Endpoints = typeof defaultEndpoints;

/** Every path ends with a slash: without it Django answers a POST with a redirect that turns it into a GET. */
const withSlash = (url: URL) => {
  url.pathname = `${url.pathname}/`.replace(/\/+/g, '/');
  return url;
};

/**
 * The backend's address with a slash at its end, or undefined where it cannot be one: only http(s), no user info;
 * `ws(s)` is taken for the `http(s)` it means; query and fragment are dropped.
 */
export const parseBase = (text: string, page: string): URL | undefined => {
  try {
    const url = new URL(text.replace(/^\s*ws(?=s?:)/i, 'http'), page);
    if (!/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
    url.search = url.hash = '';
    return withSlash(url);
  } catch {
    return undefined;
  }
};

export const endpoint = (base: URL, path: string, query?: string): URL => {
  const url = withSlash(new URL(path.replace(/^\/+/, ''), base));
  if (query) url.search = query;
  return url;
};

/** Lone surrogates become U+FFFD: `encodeURIComponent` throws on them. */
export const wellFormed = (text: string) => text.toWellFormed();

/** Who the socket path says one is. The server's records carry exactly these two texts. */
export interface Identity {
  name: string;
  email: string;
}

// The router decodes before it matches, so a slash would be one segment more, whatever the encoding.
const segment = (text: string) => wellFormed(text).replace(/[/\\]/g, '_');

/** A browser removes the segments `.` and `..`, even percent-encoded. */
const notDots = (text: string) => (/^\.\.?$/.test(text) ? `_${text}` : text);

/** `healed`: for backends whose route takes `\w+` only, everything else becomes `_`. */
export const identityOf = (user: User, healed = false): Identity => {
  const raw = user.username || `user${user.pk}`;
  const name = healed ? raw.normalize('NFC').replace(/[^\p{L}\p{N}_]+/gu, '_') : notDots(segment(raw));
  return { name, email: notDots(segment(user.email || `${user.pk}@no-email.invalid`)) };
};

/** `ws(s)://host/connection/<room>/<name>/<email>/`, each segment encoded exactly once. */
export const socketUrl = (
  base: URL,
  room: string,
  { name, email }: Identity,
  path = defaultEndpoints.socket,
): string => {
  const url = endpoint(base, path);
  url.protocol = url.protocol.replace('http', 'ws');
  url.pathname += [room, name, email].map(encodeURIComponent).join('/') + '/';
  return url.href;
};

/** Digits only, no leading zero, at most 15: survives `\w+`, `<int:>` and JSON numbers. */
export const isRoom = (room: string) => /^(0|[1-9]\d{0,14})$/.test(room);

/** A room number that nobody can guess: whoever knows it can listen. */
export const makeRoom = () => `1${[...crypto.getRandomValues(new Uint8Array(14))].map(byte => byte % 10).join('')}`;
