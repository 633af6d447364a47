/** The API, as tables from the manifest: what the code says, and nothing by hand. */
import type { Declaration, Documented, Manifest } from '../../build/manifest.js';
import { escapeHtml, inline } from './markdown.js';

/** The built manifest holds the public elements only, in their order. */
const elements = (manifest: Manifest): Declaration[] => manifest.modules.flatMap(({ declarations }) => declarations);

const code = (text: string) => `<code>${escapeHtml(text)}</code>`;

interface Column {
  head: string;
  of(entry: Documented): string;
}

const columns = {
  name: { head: 'Name', of: ({ name }: Documented) => code(name || '(default)') },
  type: { head: 'Type', of: ({ type }: Documented) => (type ? code(type.text) : '') },
  detail: {
    head: 'Detail',
    of: ({ type }: Documented) => code(/^CustomEvent<(.*)>$/s.exec(type?.text ?? '')?.[1] ?? ''),
  },
  says: { head: 'What it is', of: ({ description = '' }: Documented) => inline(description) },
} satisfies Record<string, Column>;

const table = (caption: string, rows: Documented[], ...chosen: Column[]) => {
  if (rows.length === 0) return '';
  const head = chosen.map(({ head }) => `<th scope="col">${head}</th>`).join('');
  const body = rows.map(
    row => `<tr>${chosen.map(({ head, of }) => `<td data-label="${head}">${of(row)}</td>`).join('')}</tr>`,
  );
  return `<div class="table" role="group" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
};

/** Each option once, with the elements that take it. */
export const optionsOf = (manifest: Manifest) => {
  const found = new Map<string, Documented & { property: string; tags: string[] }>();
  for (const element of elements(manifest))
    for (const attribute of element.attributes ?? []) {
      const entry = found.get(attribute.name) ?? {
        ...attribute,
        property: attribute.fieldName ?? attribute.name,
        tags: [],
      };
      entry.tags.push(element.tagName!);
      found.set(attribute.name, entry);
    }
  // What one element alone takes is no option of the page.
  return [...found.values()].filter(({ tags }) => tags.length > 1);
};

const own = (manifest: Manifest, list: Documented[] = []) => {
  const shared = new Set(optionsOf(manifest).map(({ name }) => name));
  return list.filter(({ name }) => !shared.has(name));
};

export const optionsTable = (manifest: Manifest) =>
  table('Options', optionsOf(manifest), columns.name, columns.type, columns.says, {
    head: 'On',
    of: entry => {
      const { tags } = entry as Documented & { tags: string[] };
      return tags.length === elements(manifest).length ? 'every element' : tags.map(tag => code(`<${tag}>`)).join(' ');
    },
  });

const shared = (manifest: Manifest) => {
  const all = elements(manifest).map(element => element.members ?? []);
  return (all[0] ?? []).filter(({ name }) => all.every(members => members.some(member => member.name === name)));
};

export const propertiesTable = (manifest: Manifest) =>
  table(
    'Properties of every element that have no attribute',
    shared(manifest).filter(({ kind, attribute }) => kind === 'field' && !attribute),
    columns.name,
    columns.type,
    columns.says,
  );

export const eventsTable = (manifest: Manifest) => {
  const seen = new Map<string, Documented & { tags: string[] }>();
  for (const element of elements(manifest))
    for (const event of element.events ?? []) {
      const entry = seen.get(event.name) ?? { ...event, tags: [] };
      entry.tags.push(element.tagName!);
      seen.set(event.name, entry);
    }
  return table('Events', [...seen.values()], columns.name, columns.detail, columns.says, {
    head: 'From',
    of: entry => (entry as Documented & { tags: string[] }).tags.map(tag => code(`<${tag}>`)).join(' '),
  });
};

export const eventNames = (manifest: Manifest) => [
  'sc-ready',
  ...new Set(elements(manifest).flatMap(({ events }) => (events ?? []).map(({ name }) => name))),
];

const element = (manifest: Manifest, each: Declaration) => {
  const common = new Set(shared(manifest).map(({ name }) => name));
  const methods = (each.members ?? []).filter(({ kind, name }) => kind === 'method' && !common.has(name));
  const fields = (each.members ?? []).filter(
    ({ kind, name, attribute }) => kind === 'field' && !attribute && !common.has(name),
  );
  return `<section class="element" aria-labelledby="${each.tagName}">
<h2 id="${each.tagName}"><code>&lt;${each.tagName}&gt;</code></h2>
<p>${inline(each.summary ?? '')}</p>
${table('Attributes of its own', own(manifest, each.attributes), columns.name, columns.type, columns.says)}
${table('Properties of its own', fields, columns.name, columns.type, columns.says)}
${table('Methods', methods, columns.name, columns.says)}
${table('Events', each.events ?? [], columns.name, columns.detail, columns.says)}
${table('Slots', each.slots ?? [], columns.name, columns.says)}
${table('Parts', each.cssParts ?? [], columns.name, columns.says)}
${table('CSS properties', each.cssProperties ?? [], columns.name, columns.says)}
${table('States', each.cssStates ?? [], columns.name, columns.says)}
</section>`;
};

export const elementTables = (manifest: Manifest) =>
  elements(manifest)
    .map(each => element(manifest, each))
    .join('\n');

/** Every token once, with what it does. */
export const tokensOf = (manifest: Manifest) => {
  const found = new Map<string, Documented>();
  for (const { cssProperties = [] } of elements(manifest).reverse())
    for (const token of cssProperties) if (!found.has(token.name)) found.set(token.name, token);
  return [...found.values()];
};

export const tokensTable = (manifest: Manifest) => table('Tokens', tokensOf(manifest), columns.name, columns.says);
