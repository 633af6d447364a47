import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { frameworkTypes } from './framework-types.js';
import { asPackage, PUBLIC } from './manifest.js';

const nameOf = (tag: string) => tag.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
const manifest = asPackage({
  schemaVersion: '1.0.0',
  readme: '',
  modules: [
    {
      kind: 'javascript-module',
      path: 'src/x.ts',
      exports: [],
      declarations: PUBLIC.map(tagName => ({
        name: nameOf(tagName),
        tagName,
        attributes: [
          { name: 'api-base', description: 'Where.', type: { text: 'string' }, fieldName: 'apiBase' },
          {
            name: 'persist',
            description: 'Kept */ where.',
            type: { text: "'local' | 'memory'" },
            fieldName: 'persist',
          },
        ],
        members: [
          { kind: 'field', name: 'apiBase', attribute: 'api-base', type: { text: 'string' } },
          { kind: 'field', name: 'persist', attribute: 'persist', type: { text: "'local' | 'memory'" } },
          { kind: 'method', name: 'send' },
        ],
      })),
    },
  ],
});

describe('the types for frameworks', () => {
  const files = frameworkTypes(manifest);

  it('are types alone', () => {
    for (const [name, text] of Object.entries(files)) {
      if (name.endsWith('.js')) assert.equal(text, 'export {};\n');
      else assert.doesNotMatch(text, /^(?:import|export) (?!type|interface)/m);
    }
  });

  it('have each tag for each framework', () => {
    for (const name of ['react', 'vue', 'svelte'])
      for (const tag of PUBLIC) assert.match(files[`${name}.d.ts`]!, new RegExp(`^ +'${tag}': \\w+<'${tag}'>;$`, 'm'));
  });

  it('have attributes and properties, each once, and no methods', () => {
    const shared = files['framework-types.d.ts']!;
    assert.equal(shared.match(/'api-base'\?: string \| undefined;/g)!.length, PUBLIC.length);
    assert.equal(shared.match(/ apiBase\?: string \| undefined;/g)!.length, PUBLIC.length);
    assert.equal(shared.match(/ persist\?: 'local' \| 'memory' \| undefined;/g)!.length, PUBLIC.length);
    assert.doesNotMatch(shared, / send/);
    assert.doesNotMatch(shared, /Kept \*\/ where/);
  });
});
