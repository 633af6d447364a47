import type { User } from './accounts.js';
import { safeEqual } from './equal.js';
import { readJwt } from './jwt.js';
import { detail, Refusal } from './refusal.js';
import type { Site } from './site.js';

/** Who is calling: null for nobody, a refusal for credentials that are wrong. */
export async function authenticate(site: Site, request: Request): Promise<User | null> {
  const { tokens, sessionFirst } = site.settings;
  if (tokens === 'none' || sessionFirst) {
    const user = await bySession(site, request);
    if (user || tokens === 'none') return user;
  }
  // Node gives header bytes as Latin-1 characters.
  const header = request.headers.get('authorization');
  if (header === null) return null;
  const parts = header.split(/[ \t]+/).filter(Boolean);
  return tokens === 'jwt' ? byJwt(site, parts) : byToken(site, parts);
}

/** DRF asks the first authenticator for its challenge; a session has none, and so 401 becomes 403. */
export function challenge(site: Site, text: string): Refusal {
  const { tokens, sessionFirst } = site.settings;
  if (tokens === 'none' || sessionFirst) return detail(403, text);
  return detail(401, text, { 'www-authenticate': tokens === 'jwt' ? 'Bearer realm="api"' : 'Token' });
}

async function byToken(site: Site, [scheme, key, ...rest]: string[]): Promise<User | null> {
  if (scheme?.toLowerCase() !== 'token') return null;
  if (!key) throw challenge(site, 'Invalid token header. No credentials provided.');
  if (rest.length) throw challenge(site, 'Invalid token header. Token string should not contain spaces.');
  if (!isUtf8(key)) throw challenge(site, 'Invalid token header. Token string should not contain invalid characters.');
  const user = await site.accounts.byToken(key);
  if (!user) throw challenge(site, 'Invalid token.');
  if (!user.active) throw challenge(site, 'User inactive or deleted.');
  return user;
}

function isUtf8(latin1: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'));
    return true;
  } catch {
    return false;
  }
}

async function byJwt(site: Site, [scheme, token, ...rest]: string[]): Promise<User | null> {
  if (scheme !== 'Bearer') return null;
  const refuse = (body: object) => new Refusal(401, body, { 'www-authenticate': 'Bearer realm="api"' });
  if (!token || rest.length) {
    const text = 'Authorization header must contain two space-delimited values';
    throw refuse({ detail: text, code: 'bad_authorization_header' });
  }
  const claims = readJwt(token, 'access', site.secret);
  const user = claims && (await site.accounts.byId(claims.user_id));
  if (!claims || (user && user.epoch !== claims.epoch)) {
    const message = 'Token is invalid or expired';
    throw refuse({
      detail: 'Given token not valid for any token type',
      code: 'token_not_valid',
      messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
    });
  }
  if (!user) throw refuse({ detail: 'User not found', code: 'user_not_found' });
  if (!user.active) throw refuse({ detail: 'User is inactive', code: 'user_inactive' });
  return user;
}

export function cookies(request: Request): Record<string, string> {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map(part => part.trim().split('='));
  return Object.fromEntries(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

/** A session cookie proves nothing for a change unless the CSRF token comes along in a header. */
async function bySession(site: Site, request: Request): Promise<User | null> {
  const { sessionid, csrftoken } = cookies(request);
  const user = sessionid ? await site.accounts.bySession(sessionid) : null;
  if (!user?.active) return null;
  if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method)) {
    if (!csrftoken) throw detail(403, 'CSRF Failed: CSRF cookie not set.');
    if (!safeEqual(csrftoken, request.headers.get('x-csrftoken') ?? '')) {
      throw detail(403, 'CSRF Failed: CSRF token missing or incorrect.');
    }
  }
  return user;
}
