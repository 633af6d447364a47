/** Whether the documentation in the elements' comments says what the code does: `tsx build/manifest-check.ts`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createManifest, type Documented, elements, type Manifest, PUBLIC } from './manifest.js';

/** Fired on the document by the page's script, so no element documents them. */
const DOCUMENT_EVENTS = ['sc-ready', 'sc-version-conflict'];

const KINDS = ['cssParts', 'slots', 'cssProperties', 'cssStates', 'events'] as const;
type Kind = (typeof KINDS)[number];

const WORDS: Record<Kind, string> = {
  cssParts: 'part',
  slots: 'slot',
  cssProperties: 'CSS property',
  cssStates: 'state',
  events: 'event',
};

type Names = Record<Kind, Set<string>>;

const all = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(match => match.slice(1).find(group => group !== undefined) ?? '');

/** The words of `a ${on ? 'b' : 'c'}`, and of the strings in its expressions. */
const words = (value: string) =>
  [value.replace(/\$\{[^}]*\}/g, ' '), ...all(value, /\$\{([^}]*)\}/g).flatMap(code => all(code, /['`]([^'`]*)['`]/g))]
    .join(' ')
    .split(/\s+/)
    .filter(word => /^[\w-]+$/.test(word));

/** The names that a source file uses and a host page can reach. */
export const namesIn = (source: string): Names => {
  const text = source.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');
  const parts = all(text, /\bpart=(?:"([^"]*)"|(\$\{[^}]*\}))/g).flatMap(words);
  const exported = all(text, /\bexportparts="([^"]*)"/g)
    .flatMap(list => list.split(','))
    .map(pair => pair.split(':').at(-1)!.trim())
    .filter(Boolean);
  const slots = all(text, /<slot\b((?:"[^"]*"|[^>"])*)>/g).map(
    attributes => /\bname="([^"$]*)"/.exec(attributes)?.[1] ?? '',
  );
  const state = /\b\w*[sS]tates?(?:\??\.\w+|\[[^\]]*\])?\((?:[^()'"]*,\s*)?'([\w-]+)'/g;
  return {
    cssParts: new Set([...parts, ...exported]),
    slots: new Set(slots),
    cssProperties: new Set(all(text, /(--sc-[a-z][\w-]*)/g)),
    cssStates: new Set([...all(text, /:state\(([\w-]+)\)/g), ...all(text, state)]),
    events: new Set(all(text, /\bemit\([^;]*?,\s*'(sc-[\w-]+)'/g)),
  };
};

/** The keys of the event map, wherever it is declared. */
export const eventMap = (source: string) =>
  all(/interface ChatEventMap\s*\{(.*?)\n\}/s.exec(source)?.[1] ?? '', /^ {2}'(sc-[\w-]+)'\??:/gm);

const union = (sets: Iterable<string>[]) => new Set(sets.flatMap(set => [...set]));

/** One line a difference. `files`: paths below `src` and their text. */
export const compare = (manifest: Manifest, files: Record<string, string>): string[] => {
  const problems: string[] = [];
  const used = Object.entries(files).map(([path, text]) => ({ path, names: namesIn(text) }));
  const documented = (kind: Kind, tag?: string) =>
    new Set(
      elements(manifest)
        .filter(element => !tag || element.tagName === tag)
        .flatMap(element => (element[kind] ?? []).map((entry: Documented) => entry.name)),
    );

  for (const kind of KINDS) {
    const inCode = union(used.map(({ names }) => names[kind]));
    if (kind === 'events') for (const text of Object.values(files)) for (const name of eventMap(text)) inCode.add(name);
    const inDocs = documented(kind);
    for (const name of inCode) {
      if (inDocs.has(name) || (kind === 'events' && DOCUMENT_EVENTS.includes(name))) continue;
      const where = used.find(({ names }) => names[kind].has(name))?.path ?? 'the event map';
      problems.push(`${WORDS[kind]} "${name}" (${where}) is not documented on any element`);
    }
    for (const name of inDocs)
      if (!inCode.has(name)) problems.push(`${WORDS[kind]} "${name}" is documented and not in the code`);
  }

  for (const tag of PUBLIC) {
    if (!elements(manifest).some(element => element.tagName === tag))
      problems.push(`<${tag}> is missing: its class needs "@element ${tag}"`);
    // Tokens are everybody's: those are compared above, for all elements together.
    for (const kind of KINDS.filter(kind => kind !== 'cssProperties')) {
      const inDocs = documented(kind, tag);
      const own = used.filter(({ path }) => path.startsWith(`components/${tag}/`));
      for (const name of union(own.map(({ names }) => names[kind])))
        if (!inDocs.has(name) && documented(kind).has(name))
          problems.push(`${WORDS[kind]} "${name}" is in <${tag}> and not documented there`);
    }
  }

  for (const element of elements(manifest)) {
    const described = [...KINDS, 'attributes', 'members'] as const;
    for (const kind of described)
      for (const entry of element[kind] ?? [])
        if (!entry.description) problems.push(`"${entry.name}" of <${element.tagName}> (${kind}) has no description`);
    for (const { name, type } of element.events ?? [])
      if (!/^CustomEvent<.+>$/.test(type?.text ?? ''))
        problems.push(`event "${name}" of <${element.tagName}> needs its type: @fires {CustomEvent<…>} ${name} - …`);
  }
  return [...new Set(problems)];
};

/** The differences between the manifest and the sources in `src`. */
export const manifestProblems = (root: string, manifest: Manifest): string[] => {
  const files = ['components', 'styles'].flatMap(folder =>
    readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map(file => `${folder}/${file.replaceAll('\\', '/')}`),
  );
  return compare(
    manifest,
    Object.fromEntries(files.map(file => [file, readFileSync(join(root, 'src', file), 'utf8')])),
  );
};

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..');
  const problems = manifestProblems(root, await createManifest(root));
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log('The manifest says what the code does.');
  process.exitCode = problems.length === 0 ? 0 : 1;
}
