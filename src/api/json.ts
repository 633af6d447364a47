const escapes =
  /["\\\u0000-\u001f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const quote = (text: string) =>
  `"${text.replace(escapes, char => {
    const code = char.charCodeAt(0);
    // A lone surrogate cannot travel as UTF-8: the server would close with 1011.
    return code >= 0xd800 && code < 0xe000 ? '\ufffd' : `\\u${code.toString(16).padStart(4, '0')}`;
  })}"`;

/**
 * Plain data as JSON, without `JSON.stringify`: a host page with an old Prototype.js adds `toJSON` to strings and
 * arrays, and everything would arrive quoted twice.
 */
export const stringify = (value: unknown): string => {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(stringify).join()}]`;
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries.map(([key, item]) => `${quote(key)}:${stringify(item)}`).join()}}`;
  }
  return String(value ?? null);
};

/** The parsed text, or undefined where it is not JSON. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
