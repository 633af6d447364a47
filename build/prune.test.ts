import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { build, type PluginOption, type Rolldown } from 'vite';

import { cuts, misuse, pruneLibraries } from './prune.js';
import { isolate, isolateLibraries, rewrite } from './transforms.js';

/** Options of ofetch's own, which `fetch` does not know. */
const OWN = ['query', 'params', 'retry', 'responseType', 'ignoreResponseError'];

const root = join(import.meta.dirname, '..');

describe('the cuts', () => {
  for (const [path, changes] of Object.entries(cuts)) {
    it(`are all found in the installed ${path}`, () => {
      const source = readFileSync(join(root, 'node_modules', path), 'utf8');
      const isolated = isolate(source, `/app/node_modules/${path}`) ?? source;
      assert.ok(rewrite(isolated, path, changes).length < isolated.length);
    });
  }
});

const bundle = async (code: string, plugins: PluginOption[]) => {
  const entry: PluginOption = {
    name: 'entry',
    resolveId: id => (id === 'virtual:entry' ? join(root, 'src/virtual-entry.js') : undefined),
    load: id => (id.endsWith('virtual-entry.js') ? code : undefined),
  };
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [entry, isolateLibraries(), plugins],
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: { input: 'virtual:entry', output: { format: 'iife', codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  return output[0].code;
};

describe('what is left', () => {
  let whole: string;
  let pruned: string;
  before(async () => {
    const code = `import * as z from 'zod/mini'; import { createFetch } from 'ofetch';
      out = { transform: z.transform, safeParse: z.safeParse, createFetch };`;
    whole = await bundle(code, []);
    pruned = await bundle(code, [pruneLibraries()]);
  });

  const run = (code: string) => {
    const page = { out: undefined as unknown, Headers, AbortController, URLSearchParams, FormData, setTimeout };
    runInNewContext(code, page);
    return page.out as {
      transform(fn: (value: unknown, context: { issues: unknown[] }) => unknown): object;
      safeParse(schema: object, value: unknown): { success: boolean; data?: unknown };
      createFetch(options: { fetch: typeof fetch }): {
        raw(address: string, options: object): Promise<Response & { _data?: string }>;
      };
    };
  };

  it('is a fraction', () => assert.ok(pruned.length < whole.length / 3, `${pruned.length} of ${whole.length}`));

  it('reads values as zod does', () => {
    const results = [whole, pruned].map(code => {
      const { transform, safeParse } = run(code);
      const doubled = transform((value, context) => {
        if (typeof value !== 'number') context.issues.push({ code: 'custom', input: value });
        return typeof value === 'number' ? value * 2 : undefined;
      });
      const thrown = transform(() => {
        throw new TypeError('a fault of the reader');
      });
      const other = transform(value => ({ value }));
      const seen = [2, 'a', null, undefined, 0, Number.NaN].map(value => {
        const { success, data } = safeParse(doubled, value);
        return [success, data];
      });
      assert.throws(() => safeParse(thrown, 1), { message: 'a fault of the reader' });
      return JSON.stringify([seen, safeParse(other, [1]).data, safeParse(doubled, 3).data]);
    });
    assert.equal(results[1], results[0]);
  });

  it('asks as ofetch does', async () => {
    const results = [];
    for (const code of [whole, pruned]) {
      const asked: unknown[] = [];
      const answers = [
        new Response('{"a":1}', { headers: { 'content-type': 'application/json' } }),
        new Response(null, { status: 204 }),
        new Response('refused', { status: 400, headers: { 'retry-after': '3' } }),
        new Response('', { status: 502 }),
      ];
      const { createFetch } = run(code);
      const { raw } = createFetch({
        fetch: async (address, { headers, ...options } = {}) => {
          asked.push(
            address,
            [...(headers as Headers)],
            Object.entries(options).filter(([name]) => !OWN.includes(name)),
          );
          const answer = answers.shift();
          if (!answer) throw new TypeError('Failed to fetch');
          return answer;
        },
      });
      const { signal } = new AbortController();
      for (const method of ['GET', 'POST', 'PATCH', 'GET']) {
        const response = await raw('https://a.example/b/?c=d', {
          method,
          headers: { Accept: 'application/json', ...(method !== 'GET' && { 'Content-Type': 'application/json' }) },
          ...(method !== 'GET' && { body: '{"a":1}' }),
          retry: false,
          responseType: 'text',
          ignoreResponseError: true,
          redirect: 'error',
          signal,
        });
        asked.push(response.status, response._data ?? '', response.headers.get('retry-after'));
      }
      await assert.rejects(
        raw('https://a.example/', { method: 'GET', headers: {}, retry: false, responseType: 'text', signal }),
      );
      results.push(asked);
    }
    assert.deepEqual(results[1], results[0]);
  });
});

describe('misuse', () => {
  const zod = "import * as z from 'zod/mini';\n";
  const ofetch = (options: string, name = 'createFetch') =>
    `import { ${name} } from 'ofetch';\nconst a = await b.raw(url, {\n  ${options}\n});`;
  const needed = "body: stringify(a), retry: false, responseType: 'text', ignoreResponseError: true,";

  it('has nothing to say about what we do', () => {
    assert.equal(misuse(`${zod}z.safeParse(z.transform(a), b).success; const c: z.ZodMiniType = d;`), undefined);
    assert.equal(misuse(ofetch(needed)), undefined);
    assert.equal(misuse('const z = { string() {} }; z.string(); a.raw(b, {\n});'), undefined);
  });

  for (const [name, code] of [
    ['another schema', `${zod}z.string()`],
    ['a method of a schema', `${zod}z.safeParse(a, b).error`],
    ["zod's other entry", "import * as z from 'zod';"],
    ['single names of zod', "import { string } from 'zod/mini';"],
    ['another name of ofetch', ofetch(needed, 'ofetch')],
    ['retries', ofetch(needed.replace('retry: false,', ''))],
    ['a query', ofetch(`${needed} query: {},`)],
    ['a hook', ofetch(`${needed} onRequest() {},`)],
    ['a time limit', ofetch(`${needed} timeout: 1,`)],
    ['an object as the body', ofetch(needed.replace('stringify(a)', 'a'))],
    ['an attribute that is a number', '@property({ type: Number }) a = 1'],
  ]) {
    it(`finds ${name}`, () => assert.ok(misuse(code!)));
  }
});
