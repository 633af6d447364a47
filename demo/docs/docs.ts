/**
 * The documentation: Markdown in `pages/`, tables from the manifest, and what the built script says of itself. A page is made when it is
 * asked for, so that an edit shows at the next reload.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '../../build/manifest.js';
import { frame } from './layout.js';
import { codeBlock, render } from './markdown.js';
import { addressOf, pages } from './pages.js';
import { controls } from './playground.js';
import { elementTables, eventNames, eventsTable, optionsTable, propertiesTable, tokensTable } from './tables.js';
import { themeControls, themePictures } from './themes.js';

const docsDir = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folders of the documentation that may be asked for as they are. */
export const folders: Record<string, string> = {
  '/docs/assets/': join(docsDir, 'assets'),
  '/docs/images/': join(root, 'docs/images'),
};

/**
 * What the pages allow themselves is what they recommend to others. The preview is a page of its own in a frame, and its sample asks an address
 * that does not exist.
 */
export const policy = (apiBase: string) => {
  const { origin } = new URL(apiBase);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "frame-src 'self'",
    `connect-src ${origin} ${origin.replace(/^http/, 'ws')}`,
    "require-trusted-types-for 'script'",
    'trusted-types sc-chat',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
};

const json = async <T>(file: string): Promise<T | undefined> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
};

const unbuilt = '<p class="note">This comes from the built package. Run <code>npm run build</code>, and reload.</p>';

/** A table that the tests have written, under the headings of the page around it. */
const results = async (name: string) => {
  const text = await readFile(join(root, `docs/generated/${name}.md`), 'utf8').catch(() => undefined);
  if (text === undefined)
    return '<p class="note">The table is not here yet: <code>npm run test:full</code> writes it.</p>';
  return render(text.replace(/^#/gm, '##'));
};

/** What stands in the text as `{{name}}` and comes from the package. */
const parts = (manifest: Manifest | undefined, apiBase: string, integrity: string, tests: Record<string, string>) => {
  const of = (make: (manifest: Manifest) => string) => (manifest ? make(manifest) : unbuilt);
  const tag = `<script
  async
  src="https://cdn.example/sc-chat.js"
  integrity="${integrity}"
  crossorigin="anonymous"
  data-api-base="https://chat.example.com"
></script>`;
  return {
    elements: () => of(elementTables),
    options: () => of(optionsTable),
    properties: () => of(propertiesTable),
    events: () => of(eventsTable),
    tokens: () => of(tokensTable),
    playground: () => of(each => controls(each, apiBase, eventNames(each))),
    themes: () => themeControls(),
    'theme-pictures': () => themePictures(),
    'sri-tag': () => codeBlock('html', tag),
    hosts: () => tests['hosts']!,
    faults: () => tests['faults']!,
  } satisfies Record<string, () => string>;
};

/** The page that an address means, or nothing. `distDir` is where the built script is. */
export async function docsPage(path: string, apiBase: string, distDir: string | false): Promise<string | undefined> {
  const page = pages.find(page => addressOf(page) === path.replace(/\/$/, ''));
  if (!page) return undefined;
  const [source, manifest, about, integrity, hosts, faults] = await Promise.all([
    readFile(join(docsDir, 'pages', `${page.name || 'overview'}.md`), 'utf8'),
    json<Manifest>(join(root, 'custom-elements.json')),
    json<{ version: string }>(join(root, 'package.json')),
    distDir ? readFile(join(distDir, 'sc-chat.js.sri'), 'utf8').catch(() => '') : '',
    results('hosts'),
    results('faults'),
  ]);
  const made: Record<string, () => string> = parts(manifest, apiBase, integrity.trim() || 'sha384-…', {
    hosts,
    faults,
  });
  const filled = render(source).replace(
    /(?:<p>)?\{\{([\w-]+)\}\}(?:<\/p>)?/g,
    (found, name: string) => made[name]?.() ?? found,
  );
  return frame({ page, html: filled, apiBase, version: about?.version ?? '' });
}
