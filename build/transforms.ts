import type { Plugin } from 'vite';

/** New text for a part of a code. */
export interface Change {
  start: number;
  end: number;
  text: string;
}

/** The code with its changes, which must not overlap, in any order. */
export const change = (code: string, changes: Change[]): string =>
  changes
    .toSorted((a, b) => b.start - a.start)
    .reduce((out, { start, end, text }) => out.slice(0, start) + text + out.slice(end), code);

/** One change to a library's code. `find` must be there exactly once, so that an upgrade which moves it is noticed. */
export interface Replacement {
  find: RegExp | string;
  replace: string;
}

/**
 * Lit asks for its Trusted Types policy while it is imported, under a name that a page's own Lit has already taken.
 * Ours has its own name, is asked for when the first template is made, and where the page forbids it the text goes in
 * as it is: that works unless strings are forbidden as well. Only then there is something to say, and templates are
 * empty: an element without content fails at nothing.
 */
const policy = `((types, policy) => ({
  createHTML(text) {
    if (!policy) {
      policy = { createHTML: html => html };
      try {
        policy = types.createPolicy('sc-chat', policy);
      } catch {
        try {
          document.createElement('template').innerHTML = text;
        } catch {
          policy = { createHTML: () => types.emptyHTML };
          console.error('[sc-chat] This page\\'s Content-Security-Policy needs: trusted-types sc-chat');
        }
      }
    }
    return policy.createHTML(text);
  },
}))`;

/**
 * What is changed in which module. The libraries talk to other copies of themselves through globals; a script on
 * somebody else's page must neither leave such names behind nor listen to them: an element with the id
 * `nanostoresGlobal` would stop every store, and another Lit's hydration support would patch our elements.
 */
export const replacements: Record<string, Replacement[]> = {
  'lit-html/lit-html.js': [
    { find: /(\w+)\.createPolicy\("lit-html",\{createHTML:(\w+)=>\2\}\)/, replace: `${policy}($1)` },
    { find: /\((\w+)\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, replace: '0' },
    { find: /\b\w+\.litHtmlPolyfillSupport\b/, replace: 'void 0' },
  ],
  'lit-element/lit-element.js': [
    { find: /\((\w+)\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, replace: '0' },
    { find: /\b\w+\.litElementHydrateSupport\?\.\(\{LitElement:\w+\}\)/, replace: '0' },
    { find: /\b\w+\.litElementPolyfillSupport\b/, replace: 'void 0' },
  ],
  '@lit/reactive-element/reactive-element.js': [
    { find: /\((\w+)\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, replace: '0' },
    { find: /\b\w+\.reactiveElementPolyfillSupport\b/, replace: 'void 0' },
    // Only standard decorators need the symbol and what they keep under it: the page's `Symbol` stays as it was.
    { find: /Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap;/, replace: '' },
    {
      find: /const (\w)=this\[Symbol\.metadata\];if\(null!==\1\)\{const \w=litPropertyMetadata\.get[^}]*\}/,
      replace: '',
    },
  ],
  'nanostores/atom/index.js': [
    { find: /\(globalThis\.nanostoresGlobal \|\|= \{ epoch: 0 \}\)/, replace: '{ epoch: 0 }' },
  ],
  'zod/v4/core/core.js': [
    { find: /globalThis\.__zod_globalConfig\?\.postProcessor/, replace: 'globalConfig.postProcessor' },
    { find: /\(_a = globalThis\)\.__zod_globalConfig \?\? \(_a\.__zod_globalConfig = \{\}\);/, replace: '' },
    // Said here and not by `z.config()`, which would come after the first schemas: no code from strings.
    { find: /(export const globalConfig = )globalThis\.__zod_globalConfig;/, replace: '$1{ jitless: true };' },
  ],
  'zod/v4/core/registries.js': [
    {
      find: /\(_a = globalThis\)\.__zod_globalRegistry \?\? \(_a\.__zod_globalRegistry = registry\(\)\);/,
      replace: '',
    },
    { find: /(export const globalRegistry = )globalThis\.__zod_globalRegistry;/, replace: '$1registry();' },
  ],
};

/** The path inside `node_modules`, or nothing for a file of our own. */
export const packagePath = (id: string) => id.split('?')[0]!.replaceAll('\\', '/').split('/node_modules/').at(-1)!;

/** The code of a module with every change made. */
export const rewrite = (code: string, path: string, changes: Replacement[]): string =>
  changes.reduce((text, { find, replace }) => {
    const exact = typeof find === 'string';
    const found = exact ? text.split(find).length - 1 : (text.match(new RegExp(find, `${find.flags}g`))?.length ?? 0);
    if (found !== 1)
      throw new Error(`${path}: expected ${find} once, found it ${found} times. Was the library upgraded?`);
    return exact ? text.replace(find, () => replace) : text.replace(find, replace);
  }, code);

/** The changed code of a library's module, or nothing where there is nothing to change. */
export const isolate = (code: string, id: string): string | undefined => {
  const path = packagePath(id);
  const changes = replacements[path];
  return changes && rewrite(code, path, changes);
};

/** Keeps the bundled libraries to themselves. */
export const isolateLibraries = (): Plugin => ({
  name: 'sc-chat:isolate-libraries',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) => isolate(code, id),
});
