import { defaultEndpoints, type Endpoints, endpoint, identityOf, makeRoom, socketUrl } from '../api/address.js';
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

const LIMIT = 5_000;

const closeCodes: Record<number, string> = {
  1000: 'closed by the server',
  1001: 'the server goes away',
  1003: 'the server takes no text',
  1006: 'refused or cut off; the browser hides why',
  1008: 'refused by a rule of the server',
  1009: 'a message was too long',
  1011: 'the server failed',
  1012: 'the server restarts',
  1013: 'the server is overloaded',
  1015: 'the certificate was refused',
  4001: 'not logged in',
  4003: 'not allowed',
  4401: 'not logged in',
  4403: 'not allowed',
};

/** What of an ancestor moves, clips or disables everything in it, a fixed panel included. */
const troubleOf = (element: Element): string | undefined => {
  const style = getComputedStyle(element);
  if (element.hasAttribute('inert')) return 'inert';
  if (style.display === 'none' || style.visibility !== 'visible' || style.opacity === '0') return 'not visible';
  for (const name of ['transform', 'translate', 'scale', 'rotate', 'filter', 'backdrop-filter', 'perspective']) {
    const value = style.getPropertyValue(name);
    if (value && value !== 'none') return `${name}: ${value}`;
  }
  if (/paint|layout|strict|content/.test(style.contain)) return `contain: ${style.contain}`;
  if (/transform|filter|perspective/.test(style.willChange)) return `will-change: ${style.willChange}`;
  return undefined;
};

const nameOf = (element: Element) =>
  `<${element.localName}${element.id && ` id="${element.id}"`}${element.classList.length ? ` class="${element.classList}"` : ''}>`;

const outwards = (element: Element): Element | null =>
  element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as ShadowRoot).host ?? null;

/** Looks at the page and asks the backend; names what is wrong and what to change. Never rejects. */
export const diagnose = async (
  { base, session }: Chat,
  { endpoints, authScheme }: Options,
  widget: HTMLElement | undefined,
): Promise<Report> => {
  const checks: Check[] = [];
  const check = (name: string, ok: boolean, detail: string, fix?: string) => {
    checks.push({ name, ok, detail, ...(!ok && fix && { fix }) });
    return ok;
  };
  const page = location.origin;
  const blocked = new Set<string>();
  const hear = ({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent) => {
    if (blockedURI.replace(/^ws/, 'http').startsWith(base.origin)) blocked.add(effectiveDirective);
  };
  const urlOf = (name: keyof Endpoints) => endpoint(base, endpoints[name] ?? defaultEndpoints[name]).href;
  const ask = (name: keyof Endpoints, init: RequestInit = {}) =>
    fetch(urlOf(name), {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(LIMIT),
      ...init,
      headers: { Accept: 'application/json', ...init.headers },
    }).catch(() => undefined);
  const withToken = (token: string, scheme: string) =>
    ask('user', { redirect: 'error', headers: { Authorization: `${scheme} ${token}` } });

  const lookAtHttp = async (): Promise<boolean> => {
    const url = urlOf('user');
    const answer = await ask('user');
    if (!answer) {
      if (blocked.size) return check('http', false, 'blocked by the page', hintFor('csp', base));
      if (page.startsWith('https:') && base.protocol === 'http:' && !/^(localhost|127\.|\[::1)/.test(base.hostname))
        return check('http', false, 'a secure page, an insecure backend', hintFor('mixed-content', base));
      const there = await ask('user', { mode: 'no-cors' });
      return there
        ? check(
            'http',
            false,
            'the backend answers, and does not allow this page to read it',
            `CORS: add "${page}" to CORS_ALLOWED_ORIGINS (and CorsMiddleware first in MIDDLEWARE); ${base.host} must be in ALLOWED_HOSTS.`,
          )
        : check(
            'http',
            false,
            `no answer from ${url}`,
            'Is the backend running, is api-base right, is its certificate valid?',
          );
    }
    const { status } = answer;
    const text = await answer.text().catch(() => '');
    const detail = `${url}: ${status}`;
    if (answer.redirected)
      return check(
        'http',
        false,
        `redirected to ${answer.url}`,
        'The path in endpoints or api-base lacks its slash at the end, or https.',
      );
    if (status === 400) return check('http', false, detail, `ALLOWED_HOSTS: add "${base.hostname}".`);
    if (status === 404) return check('http', false, detail, hintFor('not-found', base));
    if (status >= 500) return check('http', false, detail, hintFor('server', base));
    return check('http', /^\s*[[{]/.test(text), detail, hintFor('bad-answer', base));
  };

  const lookAtToken = async () => {
    // The token stays with the origin that issued it.
    const grant = urlOf('user').startsWith(`${base.origin}/`) ? session.grant() : undefined;
    const answer = await withToken(grant?.token ?? 'none', grant?.scheme ?? 'Token');
    if (!answer)
      return check(
        'token',
        false,
        'the header Authorization is refused',
        'CORS: "authorization" must be in CORS_ALLOW_HEADERS.',
      );
    if (!grant) return check('token', true, 'nobody is logged in, so it was not tried');
    if (answer.ok) return check('token', true, `accepted as ${grant.scheme}`);
    if (/csrf/i.test(await answer.text().catch(() => ''))) return check('token', false, 'CSRF', hintFor('csrf', base));
    const other = grant.scheme === 'Token' ? 'Bearer' : 'Token';
    const fits = (await withToken(grant.token, other))?.ok;
    return check(
      'token',
      false,
      `${answer.status} as ${grant.scheme}${fits ? `, accepted as ${other}` : ''}`,
      fits ? `auth-scheme="${other}" (it is "${authScheme}").` : hintFor('token-refused', base),
    );
  };

  const lookAtSocket = () =>
    new Promise<void>(resolve => {
      const user = session.$user.get();
      const identity = identityOf(user ?? { pk: 'diagnose', username: 'diagnose' });
      const done = (ok: boolean, detail: string) => {
        clearTimeout(timer);
        if (socket) {
          socket.onopen = socket.onclose = null;
          socket.close();
        }
        check('socket', ok, detail, blocked.size ? hintFor('csp', base) : hintFor('origin-refused', base));
        resolve();
      };
      let socket: WebSocket | undefined;
      const timer = setTimeout(() => done(false, 'no answer'), LIMIT);
      try {
        socket = new WebSocket(socketUrl(base, makeRoom(), identity, endpoints.socket));
        socket.onopen = () => done(true, 'open');
        socket.onclose = ({ code }) => done(false, `closed with ${code}: ${closeCodes[code] ?? 'unknown'}`);
      } catch {
        done(false, 'the browser refuses the address');
      }
    });

  const lookAtStorage = () => {
    for (const name of ['localStorage', 'sessionStorage'] as const) {
      try {
        const storage = globalThis[name];
        storage.setItem('sc-chat:probe', '1');
        storage.removeItem('sc-chat:probe');
        check('storage', true, name);
      } catch {
        check('storage', false, name, hintFor('storage', base));
      }
    }
  };

  const lookAtPage = () => {
    const scripts = document.querySelectorAll('script[src*="sc-chat.js"]').length;
    check('script', scripts < 2, `${scripts} script tags`, 'Load the script once.');
    check(
      'viewport',
      !!document.querySelector('meta[name=viewport]'),
      'meta viewport',
      'Add <meta name="viewport" content="width=device-width, initial-scale=1">, else phones show the page, and the chat, tiny.',
    );
    if (!widget) return;
    for (let node = outwards(widget); node; node = outwards(node)) {
      const trouble = node === document.documentElement ? undefined : troubleOf(node);
      if (trouble)
        check('panel', false, `${nameOf(node)} around it: ${trouble}`, 'Move <sc-widget> to the end of <body>.');
    }
    const box = widget.shadowRoot
      ?.querySelector('.launcher:not([hidden]), .panel:not([hidden])')
      ?.getBoundingClientRect();
    const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (top && !widget.contains(top))
      check(
        'panel',
        false,
        `covered or made inert by ${nameOf(top)}`,
        "Raise --sc-z-index, or close the page's own dialog first.",
      );
    else check('panel', true, box ? 'visible' : 'not shown');
  };

  document.addEventListener('securitypolicyviolation', hear);
  try {
    check('address', true, base.href);
    if (await lookAtHttp()) await lookAtToken();
    await lookAtSocket();
    lookAtStorage();
    lookAtPage();
  } catch (error) {
    check('diagnose', false, String(error));
  }
  document.removeEventListener('securitypolicyviolation', hear);
  const lines = checks.map(
    ({ ok, name, detail, fix }) => `${ok ? 'ok  ' : 'FAIL'} ${name}: ${detail}${fix ? `\n     ${fix}` : ''}`,
  );
  return { ok: checks.every(({ ok }) => ok), checks, text: lines.join('\n') };
};
