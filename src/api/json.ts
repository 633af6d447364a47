const escapes =
  /["\\\u0000-\u001f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const quote = (text: string) =>
  `"${text.replace(escapes, char => {
    const code = char.charCodeAt(0);
    // A lone surrogate cannot travel as UTF-8: the server would close with 1011.
    return code >= 0xd800 && code < 0xe000 ? '\ufffd' : `\\u${code.toString(16).padStart(4, '0')}`;
  })}"`;

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
    return nativeParse(text);
  } catch {
    return undefined;
  }
};
