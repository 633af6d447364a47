/** What the pages say by hand, held against what the code has. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name!);
const page = (name: string) => read(`pages/${name}.md`);

describe('the documentation', () => {
  it('has every call of the script API', () => {
    const body = /interface ScChatApi \{(.*?)\n\}/s.exec(read('../../src/page/script-api.ts'))![1]!;
    const calls = all(body, /^ {2}(?:readonly )?(\w+)[(:<]/gm);
    assert.ok(calls.length > 10);
    for (const call of calls) assert.match(page('script-api'), new RegExp(`^\\|.*\`${call}[(\`]`, 'm'), call);
  });

  it('has every code of an error', () => {
    const body = /type ErrorCode =(.*?);/s.exec(read('../../src/api/errors.ts'))![1]!;
    // The last two stay inside: fields show the one, and the other is nobody's error.
    const codes = all(body, /'([\w-]+)'/g).filter(code => !['validation', 'aborted'].includes(code));
    assert.ok(codes.length > 15);
    for (const code of codes) assert.match(page('events'), new RegExp(`^\\|.*\`${code}\``, 'm'), code);
  });

  it('has every check of the diagnosis', () => {
    const names = new Set(all(read('../../src/page/diagnose.ts'), /\bnote\(\s*'(\w+)'/g));
    assert.ok(names.size > 5);
    // These tell no setting.
    for (const name of names)
      if (!['address', 'diagnose'].includes(name)) assert.ok(page('troubleshooting').includes(`\`${name}:`), name);
  });

  it('has every language', () => {
    const folder = fileURLToPath(new URL('../../src/i18n', import.meta.url));
    const tags = readdirSync(folder).flatMap(file => /^([a-z]{2})\.ts$/.exec(file)?.[1] ?? []);
    assert.equal(tags.length, 10);
    for (const tag of tags.filter(tag => tag !== 'en')) {
      assert.ok(page('install').includes(`\`${tag}\``), tag);
      assert.ok(read('assets/preview.html').includes(`/dist/locales/${tag}.js`), tag);
    }
  });
});
