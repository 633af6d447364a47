import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';

import { isolate, replacements } from './transforms.js';

const modules = join(import.meta.dirname, '../node_modules');
const source = (path: string) => readFileSync(join(modules, path), 'utf8');

describe('isolate', () => {
  for (const path of Object.keys(replacements)) {
    it(`finds every text in the installed ${path}`, () => {
      const code = isolate(source(path), `/app/node_modules/${path}`)!.replace(/^ *\/\/.*$/gm, '');
      const left =
        /\.(litHtml|litElement|reactiveElement)\w+|(globalThis|\w)\.litPropertyMetadata|globalThis\.(nanostoresGlobal|__zod)/;
      assert.doesNotMatch(code, left);
    });
  }

  it('leaves other modules alone', () => {
    assert.equal(isolate('globalThis.nanostoresGlobal', '/app/src/state/session.ts'), undefined);
    assert.equal(isolate('', '/app/node_modules/lit/index.js'), undefined);
  });

  it('finds a module where packages are nested and the separator is a backslash', () => {
    const code = 'export const nanostoresGlobal = (globalThis.nanostoresGlobal ||= { epoch: 0 })';
    const id = 'C:\\app\\node_modules\\persistent\\node_modules\\nanostores\\atom\\index.js';
    assert.equal(isolate(code, id), 'export const nanostoresGlobal = { epoch: 0 }');
  });

  it('fails when a library says it differently', () => {
    assert.throws(
      () => isolate('const x = 1', '/app/node_modules/nanostores/atom/index.js'),
      /nanostores\/atom\/index\.js: expected .* once, found it 0 times/,
    );
  });
});

describe('the Trusted Types policy', () => {
  const [{ find, replace }] = replacements['lit-html/lit-html.js']! as [{ find: RegExp; replace: string }];
  const expression = 'types.createPolicy("lit-html",{createHTML:t=>t})'.replace(find, replace);

  const page = (createPolicy: () => unknown, stringsAllowed: boolean) => {
    const said: string[] = [];
    let asked = 0;
    const template = {
      set innerHTML(_text: string) {
        if (!stringsAllowed) throw new TypeError('This document requires TrustedHTML');
      },
    };
    const policy = runInNewContext(expression, {
      types: {
        createPolicy(name: string, rules: object) {
          asked += 1;
          assert.equal(name, 'sc-chat');
          return createPolicy() ?? rules;
        },
      },
      document: { createElement: () => template },
      console: { error: (line: string) => said.push(line) },
    }) as { createHTML(text: string): unknown };
    return { policy, said, asked: () => asked };
  };

  const forbidden = () => {
    throw new TypeError('Policy disallowed');
  };

  it('is asked for once, when the first template is made', () => {
    const { policy, asked } = page(() => undefined, true);
    assert.equal(asked(), 0);
    assert.equal(policy.createHTML('<p>'), '<p>');
    policy.createHTML('<b>');
    assert.equal(asked(), 1);
  });

  it('is done without where the page forbids it and takes strings', () => {
    const { policy, said, asked } = page(forbidden, true);
    assert.equal(policy.createHTML('<p>'), '<p>');
    policy.createHTML('<b>');
    assert.equal(asked(), 1);
    assert.deepEqual(said, []);
  });

  it('is explained in one line where nothing can be shown without it', () => {
    const { policy, said } = page(forbidden, false);
    policy.createHTML('<p>');
    policy.createHTML('<b>');
    assert.equal(said.length, 1);
    assert.match(said[0]!, /^\[sc-chat\] .*Content-Security-Policy.*trusted-types sc-chat$/);
  });
});
