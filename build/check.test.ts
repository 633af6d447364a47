import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { moduleProblems, policyProblems, scriptProblems } from './check.js';
import { measure, overBudget, sizeTable } from './sizes.js';

const script = (body: string) => `/*! sc-chat */\n(function(){${body}})();`;

describe('scriptProblems', () => {
  it('has nothing to say about a clean script', () => {
    assert.deepEqual(scriptProblems(script('const theorem = `1px`; premature(4)')), []);
    assert.deepEqual(scriptProblems('(()=>{a()})()'), []);
  });

  for (const text of [
    'process.env.NODE_ENV',
    '(a.litHtmlVersions??=[]).push(1)',
    'globalThis.nanostoresGlobal',
    'globalThis.__zod_globalConfig',
    'a.createPolicy(`lit-html`,{})',
    'css`:host{margin:1.5rem}`',
    'new Function(`a`)',
    'let F=Function;new F(``)',
    'eval(`1`)',
    'import(`./a.js`)',
    'import.meta.url',
    '`…`',
    '//# sourceMappingURL=a.map',
  ]) {
    it(`finds ${text}`, () => assert.equal(scriptProblems(script(text)).length, 1));
  }

  it('finds a global made by an entry that exports', () => {
    assert.equal(scriptProblems('var chat=(function(){})();').length, 1);
  });
});

it('policyProblems wants our own policy', () => {
  assert.equal(policyProblems('a.createPolicy("sc-chat")').length, 0);
  assert.equal(policyProblems('').length, 1);
});

it("moduleProblems finds zod's classic entry once", () => {
  assert.deepEqual(
    moduleProblems(['/a/node_modules/zod/v4/mini/schemas.js', '/a/node_modules/zod/v4/core/core.js']),
    [],
  );
  assert.equal(
    moduleProblems(['/a/node_modules/zod/v4/classic/schemas.js', '/a/node_modules/zod/v4/classic/parse.js']).length,
    1,
  );
});

describe('the budget', () => {
  const sizes = [measure('sc-chat.js', Buffer.from('a'.repeat(1000)))];

  it('measures', () => {
    assert.equal(sizes[0]!.raw, 1000);
    assert.ok(sizes[0]!.brotli < 20);
    assert.match(sizeTable(sizes), /^sc-chat\.js +1\.0 +0\.0 +0\.0$/m);
  });

  it('is kept or not', () => {
    const { brotli } = sizes[0]!;
    assert.deepEqual(overBudget(sizes, { 'sc-chat.js': brotli }), []);
    assert.match(overBudget(sizes, { 'sc-chat.js': brotli - 1 })[0]!, /1 above its budget/);
    assert.match(overBudget(sizes, { 'other.js': 1 })[0]!, /not built/);
  });
});
