import type { ErrorCode } from '../api/errors.js';

/** What the integrator can do about an error, in English: it is for the console and for `sc-error`. */
export const hintFor = (code: ErrorCode, base: URL): string => {
  const page = globalThis.location?.origin ?? '';
  const hints: Partial<Record<ErrorCode, string>> = {
    config: 'Check the options of the sc-* elements and of the script tag.',
    cors: `No answer from ${base.origin}: is it running, and is ${page} in its CORS_ALLOWED_ORIGINS?`,
    csp: `The page's Content-Security-Policy blocks the backend: add ${base.origin} and ${base.origin.replace(/^http/, 'ws')} to connect-src.`,
    'mixed-content': 'A secure page cannot use an insecure backend: serve it over https, so that the socket is wss.',
    'origin-refused': `HTTP works but the socket does not: is the host of ${page} in ALLOWED_HOSTS, and is the route /connection/<room>/<name>/<email>/ there?`,
    'not-found': 'The backend has no such path: check api-base and endpoints.',
    'bad-answer':
      'The answer was not the documented JSON: check api-base, a proxy or a login page in between, and ALLOWED_HOSTS.',
    server: 'The backend failed: its own log tells why.',
    timeout: 'The backend did not answer in time.',
    offline: 'The browser is offline.',
    credentials: 'The backend refused the credentials.',
    'no-token': 'The backend issues no token: set TOKEN_MODEL, or REST_USE_JWT, of dj-rest-auth.',
    'token-refused':
      'The token was refused right after the login: is TokenAuthentication enabled, and auth-scheme right?',
    csrf: 'The backend asks for a CSRF token: put TokenAuthentication before SessionAuthentication.',
    throttled: 'The backend throttles. Expose Retry-After (CORS_EXPOSE_HEADERS) for an exact countdown.',
    expired: 'The token was refused: the visitor is asked to log in again.',
    room: 'The room is not a number.',
    'too-long': 'The backend takes no message of this size.',
    storage: 'The browser keeps nothing: the session ends with the page.',
    version: 'Another version of the script is on this page already.',
  };
  return hints[code] ?? '';
};
