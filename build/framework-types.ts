/** Types for React, Vue and Svelte, made from the manifest: which tags there are, and what each takes. */
import { type Declaration, type Documented, elements, type Manifest } from './manifest.js';

const note = '// Made from custom-elements.json. Types alone: nothing of it is in your bundle.\n';

const comment = (description = '') => (description ? `    /** ${description.replaceAll('*/', '*\\/')} */\n` : '');

const line = (name: string, type: string, description?: string) =>
  `${comment(description)}    ${/^\w+$/.test(name) ? name : `'${name}'`}?: ${type} | undefined;\n`;

/** Attributes are text in markup, and properties what the element says they are. */
const props = (element: Declaration) => {
  const fields = (element.members ?? []).filter(({ kind }) => kind === 'field');
  const attributes = (element.attributes ?? []).filter(({ name }) => !fields.some(field => field.name === name));
  return [...attributes, ...fields]
    .map(({ name, type, description }: Documented) => line(name, type?.text ?? 'string', description))
    .join('');
};

/** What every framework's file is made of. */
const shared = (manifest: Manifest) => {
  const all = elements(manifest);
  return `${note}import type { ${[...all.map(({ name }) => name), 'ChatEventMap', 'Endpoints', 'Strings', 'TokenSource'].sort().join(', ')} } from './index.js';

export type ChatEvents = { [Type in keyof ChatEventMap]: CustomEvent<ChatEventMap[Type]> };

export interface ChatElements {
${all.map(({ name, tagName }) => `  '${tagName}': ${name};`).join('\n')}
}

/** What is written on a tag: each attribute, and each property. */
export interface ChatProps {
${all.map(element => `  '${element.tagName}': {\n${props(element)}  };`).join('\n')}
}
`;
};

const tags = (manifest: Manifest, of: (tag: string) => string, indent: string) =>
  elements(manifest)
    .map(({ tagName }) => `${indent}'${tagName}': ${of(tagName!)};`)
    .join('\n');

const react = (manifest: Manifest) => `${note}import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ChatElements, ChatEvents, ChatProps } from './framework-types.js';

type Handlers = { [Type in keyof ChatEvents as \`on\${Type}\`]?: ((event: ChatEvents[Type]) => void) | undefined };
type Props<Tag extends keyof ChatElements> = DetailedHTMLProps<HTMLAttributes<ChatElements[Tag]>, ChatElements[Tag]> &
  Handlers &
  ChatProps[Tag];

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${tags(manifest, tag => `Props<'${tag}'>`, '      ')}
    }
  }
}
`;

const vue = (manifest: Manifest) => `${note}import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import type { ChatElements, ChatEvents, ChatProps } from './framework-types.js';

type Emits = { [Type in keyof ChatEvents]: (event: ChatEvents[Type]) => void };
type Component<Tag extends keyof ChatElements> = new () => ChatElements[Tag] & {
  /** @deprecated Only for the type check of templates. */
  $props: Omit<HTMLAttributes, keyof ChatProps[Tag]> & ChatProps[Tag] & PublicProps;
  /** @deprecated Only for the type check of templates. */
  $emit: EmitFn<Emits>;
};

declare module 'vue' {
  interface GlobalComponents {
${tags(manifest, tag => `Component<'${tag}'>`, '    ')}
  }
}
`;

const svelte = (manifest: Manifest) => `${note}import type { HTMLAttributes } from 'svelte/elements';
import type { ChatElements, ChatEvents, ChatProps } from './framework-types.js';

type Handlers = {
  [Type in keyof ChatEvents as \`on\${Type}\` | \`on:\${Type}\`]?: ((event: ChatEvents[Type]) => void) | undefined;
};
type Props<Tag extends keyof ChatElements> = Omit<HTMLAttributes<ChatElements[Tag]>, keyof ChatProps[Tag]> &
  Handlers &
  ChatProps[Tag];

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${tags(manifest, tag => `Props<'${tag}'>`, '    ')}
  }
}
`;

/** Files by their name in `dist/`. The modules are empty: who imports them from code gets nothing. */
export const frameworkTypes = (manifest: Manifest): Record<string, string> => ({
  'framework-types.d.ts': shared(manifest),
  ...Object.fromEntries(
    Object.entries({ react, vue, svelte }).flatMap(([name, make]) => [
      [`${name}.d.ts`, make(manifest)],
      [`${name}.js`, 'export {};\n'],
    ]),
  ),
});
