import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'vite';

/** The sources that say what leaves the script: wire, storage, other windows, host pages, languages. */
const OUTSIDE = [
  /^api\/(address|schemas)\.ts$/,
  /^state\/(bus|peers|unread|storage)\.ts$/,
  /^i18n\/(en|locales)\.ts$/,
  /^components\/(events|options|registry)\.ts$/,
  /^page\/[\w-]+\.ts$/,
];

const WORD = /[A-Za-z_$][\w$]*/g;
const words = (text: string) => [...text.matchAll(WORD)].map(([word]) => word);

/** The names of everything in browsers and in the language, as TypeScript's libraries declare them. */
const platformNames = (root: string): string[] => {
  const scope = join(root, 'node_modules/@typescript');
  const folder = readdirSync(scope)
    .map(name => join(scope, name, 'lib'))
    .find(lib => readdirSync(lib).includes('lib.dom.d.ts'));
  if (!folder) throw new Error('TypeScript has no lib.dom.d.ts any more: build/names.ts needs the names of browsers');
  return readdirSync(folder)
    .filter(file => /^lib\.(es|dom)[\w.]*\.d\.ts$/.test(file))
    .flatMap(file => [...readFileSync(join(folder, file), 'utf8').matchAll(/([A-Za-z_$][\w$]*)"?\??(?=[:(<])/g)])
    .map(([, name]) => name!);
};

const outsideNames = (root: string): string[] => {
  const source = join(root, 'src');
  return readdirSync(source, { recursive: true })
    .map(file => String(file).replaceAll('\\', '/'))
    .filter(file => OUTSIDE.some(pattern => pattern.test(file)) && !file.endsWith('.test.ts'))
    .flatMap(file => words(readFileSync(join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')));
};

/**
 * Headers, and words of strings that may be the name of a property: `'room'`, `'id name'`, `'error-cors'`, `.room=` in a template. Sentences and
 * style sheets are none.
 */
export const stringNames = (code: string): string[] => {
  const found: string[] = [];
  new Visitor({
    // The names of HTTP headers.
    Property({ key }) {
      if (key.type === 'Identifier' && /^[A-Z]/.test(key.name)) found.push(key.name);
    },
    Literal({ value }) {
      if (typeof value !== 'string') return;
      if (/^[\w$]+([ ,]+[\w$]+)*$/.test(value)) found.push(...words(value));
      else if (!/\s/.test(value)) found.push(value);
    },
    TemplateElement({ value: { cooked } }) {
      const text = cooked ?? '';
      if (/^[\w$]+$/.test(text)) found.push(text);
      for (const [, name] of text.matchAll(/\s\.([\w$]+)=/g)) found.push(name!);
    },
  }).visit(parseSync('script.js', code).program);
  return found;
};

/** The names of properties that must stay as they are: somebody outside reads or writes them, or a string of the code. */
export const keptNames = (code: string, root: string, members: string[] = []): string[] => [
  ...new Set([...platformNames(root), ...outsideNames(root), ...stringNames(code), ...members]),
];
