import { wellFormed } from './address.js';

// A lone surrogate cannot travel as UTF-8: the server would close with 1011.
const quote = (text: string) =>
  `"${wellFormed(text).replace(/["\\\0-\x1f]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

// Taken at load: what a host page puts in its place later never sees the token.
const { parse: nativeParse } = JSON;

/**
 * Plain data as JSON, without `JSON.stringify`: a host page with an old Prototype.js adds `toJSON` to strings and
 * arrays, and everything would arrive quoted twice. And without `map`, which a page may have replaced to listen.
 */
export const stringify = (value: unknown): string => {
  if (typeof value === 'string') return quote(value);
  if (!value || typeof value !== 'object') return String(value ?? null);
  const list = Array.isArray(value);
  let text = '';
  for (const [key, item] of Object.entries(value))
    if (list || item !== undefined) text += `${text && ','}${list ? '' : `${quote(key)}:`}${stringify(item)}`;
  return list ? `[${text}]` : `{${text}}`;
};

/** The parsed text, or undefined where it is not JSON. */
export const parse = (text: string): unknown => {
  try {
    // An exception in the middle of the start takes the browser longer than all else in it.
    return text ? nativeParse(text) : undefined;
  } catch {
    return undefined;
  }
};
