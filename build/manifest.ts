import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';

export interface Documented {
  name: string;
  description?: string;
  type?: { text: string };
  default?: string;
  /** The property of an attribute. */
  fieldName?: string;
}

export interface Member extends Documented {
  kind: 'field' | 'method';
  privacy?: 'private' | 'protected';
  static?: boolean;
  attribute?: string;
}

export interface Declaration {
  name: string;
  tagName?: string;
  summary?: string;
  description?: string;
  members?: Member[];
  attributes?: Documented[];
  events?: Documented[];
  slots?: Documented[];
  cssParts?: Documented[];
  cssProperties?: Documented[];
  cssStates?: Documented[];
}

interface Module {
  kind: string;
  path: string;
  declarations: Declaration[];
  exports: object[];
}

export interface Manifest {
  schemaVersion: string;
  readme: string;
  modules: Module[];
}

/** What people outside may use. The other elements live inside these and are nobody's business. */
export const PUBLIC = ['sc-provider', 'sc-auth', 'sc-profile', 'sc-chat', 'sc-widget'];

export const isPublic = ({ tagName }: Declaration) => tagName !== undefined && PUBLIC.includes(tagName);

/** The elements of a manifest, in the order of the documentation. */
export const elements = (manifest: Manifest): Declaration[] =>
  manifest.modules
    .flatMap(module => module.declarations.filter(isPublic))
    .sort((a, b) => PUBLIC.indexOf(a.tagName!) - PUBLIC.indexOf(b.tagName!));

/** All public elements as one module, the one that the package exports. */
export const asPackage = (sources: Manifest): Manifest => {
  const path = 'dist/index.js';
  const declarations = elements(sources).map(element => ({
    ...element,
    members: element.members?.filter(member => !member.privacy && !member.static) ?? [],
  }));
  const exports = declarations.flatMap(({ name, tagName }) => [
    { kind: 'js', name, declaration: { name, module: path } },
    { kind: 'custom-element-definition', name: tagName, declaration: { name, module: path } },
  ]);
  // A base class is not part of the package's surface: what is inherited is listed like the rest.
  const text = JSON.stringify({ ...sources, modules: [{ kind: 'javascript-module', path, declarations, exports }] });
  return JSON.parse(text, (key, value) => (key === 'inheritedFrom' || key === 'superclass' ? undefined : value));
};

/** Types as a reader of the manifest needs them: `Options['theme']` means nothing outside the sources. */
export const spellOut = (manifest: Manifest, options: string): Manifest => {
  const body = /interface Options \{(.*?)\n\}/s.exec(options)?.[1] ?? '';
  const types = new Map([...body.matchAll(/^ {2}(\w+)\??: (.+);$/gm)].map(([, name, type]) => [name, type]));
  const text = JSON.stringify(manifest, (key, value) =>
    key === 'type' && typeof value?.text === 'string'
      ? {
          text: value.text
            .replace(/\bOptions\['(\w+)'\]/g, (found: string, name: string) => types.get(name) ?? found)
            .replace(/ \| undefined$/, ''),
        }
      : value,
  );
  return JSON.parse(text);
};

/** The manifest of the elements in `src/components`. */
export const createManifest = async (root: string): Promise<Manifest> => {
  const argv = ['analyze', '--litelement', '--quiet', '--globs', 'src/components/**/*.ts', '--exclude', '**/*.test.ts'];
  const manifest = asPackage((await cli({ argv, cwd: root, noWrite: true })) as Manifest);
  const options = join(root, 'src/components/options.ts');
  return spellOut(manifest, existsSync(options) ? readFileSync(options, 'utf8') : '');
};

const names = (list: Documented[] = []) =>
  list.map(({ name, description }) => `\`${name || '(default)'}\` ${description ?? ''}`);

const section = (title: string, list: Documented[] | undefined) =>
  list?.length
    ? `**${title}**\n${names(list)
        .map(line => `- ${line}`)
        .join('\n')}`
    : '';

/** `'a' | 'b'` as a list, and nothing for other types. */
const values = (type = '') => {
  const found = type.split('|').flatMap(part => /^\s*'([^']*)'\s*$/.exec(part)?.[1] ?? []);
  return found.length ? { values: found.map(name => ({ name })) } : {};
};

/** What VS Code needs to complete our tags in HTML. */
export const customData = (manifest: Manifest) => ({
  version: 1.1,
  tags: elements(manifest).map(element => ({
    name: element.tagName,
    description: [
      element.summary ?? element.description ?? '',
      section('Events', element.events),
      section('Slots', element.slots),
      section('Parts', element.cssParts),
      section('CSS properties', element.cssProperties),
      section('States', element.cssStates),
    ]
      .filter(Boolean)
      .join('\n\n'),
    attributes: (element.attributes ?? []).map(({ name, description = '', type }) => ({
      name,
      description,
      ...values(type?.text),
    })),
  })),
});
