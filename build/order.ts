import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** The texts, and the style sheets: what is alike compresses better side by side. */
const ALIKE = [/^i18n\/en\.ts$/, /^components\/hints\.ts$/, /\.styles\.ts$/, /^styles\/[\w-]+\.ts$/];

/** What those may import, for then nothing happens earlier than it should: only types, Lit, and one another. */
const HARMLESS =
  /^import (type .*|\{ css \} from 'lit');$|^import \{[\w, ]+\} from '(\.\.\/)*(\.\/)?styles\/[\w-]+\.js';$/;

/** The paths below `src` of modules that are alike, kind by kind. */
export const alike = (files: string[]): string[] =>
  ALIKE.flatMap(pattern => files.filter(file => pattern.test(file) && !file.endsWith('.test.ts')).sort());

/** The first import of a module that could do something, or nothing. */
export const harm = (code: string): string | undefined =>
  code.match(/^import .*?;$/gms)?.find(line => !HARMLESS.test(line.replace(/\s+/g, ' ')));

/** Puts modules that are alike at the start of the script, in which modules stand as they are imported. */
export const alikeFirst = (root: string): Plugin => ({
  name: 'sc-chat:alike-first',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    const source = join(root, 'src').replaceAll('\\', '/');
    if (id !== `${source}/script.ts`) return undefined;
    const files = readdirSync(source, { recursive: true }).map(file => String(file).replaceAll('\\', '/'));
    const imports = alike(files).map(file => {
      const found = harm(readFileSync(join(source, file), 'utf8'));
      if (found) throw new Error(`src/${file}: ${found} does not go with build/order.ts, which imports it first`);
      return `import './${file.replace(/ts$/, 'js')}';\n`;
    });
    return imports.join('') + code;
  },
});
