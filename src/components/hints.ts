import type { ErrorCode } from '../api/errors.js';

/**
 * What the integrator can do about an error, in English: it is for the console and for `sc-error`. Nothing can be done
 * about what the visitor does wrong, or the network: then it is empty.
 */
export const hintFor = (code: ErrorCode, { origin }: URL): string => {
  const hints: Partial<Record<ErrorCode, string>> = {
    cors: `No answer from ${origin}: is it running, and is ${location.origin} in CORS_ALLOWED_ORIGINS?`,
    csp: `Add ${origin} and ${origin.replace('http', 'ws')} to connect-src of the page's Content-Security-Policy.`,
    'mixed-content': 'A secure page needs a secure backend: serve it over https and wss.',
    'origin-refused': `The socket is refused: is ${location.host} in ALLOWED_HOSTS, and /connection/<room>/<name>/<email>/ a route?`,
    'not-found': 'No such path: check api-base and endpoints.',
    'bad-answer': 'The answer is no JSON: check api-base.',
    server: 'The backend failed: see its log.',
    'no-token': 'The backend issues no token: REST_AUTH needs TOKEN_MODEL or USE_JWT.',
    'token-refused': 'The token is refused: is TokenAuthentication on, and auth-scheme right?',
    csrf: 'Put TokenAuthentication before SessionAuthentication.',
  };
  return hints[code] ?? '';
};
