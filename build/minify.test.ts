import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runInNewContext } from 'node:vm';

import { scriptProblems } from './check.js';
import { minifyScript } from './minify.js';

const source = `/*! a comment */
(function () {
  const unused = { a: 1 };
  class Base { #secret = 1; static { this.made = true; } get secret() { return this.#secret; } say(word = 'é\u{1F600}') { return word; } }
  class Derived extends Base { say(...words) { return super.say(...words) + this.secret; } }
  const options = { long_name: 1, 'other-name': 2, get value() { return this.long_name ?? 0; } };
  const { long_name: one, ...others } = options;
  const names = Object.keys(options);
  let asked = 0;
  const log = [];
  for (const name of names) { if (name.startsWith('long')) log.push(name); else if (asked++ > 5) break; }
  out = [new Derived().say(), new Derived().say('b'), Base.made, one, others, options.value, names, log, asked, options?.missing?.deep, \`\${one}\`];
})();`;

const run = (code: string) => {
  const page = { out: undefined as unknown };
  runInNewContext(code, page);
  return JSON.stringify(page.out);
};

it('minifyScript makes it shorter and the same', async () => {
  const minified = await minifyScript(source, true);
  assert.ok(minified.length < source.length / 1.5);
  assert.equal(run(minified), run(source));
  assert.match(minified, /long_name/);
});

it('minifyScript leaves one function that runs, without comments and outside ASCII only where that is allowed', async () => {
  const [ascii, any] = [await minifyScript(source, true), await minifyScript(source, false)];
  assert.deepEqual(scriptProblems(ascii), []);
  assert.match(any, /é😀/);
  assert.doesNotMatch(ascii, /comment/);
});

it('minifyScript fails at what is no script', async () => {
  await assert.rejects(minifyScript('export const', true));
});
