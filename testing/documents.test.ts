import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { root } from './processes.js';

const docs = join(root, 'docs');
const documents = readdirSync(docs).filter(name => name.endsWith('.md'));

/** Every `[text](path)` of a document. */
const linksOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)].map(([, text, path]) => ({
    text: text!,
    path: path!,
  }));

/** The names of tests and of host pages in a source, as they are written there. */
const namesIn = (source: string) =>
  [...source.matchAll(/(?:\b(?:it|test)\(\s*|\btitle:\s*)(['"`])((?:\\.|(?!\1)[^\\])+)\1/g)].map(([, , name]) =>
    name!.replace(/\\(.)/g, '$1'),
  );

for (const document of documents) {
  it(`docs/${document} links to files that exist, and to tests by their names`, () => {
    for (const { text, path } of linksOf(join(docs, document)).filter(({ path }) => /^\.\.?\//.test(path))) {
      const target = join(dirname(join(docs, document)), path.split('#')[0]!);
      const source = readFileSync(target, path.endsWith('.ts') ? 'utf8' : null).toString();
      if (/^e2e\/host-pages\/|\.test\.ts$/.test(target.slice(root.length).replace(/^\//, '')))
        assert.ok(namesIn(source).includes(text), `there is no "${text}" in ${path}`);
    }
  });
}

it('docs/forms.md says yes to every feature that applies, each with its test', () => {
  const rows = readFileSync(join(docs, 'forms.md'), 'utf8')
    .split('\n')
    .filter(line => /^\| \d+ \|/.test(line));
  assert.equal(rows.length, 54);
  for (const row of rows.filter(line => !line.startsWith('| 54 |')))
    assert.match(row, /\| yes\b[^|]*: \[[^\]]+\]\(\S+\)[^|]* \|$/, row);
});
