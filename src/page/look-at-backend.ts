import { defaultEndpoints, endpoint, identityOf, makeRoom, socketUrl } from '../api/address.js';
import type { ErrorCode } from '../api/errors.js';
import { hintFor } from '../components/hints.js';
import type { Options } from '../components/options.js';
import type { Chat } from '../state/chat.js';
import type { Note } from './report.js';

// Taken at load: the token goes along.
const { fetch, WebSocket } = globalThis;

/** No check takes longer, in ms. */
const LIMIT = 5_000;

const closeCodes: Record<number, string> = {
  1006: 'refused or cut off, the browser hides why',
  1008: 'refused by a rule of the server',
  1011: 'the server failed',
  1012: 'the server restarts',
  1013: 'the server is overloaded',
  4401: 'not logged in',
  4403: 'not allowed',
};

/** Asks for what needs no more than an answer: the address, CORS, the token, the socket. */
export const lookAtBackend = async ({ base, session }: Chat, { endpoints }: Options, note: Note) => {
  const url = endpoint(base, endpoints.user ?? defaultEndpoints.user);
  const hint = (code: ErrorCode) => hintFor(code, base);
  let blocked = false;
  const hear = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    blocked ||= blockedURI.replace(/^ws/, 'http').startsWith(base.origin);
  };

  const ask = (init: RequestInit) =>
    fetch(url, { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(LIMIT), ...init }).catch(() => {});
  const withToken = (token: string, scheme: string) =>
    ask({ redirect: 'error', headers: { Authorization: `${scheme} ${token}` } });

  const whySilent = async (): Promise<[string, string]> => {
    if (blocked) return ['blocked by the page', hint('csp')];
    if (location.protocol === 'https:' && base.protocol === 'http:' && !/^(localhost$|127\.|\[)/.test(base.hostname))
      return ['a secure page, an insecure backend', hint('mixed-content')];
    // An answer that nobody may read: only then the backend is there, and CORS is what is missing.
    return (await ask({ mode: 'no-cors' }))
      ? [
          'it answers, but not to this page',
          `Add "${location.origin}" to CORS_ALLOWED_ORIGINS and "${base.hostname}" to ALLOWED_HOSTS.`,
        ]
      : [`no answer from ${url}`, hint('cors')];
  };

  const whyWrong = (answer: Response, text: string) => {
    const { redirected, status } = answer;
    if (redirected) return `It redirects to ${answer.url}: api-base or endpoints lack https, or the slash at the end.`;
    if (status === 400) return `Add "${base.hostname}" to ALLOWED_HOSTS.`;
    if (status === 404) return hint('not-found');
    if (status >= 500) return hint('server');
    return !/^\s*[[{]/.test(text) && hint('bad-answer');
  };

  const lookAtToken = async () => {
    // The token stays with the origin that issued it.
    const grant = url.origin === base.origin ? session.grant() : undefined;
    const { token, scheme } = grant ?? { token: 'none', scheme: 'Token' };
    const answer = await withToken(token, scheme);
    if (!answer) return note('token', 'the header is refused', 'Add "authorization" to CORS_ALLOW_HEADERS.');
    if (!grant) return note('token', 'not tried, nobody is logged in');
    if (answer.ok) return note('token', `accepted as ${scheme}`);
    if (/csrf/i.test(await answer.text())) return note('token', 'CSRF', hint('csrf'));
    const other = scheme === 'Token' ? 'Bearer' : 'Token';
    const fits = (await withToken(token, other))?.ok;
    note('token', `${answer.status} as ${scheme}`, fits ? `Set auth-scheme="${other}".` : hint('token-refused'));
  };

  const lookAtSocket = () =>
    new Promise<void>(resolve => {
      let socket: WebSocket | undefined;
      const done = (detail: string, ok?: boolean) => {
        clearTimeout(timer);
        if (socket) socket.onopen = socket.onclose = null;
        socket?.close();
        note('socket', detail, !ok && hint(blocked ? 'csp' : 'origin-refused'));
        resolve();
      };
      const timer = setTimeout(() => done('no answer'), LIMIT);
      try {
        const who = identityOf(session.$user.get() ?? { pk: 0, username: 'diagnose' });
        socket = new WebSocket(socketUrl(base, makeRoom(), who, endpoints.socket));
        socket.onopen = () => done('open', true);
        socket.onclose = ({ code }) => done(`${code}: ${closeCodes[code] ?? 'closed'}`);
      } catch {
        done('refused by the browser');
      }
    });

  document.addEventListener('securitypolicyviolation', hear);
  try {
    note('address', base.href);
    const answer = await ask({ headers: { Accept: 'application/json' } });
    if (!answer) note('http', ...(await whySilent()));
    else {
      note('http', `${url}: ${answer.status}`, whyWrong(answer, await answer.text()));
      await lookAtToken();
    }
    await lookAtSocket();
  } finally {
    document.removeEventListener('securitypolicyviolation', hear);
  }
};
