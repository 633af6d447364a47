/**
 * JSON as Python reads and writes it. Clients of a Django server see Python's parse errors in `detail`, its `str()` of a value that
 * should have been a string, and its ASCII-only frames; `JSON.parse` and `JSON.stringify` give none of these.
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

/** `json.dumps(value)`: a space after every comma and colon, everything outside printable ASCII escaped. */
export function dumps(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(dumps).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${dumps(key)}: ${dumps(item)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value).replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** `str(value)`: a string as it is, anything else as Python prints it. */
export function str(value: PyValue): string {
  return typeof value === 'string' ? value : repr(value);
}

function repr(value: PyValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return float(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${quoted(key)}: ${repr(item)}`)
    .join(', ')}}`;
}

function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
  }
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\\p{C}\p{Z}'"]/gu, char => {
    if (char === ' ' || (char === "'" && quote === '"') || (char === '"' && quote === "'")) return char;
    if (char === '\n') return '\\n';
    if (char === '\r') return '\\r';
    if (char === '\t') return '\\t';
    if (char === '\\' || char === quote) return `\\${char}`;
    const code = char.codePointAt(0)!;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return quote + body + quote;
}
