import type { Settings } from './settings.js';

/** django-cors-headers with its defaults: https://github.com/adamchainz/django-cors-headers */
const PREFLIGHT = {
  'access-control-allow-headers':
    'accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with',
  'access-control-allow-methods': 'DELETE, GET, OPTIONS, PATCH, POST, PUT',
  'access-control-max-age': '86400',
};

export const isPreflight = (request: Request) =>
  request.method === 'OPTIONS' && request.headers.has('access-control-request-method');

/** Answered before any view is asked, whatever the path. */
export const preflight = () =>
  new Response(null, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });

/** Adds what lets the page read the answer. `Retry-After` is not exposed, as on the recorded server. */
export function allowOrigin(response: Response, request: Request, allowed: Settings['origins']): void {
  const vary = response.headers.get('vary');
  response.headers.set('vary', vary ? `${vary}, Origin` : 'Origin');
  const origin = request.headers.get('origin');
  if (origin === null || !originAllowed(origin, allowed)) return;
  response.headers.set('access-control-allow-origin', allowed === '*' ? '*' : origin);
  if (!isPreflight(request)) return;
  for (const [name, value] of Object.entries(PREFLIGHT)) response.headers.set(name, value);
}

export const originAllowed = (origin: string | null | undefined, allowed: Settings['origins']) =>
  allowed === '*' || (typeof origin === 'string' && allowed.includes(origin));
