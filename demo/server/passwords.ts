import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
const COST = 2 ** 14;
const BLOCK = 8;

function derive(password: string, salt: Buffer, size: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, size, { ...options, maxmem: 2 ** 27 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** `scrypt$N$r$p$salt$key`: carries its own cost, so that the cost can rise later. */
export async function hashPassword(password: string, work: number): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, 32, { N: COST, r: BLOCK, p: work });
  return ['scrypt', COST, BLOCK, work, salt.toString('base64'), key.toString('base64')].join('$');
}

export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [kind, N, r, p, salt, key] = stored.split('$');
  if (kind !== 'scrypt' || !salt || !key) return false;
  const wanted = Buffer.from(key, 'base64');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  return timingSafeEqual(wanted, await derive(password, Buffer.from(salt, 'base64'), wanted.length, options));
}

/** The same work for a name that nobody has: the time of the answer must not say whether an account exists. */
export async function wasteTime(password: string, work: number): Promise<false> {
  await derive(password, Buffer.alloc(16), 32, { N: COST, r: BLOCK, p: work });
  return false;
}
