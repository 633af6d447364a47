import { defaultEndpoints, endpoint, identityOf, makeRoom, socketUrl } from '../api/address.js';
import type { ErrorCode } from '../api/errors.js';
import { hintFor } from '../components/hints.js';
import type { Options } from '../components/options.js';
import type { Chat } from '../state/chat.js';

export interface Check {
  name: string;
  ok: boolean;
  detail: string;
  /** What to change, and where. */
  fix?: string;
}

export interface Report {
  ok: boolean;
  checks: Check[];
  text: string;
}

// Taken at load: the token goes along.
const { fetch, WebSocket } = globalThis;

/** No check takes longer, in ms. */
const LIMIT = 5_000;

/** What the codes mean with which a socket that was not let in closes. */
const closeCodes: Record<number, string> = {
  1006: 'refused or cut off',
  1008: 'not allowed',
  1011: 'the server failed',
  4401: 'not logged in',
  4403: 'not allowed',
};

/** Looks at the page and asks the backend; names what is wrong and what to change. Never rejects. */
export const diagnose = async (
  { base, session, vault }: Chat,
  { endpoints, persist }: Options,
  widget: HTMLElement | undefined,
): Promise<Report> => {
  const checks: Check[] = [];
  /** What a check found: with a fix it failed. */
  const note = (name: string, detail: string, fix?: string | false) =>
    checks.push({ name, ok: !fix, detail, ...(fix && { fix }) });
  const hint = (code: ErrorCode) => hintFor(code, base);
  const url = endpoint(base, endpoints.user ?? defaultEndpoints.user);
  const hosts = `Add "${base.hostname}" to ALLOWED_HOSTS.`;

  const ask = (init: RequestInit) =>
    fetch(url, { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(LIMIT), ...init }).catch(() => {});

  let blocked = false;
  const hear = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    blocked ||= blockedURI.replace(/^ws/, 'http').startsWith(base.origin);
  };

  const whySilent = async () => {
    if (blocked) return hint('csp');
    if (location.protocol === 'https:' && base.protocol === 'http:' && !/^(localhost$|127\.|\[)/.test(base.hostname))
      return hint('mixed-content');
    // An answer that nobody may read: only then the backend is there, and CORS is what is missing.
    return (await ask({ mode: 'no-cors' }))
      ? `It answers, but not to this page. Add "${location.origin}" to CORS_ALLOWED_ORIGINS. ${hosts}`
      : hint('cors');
  };

  const whyWrong = async (answer: Response) => {
    const { redirected, status } = answer;
    if (redirected) return `It redirects to ${answer.url}: https or a slash is missing.`;
    if (status === 400) return hosts;
    if (status === 404) return hint('not-found');
    if (status >= 500) return hint('server');
    return !/^\s*[[{]/.test(await answer.text()) && hint('bad-answer');
  };

  const lookAtToken = async () => {
    // The token stays with the origin that issued it.
    const grant = url.origin === base.origin ? session.grant() : undefined;
    const { token, scheme } = grant ?? { token: 'none', scheme: 'Token' };
    const askAs = (word: string) => ask({ redirect: 'error', headers: { Authorization: `${word} ${token}` } });
    const answer = await askAs(scheme);
    if (!answer) return note('token', 'refused', 'Add "authorization" to CORS_ALLOW_HEADERS.');
    if (!grant) return note('token', 'nobody is logged in');
    if (answer.ok) return note('token', `accepted as ${scheme}`);
    const other = scheme === 'Token' ? 'Bearer' : 'Token';
    const fix = (await askAs(other))?.ok ? `Set auth-scheme="${other}".` : hint('token-refused');
    return note('token', `${answer.status} as ${scheme}`, fix);
  };

  const lookAtSocket = () =>
    new Promise<string | undefined>(resolve => {
      const who = identityOf(session.$user.get() ?? { pk: 0 });
      const socket = new WebSocket(socketUrl(base, makeRoom(), who, endpoints.socket));
      const end = (word?: string) => {
        clearTimeout(timer);
        resolve(word);
        socket.close();
      };
      // WebKit tells of some refusals by no event at all.
      const timer = setTimeout(end, LIMIT, 'no answer');
      socket.onopen = () => end();
      socket.onclose = ({ code }) => end(`${code}: ${closeCodes[code] ?? 'closed'}`);
    });

  /** Whatever moves, covers, clips or disables the widget: something else, or nothing, is where it should be. */
  const lookAtPanel = (widget: HTMLElement) => {
    const box = widget.shadowRoot?.querySelector('.corner > :not([hidden])')?.getBoundingClientRect();
    if (!box) return note('panel', 'not shown');
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (widget.contains(top)) return note('panel', 'in sight');
    return note(
      'panel',
      `covered, clipped or inert${top ? `: <${top.localName}> is over it` : ''}`,
      "Put <sc-widget> at the end of <body>, raise --sc-z-index, or close the page's dialog.",
    );
  };

  document.addEventListener('securitypolicyviolation', hear);
  try {
    note('address', base.href);
    const answer = await ask({});
    note('http', `${url}: ${answer?.status ?? 'no answer'}`, await (answer ? whyWrong(answer) : whySilent()));
    if (answer) await lookAtToken();
    const closed = await lookAtSocket().catch(String);
    note('socket', closed ?? 'open', closed && hint(blocked ? 'csp' : 'origin-refused'));
    vault.set('probe', '1');
    vault.set('probe', undefined);
    note('storage', persist, vault.troubled && 'The browser keeps nothing.');
    const scripts = document.querySelectorAll('script[src*="sc-chat.js"]').length;
    note('script', `${scripts} of it`, scripts > 1 && 'Load it once.');
    if (widget) lookAtPanel(widget);
  } catch (error) {
    note('diagnose', String(error), 'Please report this.');
  }
  document.removeEventListener('securitypolicyviolation', hear);

  return {
    ok: checks.every(({ ok }) => ok),
    checks,
    text: checks
      .map(({ ok, name, detail, fix }) => `${ok ? 'ok' : 'FAIL'} ${name}: ${detail}\n${fix ?? ''}`)
      .join('\n'),
  };
};
