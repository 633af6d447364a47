import { createHmac } from 'node:crypto';
import type { User } from './accounts.js';
import { safeEqual } from './equal.js';

const LIFE_SECONDS = 3 * 86_400;
const now = () => Math.floor(Date.now() / 1000);

function sign(secret: string, purpose: string, ...parts: (string | number | boolean)[]): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([purpose, ...parts]))
    .digest('hex')
    .slice(0, 40);
}

const fresh = (stamp: string) => /^[0-9a-z]{1,8}$/.test(stamp) && Number.parseInt(stamp, 36) > now() - LIFE_SECONDS;

/** Django's reset token: bound to the password it replaces, so that it works once. `uid` is allauth's base 36. */
export function resetKeys(user: User, secret: string): { uid: string; token: string } {
  const stamp = now().toString(36);
  return { uid: user.id.toString(36), token: `${stamp}-${sign(secret, 'reset', user.id, user.password, stamp)}` };
}

export function isResetToken(user: User, token: string, secret: string): boolean {
  const [stamp = '', mark = ''] = token.split('-');
  return fresh(stamp) && safeEqual(mark, sign(secret, 'reset', user.id, user.password, stamp));
}

/** The number behind a base 36 `uid`, or null where Django raises. */
export function userIdOf(uid: string): number | null {
  if (!/^[0-9a-z]{1,6}$/i.test(uid)) return null;
  const id = Number.parseInt(uid, 36);
  return id <= 0x7fffffff ? id : null;
}

/** Confirms an address; bound to it, so that a change makes the key worthless. */
export function verifyKey(user: User, secret: string): string {
  const stamp = now().toString(36);
  return `${user.id.toString(36)}:${stamp}:${sign(secret, 'verify', user.id, user.email, stamp)}`;
}

export function userIdOfVerifyKey(key: string): number | null {
  return userIdOf(key.split(':')[0] ?? '');
}

export function isVerifyKey(user: User, key: string, secret: string): boolean {
  const [, stamp = '', mark = ''] = key.split(':');
  return fresh(stamp) && safeEqual(mark, sign(secret, 'verify', user.id, user.email, stamp));
}
