/** Rules as plain data, and the book that decides which of them an event sets off. The verbs are explained in `proxy.ts`. */

export type On = 'connection' | 'handshake' | 'http' | 'up' | 'down';
export type Direction = 'up' | 'down' | 'both';

export interface Close {
  code?: number;
  reason?: string;
  /** With respect to forwarding the frame that set it off; before is the default. */
  when?: 'before' | 'after';
  /** Write the code into a close frame even if no endpoint may (1005, 1006, 1015, 999 …). */
  raw?: boolean;
}

export type Inject = string | Uint8Array | { size: number; binary?: boolean };

export interface Action {
  refuse?: true;
  status?: number;
  redirect?: string;
  body?: string | object;
  headers?: Record<string, string>;
  cors?: false;
  /** Complete the handshake without the target; then stay silent (`true`) or close with the code. */
  accept?: true | number | Close;
  close?: number | Close;
  reset?: 'before' | 'after';
  blackhole?: Direction;
  hold?: true;
  drop?: true;
  /** Extra copies. */
  duplicate?: true | number;
  swap?: true;
  corrupt?: 'flip' | 'truncate' | 'utf8' | 'binary';
  replace?: string | ((text: string) => string);
  /** Bytes per second. */
  drip?: number;
  /** Milliseconds. */
  delay?: number;
  inject?: Inject | Inject[];
  /** Milliseconds without a byte. */
  idle?: number;
}

export type Verb = keyof Action;

export interface Rule {
  on: On;
  /** Beginning of path and query, or an expression for it. */
  path?: string | RegExp;
  /** Without it, CORS preflights (OPTIONS) are left alone. */
  method?: string;
  /** Tests the text of a frame, or the path of a handshake or request. */
  match?: (text: string) => boolean;
  /** First match that counts, from 1. */
  nth?: number;
  /** Matches that count from there on: 1 with `nth`, all without. */
  times?: number;
  /** Where `nth` and `times` are counted. */
  per?: 'proxy' | 'connection';
  do: Action;
}

export interface Occasion {
  id: number;
  path: string;
  method?: string;
  text?: string;
}

const answers: Verb[] = ['status', 'redirect', 'body', 'headers', 'cors'];

const allowed: Record<On, readonly Verb[]> = {
  connection: ['refuse', 'blackhole', 'delay', 'hold'],
  handshake: ['refuse', ...answers, 'accept', 'reset', 'blackhole', 'hold', 'delay', 'inject', 'idle'],
  http: ['refuse', ...answers, 'reset', 'blackhole', 'hold', 'corrupt', 'replace', 'drip', 'delay'],
  up: [
    'close',
    'reset',
    'blackhole',
    'hold',
    'drop',
    'duplicate',
    'swap',
    'corrupt',
    'replace',
    'drip',
    'delay',
    'inject',
  ],
  down: [
    'close',
    'reset',
    'blackhole',
    'hold',
    'drop',
    'duplicate',
    'swap',
    'corrupt',
    'replace',
    'drip',
    'delay',
    'inject',
  ],
};

export class RuleBook {
  #seen = new Map<Rule, Map<number, number>>();

  get rules(): Rule[] {
    return [...this.#seen.keys()];
  }

  add(rule: Rule): Rule {
    check(rule);
    this.#seen.set(rule, new Map());
    return rule;
  }

  remove(rule: Rule): boolean {
    return this.#seen.delete(rule);
  }

  clear() {
    this.#seen.clear();
  }

  /** Counts the event for every rule it matches; gives the verbs of those set off, a later rule's over an earlier one's. */
  take(on: On, occasion: Occasion): Action {
    const action: Action = {};
    for (const [rule, seen] of this.#seen) {
      if (rule.on !== on || !matches(rule, occasion)) continue;
      const key = rule.per === 'connection' ? occasion.id : 0;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      if (isDue(rule, count)) Object.assign(action, rule.do);
    }
    return action;
  }
}

export function pathMatches(wanted: string | RegExp | undefined, path: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? path.startsWith(wanted) : path.search(wanted) >= 0;
}

function matches(rule: Rule, { path, method, text }: Occasion): boolean {
  if (!pathMatches(rule.path, path)) return false;
  if (rule.method === undefined ? method === 'OPTIONS' : rule.method.toUpperCase() !== method) return false;
  return rule.match === undefined || rule.match(text ?? path);
}

function isDue({ nth, times }: Rule, count: number): boolean {
  const first = nth ?? 1;
  const length = times ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1);
  return count >= first && count < first + length;
}

/** A rule that could never act is a mistake in a test: better told at once. */
function check(rule: Rule) {
  const verbs = Object.keys(rule.do) as Verb[];
  const wrong = verbs.filter(verb => !allowed[rule.on].includes(verb));
  if (verbs.length === 0) throw new TypeError(`A rule on ${rule.on} needs a verb`);
  if (wrong.length > 0) throw new TypeError(`Not possible on ${rule.on}: ${wrong.join(', ')}`);
  if (rule.method !== undefined && rule.on !== 'http') throw new TypeError(`Only http has a method, not ${rule.on}`);
  if (rule.on === 'connection' && (rule.path !== undefined || rule.match !== undefined))
    throw new TypeError('A connection has no path yet');
  if (!verbs.some(verb => verb === 'status' || verb === 'redirect') && verbs.some(verb => answers.includes(verb)))
    throw new TypeError('body, headers and cors go with a status or a redirect');
}
