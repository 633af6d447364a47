import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { COMMON_PASSWORDS } from './common-passwords.js';

/** Django's rules with Django's words. https://docs.djangoproject.com/en/3.2/ref/validators/ */
export const USERNAME_RULE =
  'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.';
export const EMAIL_RULE = 'Enter a valid email address.';
export const USERNAME_TAKEN = 'A user with that username already exists.';

export const isUsername = (text: string) => /^[\p{L}\p{N}_.@+-]+$/u.test(text);

const ATOM = "[-!#$%&'*+/=?^_`{}|~0-9A-Z]+";
const LOCAL_PART = new RegExp(
  `^${ATOM}(\\.${ATOM})*$` +
    `|^"([\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f!#-\\[\\]-\\x7f]|\\\\[\\x01-\\x09\\x0b\\x0c\\x0e-\\x7f])*"$`,
  'i',
);
const DOMAIN = /^(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z0-9-]{2,63}(?<!-)$/i;

export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 0 || text.length > 320) return false;
  const domain = text.slice(at + 1);
  if (!LOCAL_PART.test(text.slice(0, at))) return false;
  if (domain === 'localhost' || DOMAIN.test(domain)) return true;
  const literal = /^\[([A-F0-9:.]+)\]$/i.exec(domain);
  if (literal) return isIP(literal[1]!) > 0;
  return DOMAIN.test(domainToASCII(domain));
}

export interface Person {
  username: string;
  first_name: string;
  last_name: string;
  email: string;
}

const ATTRIBUTES: [keyof Person, string][] = [
  ['username', 'username'],
  ['first_name', 'first name'],
  ['last_name', 'last name'],
  ['email', 'email address'],
];

/** Every complaint at once, in Django's order; the similarity rule needs to know whose password it is. */
export function passwordProblems(password: string, person?: Person): string[] {
  const problems: string[] = [];
  const like = person && similarTo(password.toLowerCase(), person);
  if (like) problems.push(`The password is too similar to the ${like}.`);
  if ([...password].length < 8) {
    problems.push('This password is too short. It must contain at least 8 characters.');
  }
  if (COMMON_PASSWORDS.has(password.toLowerCase().trim())) problems.push('This password is too common.');
  if (/^\p{Nd}+$/u.test(password)) problems.push('This password is entirely numeric.');
  return problems;
}

function similarTo(password: string, person: Person): string | undefined {
  for (const [attribute, label] of ATTRIBUTES) {
    const value = person[attribute].toLowerCase();
    for (const part of [...value.split(/[^\p{L}\p{N}_]+/u), value]) {
      if (value && part.length * 10 > password.length && quickRatio(password, part) >= 0.7) return label;
    }
  }
  return undefined;
}

/** `SequenceMatcher.quick_ratio()`, which is what Django compares with 0.7: letters in common, whatever their order. */
export function quickRatio(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const counts = new Map<string, number>();
  for (const char of right) counts.set(char, (counts.get(char) ?? 0) + 1);
  let common = 0;
  for (const char of left) {
    const rest = counts.get(char) ?? 0;
    if (rest > 0) common++;
    counts.set(char, rest - 1);
  }
  const total = left.length + right.length;
  return total ? (2 * common) / total : 1;
}
