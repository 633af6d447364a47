/**
 * JSON as Python reads it. Clients of a Django server see Python's parse errors in `detail`, and NaN, 1.0 and large integers keep
 * what `JSON.parse` loses.
 * https://docs.python.org/3/library/json.html
 */
export type PyValue = null | boolean | bigint | number | string | PyValue[] | { [key: string]: PyValue };

export class PyJsonError extends Error {
  constructor(problem: string, text: string, index: number) {
    const before = text.slice(0, index);
    const line = before.split('\n').length;
    const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
    super(`${problem}: line ${line} column ${column} (char ${[...before].length})`);
  }
}

/** `strict` refuses NaN and Infinity, as Django REST framework does; a plain `json.loads` takes them. */
export function parse(text: string, { strict = false } = {}): PyValue {
  let at = 0;
  const fail = (problem: string, index: number): never => {
    throw new PyJsonError(problem, text, index);
  };
  const skipSpace = () => {
    while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++;
  };

  function value(): PyValue {
    const char = text[at];
    if (char === '"') return string();
    if (char === '{') return object();
    if (char === '[') return array();
    for (const [word, meaning] of WORDS) {
      if (!text.startsWith(word, at)) continue;
      if (strict && typeof meaning === 'number') {
        throw new Error(`Out of range float values are not JSON compliant: '${word}'`);
      }
      at += word.length;
      return meaning;
    }
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(text);
    if (!number) return fail('Expecting value', at);
    at = NUMBER.lastIndex;
    return number[1] || number[2] ? Number(number[0]) : BigInt(number[0]);
  }

  function string(): string {
    const begin = at++;
    let result = '';
    for (;;) {
      const char = text[at];
      if (char === undefined) return fail('Unterminated string starting at', begin);
      if (char === '"') {
        at++;
        return result;
      }
      if (char < ' ') fail('Invalid control character at', at);
      if (char !== '\\') {
        result += char;
        at++;
        continue;
      }
      const letter = text[at + 1];
      if (letter === undefined) return fail('Unterminated string starting at', begin);
      if (letter === 'u') {
        const hex = text.slice(at + 2, at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) fail('Invalid \\uXXXX escape', at + 1);
        result += String.fromCharCode(Number.parseInt(hex, 16));
        at += 6;
      } else {
        const plain = ESCAPES[letter] ?? fail('Invalid \\escape', at);
        result += plain;
        at += 2;
      }
    }
  }

  function object(): PyValue {
    const entries: [string, PyValue][] = [];
    at++;
    skipSpace();
    if (text[at] === '}') {
      at++;
      return {};
    }
    for (;;) {
      if (text[at] !== '"') fail('Expecting property name enclosed in double quotes', at);
      const key = string();
      skipSpace();
      if (text[at] !== ':') fail("Expecting ':' delimiter", at);
      at++;
      skipSpace();
      entries.push([key, value()]);
      skipSpace();
      const next = text[at];
      if (next !== ',' && next !== '}') fail("Expecting ',' delimiter", at);
      at++;
      if (next === '}') return Object.fromEntries(entries);
      skipSpace();
    }
  }

  function array(): PyValue {
    const items: PyValue[] = [];
    at++;
    skipSpace();
    if (text[at] === ']') {
      at++;
      return items;
    }
    for (;;) {
      items.push(value());
      skipSpace();
      const next = text[at];
      if (next !== ',' && next !== ']') fail("Expecting ',' delimiter", at);
      at++;
      if (next === ']') return items;
      skipSpace();
    }
  }

  if (text.startsWith('\ufeff')) fail('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0);
  skipSpace();
  const result = value();
  skipSpace();
  if (at < text.length) fail('Extra data', at);
  return result;
}

const WORDS: [string, PyValue][] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
