// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources with templates in them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { asPackage, customData, type Declaration, elements, type Manifest, PUBLIC, spellOut } from './manifest.js';
import { compare, eventMap, namesIn } from './manifest-check.js';

const chat: Declaration = {
  name: 'ScChat',
  tagName: 'sc-chat',
  summary: 'The room chat.',
  cssParts: [{ name: 'field', description: 'The text field.' }],
  slots: [{ name: 'empty', description: 'Before the first message.' }],
  cssProperties: [{ name: '--sc-accent', description: 'The colour.' }],
  cssStates: [{ name: 'offline', description: 'No network.' }],
  events: [{ name: 'sc-send', description: 'A message leaves.', type: { text: 'CustomEvent<{ text: string }>' } }],
  attributes: [{ name: 'persist', description: 'Where.', type: { text: "'local' | 'memory'" } }],
  members: [
    { kind: 'field', name: 'persist', description: 'Where.' },
    { kind: 'field', name: 'internals', privacy: 'private' },
  ],
};

const manifest = (...declarations: Declaration[]): Manifest => {
  const others = PUBLIC.filter(tag => !declarations.some(({ tagName }) => tagName === tag)).map(tagName => ({
    name: tagName,
    tagName,
  }));
  return asPackage({
    schemaVersion: '1.0.0',
    readme: '',
    modules: [{ kind: 'javascript-module', path: 'src/x.ts', declarations: [...declarations, ...others], exports: [] }],
  });
};

const source = `
  static styles = css\`:host(:state(offline)) { color: var(--sc-accent) }\`;
  render() { return html\`<slot name="empty"></slot><input part="field">\`; }
  send() { emit(this, 'sc-send', { text: '' }); }
`;

describe('namesIn', () => {
  const found = (text: string) =>
    Object.fromEntries(Object.entries(namesIn(text)).flatMap(([kind, set]) => (set.size ? [[kind, [...set]]] : [])));

  it('reads parts, also those that depend on something', () => {
    assert.deepEqual(found('part="a b ${on ? \'c\' : \'d\'}" part=${`e`} exportparts="f, g: h"'), {
      cssParts: ['a', 'b', 'c', 'd', 'e', 'f', 'h'],
    });
  });
  it('reads slots', () => {
    assert.deepEqual(found('<slot></slot><slot\n name="a" @slotchange=${this.b}></slot>'), { slots: ['', 'a'] });
  });
  it('reads properties of CSS, not in comments', () => {
    assert.deepEqual(found('var(--sc-a, 1px) var(--_b) /* --sc-c */'), { cssProperties: ['--sc-a'] });
  });
  it('reads states', () => {
    const text =
      "this.internals?.states?.add('a'); states[on ? 'add' : 'delete']('b'); toggleState(this.internals, 'c', true); :state(d)";
    assert.deepEqual(found(text), { cssStates: ['d', 'a', 'b', 'c'] });
  });
  it('reads events', () => {
    assert.deepEqual(found("emit(this, 'sc-a', {}); emit(\n  from(this),\n  'sc-b', {})"), {
      events: ['sc-a', 'sc-b'],
    });
    assert.deepEqual(eventMap("export interface ChatEventMap {\n  'sc-a': { b: 'sc-c' };\n  'sc-d': object;\n}"), [
      'sc-a',
      'sc-d',
    ]);
  });
});

describe('compare', () => {
  const files = { 'components/sc-chat/sc-chat.ts': source };

  it('is silent when both say the same', () => assert.deepEqual(compare(manifest(chat), files), []));

  for (const kind of ['cssParts', 'slots', 'cssProperties', 'cssStates', 'events'] as const) {
    it(`finds ${kind} that are not documented`, () => {
      assert.match(compare(manifest({ ...chat, [kind]: [] }), files).join(), /is not documented on any element$/);
    });
    it(`finds ${kind} that are not in the code`, () => {
      const more = [...chat[kind]!, { name: 'sc-gone', description: 'x', type: { text: 'CustomEvent<object>' } }];
      assert.match(
        compare(manifest({ ...chat, [kind]: more }), files).join(),
        /"sc-gone" is documented and not in the code$/,
      );
    });
  }

  it('wants every public element, each description and the type of each event', () => {
    assert.match(compare({ ...manifest(), modules: [] }, {}).join(), /<sc-chat> is missing/);
    assert.match(
      compare(manifest({ ...chat, attributes: [{ name: 'a' }] }), files).join(),
      /"a" of <sc-chat> \(attributes\) has no description/,
    );
    assert.match(
      compare(manifest({ ...chat, events: [{ name: 'sc-send', description: 'x' }] }), files).join(),
      /needs its type/,
    );
  });

  it('wants a name documented on the element that has it', () => {
    const auth = { ...chat, name: 'ScAuth', tagName: 'sc-auth' };
    assert.match(compare(manifest(auth), files).join(), /part "field" is in <sc-chat> and not documented there/);
  });
});

describe('the manifest', () => {
  it('lists what is public, from where the package exports it', () => {
    const inner = { name: 'ScComposer', tagName: 'sc-composer' };
    const [module] = manifest(chat, inner).modules;
    assert.equal(module!.path, 'dist/index.js');
    assert.deepEqual(
      module!.declarations.map(({ tagName }) => tagName),
      PUBLIC,
    );
    assert.deepEqual(module!.declarations[3]!.members, [{ kind: 'field', name: 'persist', description: 'Where.' }]);
  });

  it('spells the options out', () => {
    const type = { text: "Options['theme'] | undefined" };
    const spelt = spellOut(
      manifest({ ...chat, attributes: [{ name: 'theme', type }] }),
      "export interface Options {\n  room: string;\n  theme: 'auto' | 'dark';\n}\n",
    );
    assert.equal(elements(spelt)[3]!.attributes![0]!.type!.text, "'auto' | 'dark'");
  });

  it('becomes completion data for editors', () => {
    const tag = customData(manifest(chat)).tags.find(({ name }) => name === 'sc-chat')!;
    assert.deepEqual(tag.attributes, [
      { name: 'persist', description: 'Where.', values: [{ name: 'local' }, { name: 'memory' }] },
    ]);
    assert.match(tag.description, /^The room chat\.\n\n\*\*Events\*\*\n- `sc-send` A message leaves\./);
  });
});
