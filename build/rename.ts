import { Script } from 'node:vm';
import { analyze } from 'eslint-scope';
import { type ESTree, parseSync, Visitor } from 'vite';
import { type Change, change } from './transforms.js';

/** A name that only the script itself knows: of a variable, of a property, of a custom property of its style sheets. */
interface Name {
  text: string;
  /** Where it stands, as indexes of the words. */
  places: number[];
  /** The names it must differ from. */
  rivals: Set<Name>;
  /** The globals it must differ from. */
  taken: Set<string>;
  /** What it may be called: the most used texts of its kind. */
  pool: string[];
}

const create = (text: string): Name => ({ text, places: [], rivals: new Set(), taken: new Set(), pool: [] });

const separate = (name: Name, other: Name) => {
  if (name === other) return;
  name.rivals.add(other);
  other.rivals.add(name);
};

const parse = (code: string) => {
  const { program, errors } = parseSync('script.js', code, {
    sourceType: 'script',
    range: true,
    preserveParens: false,
  });
  if (errors[0]) throw new Error(errors[0].message);
  return program;
};

/** Rewrites each `{ key: value }` and `{ key }` in which both are plain names. */
const rewritePairs = (code: string, write: (key: string, value: string) => string) => {
  const pairs: Change[] = [];
  new Visitor({
    Property({ computed, method, kind, key, value }) {
      const target = value.type === 'AssignmentPattern' ? value.left : value;
      if (computed || method || kind !== 'init' || key.type !== 'Identifier' || target.type !== 'Identifier') return;
      pairs.push({ start: key.start, end: target.end, text: write(key.name, target.name) });
    },
  }).visit(parse(code));
  return change(code, pairs);
};

/** Where strings and the texts of templates stand. */
const textsOf = (program: ESTree.Program) => {
  const found: { start: number; end: number }[] = [];
  new Visitor({
    Literal: node => typeof node.value === 'string' && found.push(node),
    TemplateElement: node => found.push(node),
  }).visit(program);
  return found;
};

/** The variables, by each position at which one stands. */
const variables = (program: ESTree.Program): Map<number, Name> => {
  const standing = new Map<number, Name>();
  const names = new Map<unknown, Name>();
  const { scopes } = analyze(program as never, { ecmaVersion: 2022, sourceType: 'script' });
  for (const variable of scopes.flatMap(scope => scope.variables)) {
    const { name: text, identifiers, references } = variable;
    const [first] = identifiers;
    // `arguments` is declared nowhere.
    if (!first) continue;
    // A class knows its own name too: then two variables share the place of the declaration.
    const name = standing.get(first.range![0]) ?? create(text);
    names.set(variable, name);
    for (const { range } of [...identifiers, ...references.map(({ identifier }) => identifier)])
      standing.set(range![0], name);
  }
  for (const { type, variables, through, upper } of scopes) {
    if (/^(block|switch)$/.test(type) && variables.some(({ defs }) => defs[0]?.type === 'FunctionName'))
      throw new Error('a function in a block, which may be a variable of the function around it as well');
    const inside = variables.flatMap(variable => names.get(variable) ?? []);
    for (const { resolved, identifier } of through) {
      const outer = names.get(resolved);
      for (const name of inside)
        if (outer) separate(name, outer);
        else name.taken.add((identifier as { name: string }).name);
    }
    // What is caught must not be declared once more in the block that catches it.
    const caught = upper?.type === 'catch' ? upper.variables.flatMap(variable => names.get(variable) ?? []) : [];
    for (const name of inside) for (const other of [...inside, ...caught]) separate(name, other);
  }
  return standing;
};

/** The places of properties that have a short name already. */
const properties = (program: ESTree.Program, short: Set<string>): [start: number, text: string][] => {
  const found: [number, string][] = [];
  const add = ({ computed, key }: { computed: boolean; key: ESTree.Node }) => {
    if (!computed && key.type === 'Identifier' && short.has(key.name)) found.push([key.start, key.name]);
  };
  new Visitor({
    Property: add,
    MethodDefinition: add,
    PropertyDefinition: add,
    MemberExpression: ({ computed, property }) => add({ computed, key: property }),
  }).visit(program);
  return found;
};

/** The code as words, and the names among them. */
const read = (code: string, short: Set<string>): { words: string[]; names: Name[] } => {
  const program = parse(code);
  const standing = variables(program);
  const locals = [...new Set(standing.values())];
  const shared = (places: [start: number, text: string][]) => {
    const names = new Map<string, Name>();
    for (const [start, text] of places) {
      if (!names.has(text)) names.set(text, create(text));
      standing.set(start, names.get(text)!);
    }
    const all = [...names.values()];
    for (const name of all) for (const other of all) separate(name, other);
    return all;
  };
  const keys = shared(properties(program, short));
  const styles = shared(
    textsOf(program).flatMap(({ start, end }) =>
      [...code.slice(start, end).matchAll(/(?<=--sc_)[a-z]\b/gi)].map(({ 0: text, index }) => [start + index, text]),
    ),
  );

  const words: string[] = [];
  const text = (part: string) => words.push(...(part.match(/[\w$]+|./gs) ?? []));
  let end = 0;
  for (const [start, name] of [...standing].sort(([a], [b]) => a - b)) {
    text(code.slice(end, start));
    name.places.push(words.length);
    words.push(name.text);
    end = start + name.text.length;
  }
  text(code.slice(end));

  for (const kind of [locals, keys, styles]) {
    const uses = new Map<string, number>();
    for (const { text, places } of kind) uses.set(text, (uses.get(text) ?? 0) + places.length);
    // More than the names of one letter, which are 54, cost time and bring nothing.
    const pool = [...uses.keys()].sort((a, b) => uses.get(b)! - uses.get(a)!).slice(0, 54);
    for (const name of kind) name.pool = pool;
  }
  return { words, names: [...locals, ...keys, ...styles] };
};

/** The lengths, in words, of the runs that are looked at. */
const SHORTEST = 2;
const LONGEST = 6;

/** Counters of each length. Two runs that share one do no harm. */
const COUNTERS = 1 << 21;

/** What one more of a run is worth that the rest of the text has so many times: the second is worth most. */
const WORTH = Float64Array.from({ length: 1 << 16 }, (_, times) => Math.log2(1 + 50 * times));

type Part = [from: number, to: number];

/** A text of which parts are taken out, changed and put back, and how often each run of words is in it. */
class Runs {
  readonly length: number;
  /** How often its names were annealed. */
  tries = 0;
  private readonly words: Int32Array;
  private readonly numbers = new Map<string, number>();
  private readonly counters = Array.from({ length: LONGEST + 1 }, () => new Uint16Array(COUNTERS));

  constructor(words: string[]) {
    this.length = words.length;
    this.words = Int32Array.from(words, word => this.number(word));
    this.count([[0, words.length]], 1);
  }

  /** Puts parts in or takes them out. Returns what they are worth beside the rest. */
  count(parts: Part[], step: 1 | -1): number {
    const { words, counters } = this;
    let worth = 0;
    for (const [from, to] of parts)
      for (let start = from; start < to; start++) {
        const longest = Math.min(LONGEST, to - start);
        let hash = 0;
        for (let length = 1; length <= longest; length++) {
          // Any mixing would do: two odd constants, as in MurmurHash3 and xxHash.
          hash = Math.imul(hash, 0x9e3779b1) + Math.imul(words[start + length - 1]!, 0x85ebca6b);
          hash ^= hash >>> 15;
          if (length < SHORTEST) continue;
          const counter = counters[length]!;
          const index = hash & (COUNTERS - 1);
          const times = step > 0 ? counter[index]!++ : --counter[index]!;
          worth += WORTH[times]!;
        }
      }
    return worth;
  }

  /** All parts in which a run has one of the names. */
  around(names: Name[]): Part[] {
    const parts: Part[] = [];
    for (const place of names.flatMap(({ places }) => places).sort((a, b) => a - b)) {
      const from = Math.max(0, place - LONGEST + 1);
      const to = Math.min(this.length, place + LONGEST);
      const last = parts.at(-1);
      if (last && from <= last[1]) last[1] = to;
      else parts.push([from, to]);
    }
    return parts;
  }

  call(name: Name, text: string) {
    name.text = text;
    const number = this.number(text);
    for (const place of name.places) this.words[place] = number;
  }

  private number(word: string): number {
    if (!this.numbers.has(word)) this.numbers.set(word, this.numbers.size + 1);
    return this.numbers.get(word)!;
  }
}

/** The names that change when one takes this text: rivals that have it take the old one, their rivals the new one, and so on. */
const exchange = (name: Name, text: string): Name[] | undefined => {
  const old = name.text;
  const names = new Set([name]);
  for (const one of names) {
    const next = one.text === old ? text : old;
    if (one.taken.has(next) || names.size > 6) return undefined;
    for (const rival of one.rivals) if (rival.text === next) names.add(rival);
  }
  return [...names];
};

const letters = (names: Name[]) => names.reduce((sum, { text, places }) => sum + text.length * places.length, 0);

/**
 * Gives the name this text, and takes it back when it is called again. It returns what the change is worth; undefined
 * where there is none.
 */
const swapper = (name: Name, text: string, runs: Runs): (() => number) | undefined => {
  const old = name.text;
  const changing = text === old ? undefined : exchange(name, text);
  if (!changing) return undefined;
  const parts = runs.around(changing);
  const worth = (step: 1 | -1) => runs.count(parts, step) - letters(changing);
  return () => {
    const before = worth(-1);
    for (const one of changing) runs.call(one, one.text === old ? text : old);
    return worth(1) - before;
  };
};

/** Lets each name have the text that makes the most of repeated runs. */
const improve = (names: Name[], runs: Runs) => {
  for (const name of names) {
    let best = 1e-6;
    let take: (() => number) | undefined;
    for (const text of name.pool) {
      const swap = swapper(name, text, runs);
      if (!swap) continue;
      const gain = swap();
      swap();
      if (gain <= best) continue;
      best = gain;
      take = swap;
    }
    take?.();
  }
};

/** Each name is tried so many times, and what it may lose at first: measured by the size of the script. */
const SWEEPS = 600;
const HEAT = 20;

/**
 * Simulated annealing: tries changes by chance, and in the beginning takes some that lose, for where every single change
 * loses there may be a better place further on. The same code always gives the same
 * chance.
 */
const anneal = (names: Name[], runs: Runs) => {
  let seed = names.length + runs.tries++;
  // A linear congruential generator, with the constants of Numerical Recipes.
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let step = 0, steps = SWEEPS * names.length; step < steps; step++) {
    const heat = HEAT * (1 - step / steps) ** 2;
    const name = names[Math.floor(random() * names.length)]!;
    // The texts that are used most come first.
    const swap = swapper(name, name.pool[Math.floor(random() * random() * name.pool.length)]!, runs);
    if (swap && swap() < heat * Math.log(random())) swap();
  }
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** `--_space` becomes `--sc_a`: custom properties reach into the page's own elements, and the page's into ours. */
const shortStyles = (code: string) => {
  const places = textsOf(parse(code)).flatMap(({ start, end }) =>
    [...code.slice(start, end).matchAll(/--_([\w-]*)/g)].map(({ 0: { length }, 1: name, index }) => ({
      start: start + index,
      end: start + index + length,
      name: name!,
    })),
  );
  const names = [...new Set(places.map(({ name }) => name))];
  if (names.includes('')) throw new Error('a private custom property (--_) whose name is put together');
  if (names.length > LETTERS.length) throw new Error('more private custom properties (--_) than letters');
  return change(
    code,
    places.map(({ start, end, name }) => ({ start, end, text: `--sc_${LETTERS[names.indexOf(name)]}` })),
  );
};

/**
 * Classes that style sheets know get names of one letter. One that is a word of the code's own strings keeps its name:
 * it is put together there.
 */
const shortClasses = (code: string) => {
  const texts = textsOf(parse(code)).map(({ start, end }) => ({ start, end, text: code.slice(start, end) }));
  const sheets = texts.filter(({ text }) => /\{[^{}]*:/.test(text) && !text.includes('<'));
  const words = texts.flatMap(({ text }) =>
    /^["'`]?\s*[a-z][\w-]*( [a-z][\w-]*)*\s*["'`]?$/.test(text) ? text.match(/[\w-]+/g)! : [],
  );
  const known = sheets.flatMap(({ text }) => [...text.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name!));
  const names = [...new Set(known)].filter(name => !words.includes(name));
  if (names.length > LETTERS.length) throw new Error('more classes than letters');
  const short = (name: string) => LETTERS[names.indexOf(name)] ?? name;
  return change(
    code,
    texts.map(({ start, end, text }) => ({
      start,
      end,
      text: text
        .replace(/(?<=class=)("[\w -]*|[\w-]+)/g, classes => classes.replace(/[\w-]+/g, short))
        // In selectors; `sc-chat.js` is none.
        .replace(/(?<!\w)\.[a-z][\w-]*|\.[a-z][\w-]*(?=[^"]*\{)/g, name => `.${short(name.slice(1))}`),
    })),
  );
};

/**
 * Names everything once more that nobody outside knows, so that the text repeats itself more often: that is smaller in
 * brotli, by some two percent. What it names: variables, the properties that have a name from `short` already, classes,
 * and private custom properties, `--_name`. Each name in turn takes the text that makes the most repeated runs of words around its
 * places, with some chance in between; the round wins of which `size` says the least. The same code always gives the
 * same names.
 */
export const renameAlike = (code: string, short: Set<string>, size: (code: string) => number): string => {
  const { words, names } = read(
    shortClasses(shortStyles(rewritePairs(code, (key, value) => `${key}:${value}`))),
    short,
  );
  const placesOf = (names: Name[]) => JSON.stringify(names.map(({ places }) => places));
  const runs = new Runs(words);
  const rounds = [improve, anneal, improve, anneal, improve].map(change => {
    change(names, runs);
    for (const { text, places } of names) for (const place of places) words[place] = text;
    const renamed = words.join('');
    if (placesOf(read(renamed, short).names) !== placesOf(names)) throw new Error('the names are not what they were');
    const text = rewritePairs(renamed, (key, value) => (key === value ? key : `${key}:${value}`));
    // Reads it as a browser does: what is declared twice is no script.
    new Script(text);
    return { text, bytes: size(text) };
  });
  return rounds.sort((a, b) => a.bytes - b.bytes)[0]!.text;
};
