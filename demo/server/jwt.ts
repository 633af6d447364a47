import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { User } from './accounts.js';

/** The tokens of djangorestframework-simplejwt: HS256, an access token for minutes and a refresh token for a day. */
export interface Claims {
  token_type: 'access' | 'refresh';
  exp: number;
  iat: number;
  jti: string;
  user_id: number;
  epoch: number;
}

const DAY = 86_400;
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });
const signature = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest();

export function makeJwt(user: User, type: Claims['token_type'], secret: string, accessSeconds: number): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims: Claims = {
    token_type: type,
    exp: iat + (type === 'access' ? accessSeconds : DAY),
    iat,
    jti: randomBytes(16).toString('hex'),
    user_id: user.id,
    epoch: user.epoch,
  };
  const text = `${HEADER}.${encode(claims)}`;
  return `${text}.${signature(text, secret).toString('base64url')}`;
}

/** The claims of a token that is ours, of this type and not expired. */
export function readJwt(token: string, type: Claims['token_type'], secret: string): Claims | null {
  const [header, body, mark, ...rest] = token.split('.');
  if (header !== HEADER || !body || !mark || rest.length) return null;
  const wanted = signature(`${header}.${body}`, secret);
  const given = Buffer.from(mark, 'base64url');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
  return claims.token_type === type && claims.exp > Date.now() / 1000 ? claims : null;
}
