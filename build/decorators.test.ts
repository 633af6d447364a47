import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transformSync } from 'esbuild';
import { LitElement } from 'lit';
import * as decorators from 'lit/decorators.js';

import { withoutImplied, writeOutDecorators } from './decorators.js';

const imports = "import { property, query, state } from 'lit/decorators.js';";
const written = (body: string) => writeOutDecorators(`${imports}\n${body}`, 'a.ts').trim().replace(/\s+/g, ' ');

describe('writeOutDecorators', () => {
  it('makes properties of fields', () => {
    assert.equal(
      written(`class A { @property() a?: string; @property({ attribute: 'b-c' }) b = 1; @state() private c = 2 }`),
      `class A { static properties = { a: {}, b: { attribute: 'b-c' }, c: { state: true } }; a?: string; b = 1; private c = 2 }`,
    );
  });

  it('makes a getter of a query', () => {
    assert.equal(
      written(`class A { @query('.b') private readonly b!: HTMLElement; }`),
      `class A { get b() { return this.renderRoot?.querySelector('.b') ?? null; } }`,
    );
  });

  it('makes a call after the class of its decorator', () => {
    assert.equal(written(`@define('sc-a')\nexport class A {}\nb();`), `export class A {} define('sc-a')(A); b();`);
  });

  it('leaves code without decorators alone', () => {
    const code = "/** @element */ const a = css`@media print {}`; class A { static properties = {}; ['b'] = 1; }";
    assert.equal(writeOutDecorators(code, 'a.ts'), code);
  });

  for (const [name, body] of [
    ['an unknown decorator', '@eventOptions({}) a = 1'],
    ['an unknown decorator of a class', '} @customElement("b") class B {'],
    ['two decorators of a class', '} @define("b") @define("c") class B {'],
    ['a decorator that is not called', '@state a = 1'],
    ['a decorator of an accessor', '@property() get a() { return 1; }'],
    ['a decorator of a method', '@property() a() {}'],
    ['a decorator of a static field', '@property() static a = 1'],
    ['a decorator of a computed name', '@property() [a] = 1'],
    ['two decorators of one field', '@property() @state() a = 1'],
    ['options that are no object', '@property(options) a = 1'],
    ['options of a state', '@state({ hasChanged }) a = 1'],
    ['a query that is kept', '@query(".a", true) a!: Element'],
    ['a query of an expression', '@query(b) a!: Element'],
    ['a query with a value', '@query(".a") a = 1'],
    ['properties beside', 'static properties = {}; @state() a = 1'],
    ['a decorator of a parameter', 'a(@state() b) {}'],
    ['a decorator that is called', 'static { property()(this.prototype, "a") }'],
  ] as const) {
    it(`fails at ${name}`, () => assert.throws(() => written(`class A { ${body} }`), /^Error: a\.ts: /));
  }

  it('fails at a decorator with another name', () => {
    assert.throws(
      () => writeOutDecorators("import { state as s } from 'lit/decorators.js';", 'a.ts'),
      /name of its own/,
    );
  });
});

describe('what is written out', () => {
  const source = `
    export function run(define, LitElement, property, state, query) {
    class Base extends LitElement { @property({ type: Number, attribute: 'an-a' }) a = 1; @state() b = [2]; @property() c?: string }
    @define('x-y') class Derived extends Base { @property({ attribute: false }) d = 3; @query('#e') e!: Element; @property({ reflect: true, type: Boolean }) a = true }
    return { Base, Derived };
  }`;
  const run = (code: string) => {
    const defined: unknown[] = [];
    const define = (tag: string) => (element: unknown) => void defined.push(tag, element);
    const options = { experimentalDecorators: true, useDefineForClassFields: false };
    const { code: script } = transformSync(code, {
      loader: 'ts',
      format: 'cjs',
      tsconfigRaw: { compilerOptions: options },
    });
    const module = {
      exports: {} as { run: (...args: unknown[]) => { Base: typeof LitElement; Derived: typeof LitElement } },
    };
    new Function('module', script)(module);
    const { property, state, query } = decorators;
    const { Base, Derived } = module.exports.run(define, LitElement, property, state, query);
    return { Base, Derived, defined };
  };
  const before = run(source);
  const after = run(writeOutDecorators(source, 'a.ts'));

  it('has the same properties, attributes and accessors', () => {
    for (const name of ['Base', 'Derived'] as const) {
      const [one, two] = [before[name], after[name]];
      assert.deepEqual(two.observedAttributes, one.observedAttributes);
      assert.deepEqual([...two.elementProperties.keys()], [...one.elementProperties.keys()]);
      const names = (element: typeof LitElement) => Object.getOwnPropertyNames(element.prototype).sort();
      assert.deepEqual(names(two), names(one));
      for (const key of one.elementProperties.keys()) {
        // Lit's own defaults stand for what is missing.
        const full = (element: typeof LitElement) => {
          const {
            attribute = true,
            reflect = false,
            useDefault = false,
            ...rest
          } = element.elementProperties.get(key)!;
          const { type, converter, hasChanged, ...others } = rest;
          return { attribute, reflect, useDefault, type: type === String ? undefined : type, ...others };
        };
        assert.deepEqual(full(two), full(one));
      }
    }
  });

  it('calls the decorator of the class once, with the class', () => {
    assert.deepEqual(before.defined, ['x-y', before.Derived]);
    assert.deepEqual(after.defined, ['x-y', after.Derived]);
  });

  it('makes the same of values and asks the same root', () => {
    for (const { Derived } of [before, after]) {
      assert.ok(Derived.observedAttributes);
      const element = new Derived() as unknown as Record<string, unknown>;
      assert.deepEqual(
        [element['a'], element['b'], element['c'], element['d'], element['e']],
        [true, [2], undefined, 3, null],
      );
      element['renderRoot'] = { querySelector: (selector: string) => `found ${selector}` };
      assert.equal(element['e'], 'found #e');
      assert.equal(Object.hasOwn(element, 'a'), false);
    }
  });
});

it('withoutImplied leaves out what follows from the name, and nothing else', () => {
  assert.equal(
    withoutImplied(
      "{ aName: { attribute: 'a-name' }, b: { attribute: 'c' }, d: { attribute: false }, e: {}, f: { state: true } }",
    ),
    "{ aName: {}, b: { attribute: 'c' }, d: 0, e: {}, f: 0 }",
  );
});
