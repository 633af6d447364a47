// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources with templates in them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';

import { cuts, misuse, pruneLibraries } from './prune.js';
import { bundle } from './testing/bundle.js';
import { isolate, rewrite } from './transforms.js';

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
            [...new Headers(headers)],
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

describe('what is left of the stores and the context', () => {
  const entry = `import { atom } from 'nanostores';
    import { persistentAtom, setPersistentEngine } from '@nanostores/persistent';
    import { createContext, ContextConsumer, ContextProvider } from '@lit/context';
    out = { atom, persistentAtom, setPersistentEngine, createContext, ContextConsumer, ContextProvider };`;
  // biome-ignore lint/suspicious/noExplicitAny: what a library exports
  let libraries: any[];
  before(async () => {
    libraries = [];
    for (const plugins of [[], [pruneLibraries()]]) {
      const page = { out: undefined as unknown, Event, process: { env: {} }, setTimeout };
      runInNewContext(await bundle(entry, plugins), page);
      libraries.push(page.out);
    }
  });
  const same = (seen: (library: (typeof libraries)[0], log: unknown[]) => void) => {
    const [whole, pruned] = libraries.map(library => {
      const log: unknown[] = [];
      seen(library, log);
      return log;
    });
    assert.deepEqual(pruned, whole);
    assert.ok(whole!.length > 0);
  };

  it('tells listeners what changed, in order, also while they are told', () =>
    same(({ atom }, log) => {
      const $one = atom(0);
      const $two = atom('a');
      const stops = [
        $one.listen((value: number) => {
          log.push('first', value);
          if (value === 1) $two.set('b');
          if (value === 2) stops[1]!();
          if (value === 3) throw new TypeError('a fault of the listener');
        }),
        $one.listen((value: number) => log.push('second', value, $two.get())),
        $two.listen((value: string) => log.push('two', value, $one.get())),
      ];
      for (const value of [0, 1, 1, 2]) $one.set(value);
      assert.throws(() => $one.set(3), { message: 'a fault of the listener' });
      for (const stop of stops) stop();
      $one.set(Number.NaN);
      log.push($one.get(), $two.get());
    }));

  it('keeps a store in an engine that answers for it', () =>
    same(({ persistentAtom, setPersistentEngine }, log) => {
      const kept = { key: '1' };
      let hear = (_event: object) => {};
      setPersistentEngine(kept, {
        addEventListener: (_key: string, listener: typeof hear) => (hear = listener),
        removeEventListener() {},
      });
      const codec = { encode: String, decode: Number };
      const $store = persistentAtom('key', 0, codec);
      $store.listen((value: number) => log.push(value));
      $store.set(2);
      log.push(kept.key, $store.get());
      hear({ key: 'key', newValue: '3' });
      log.push(kept.key, $store.get());
    }));

  it('hands down what the nearest provider has', () =>
    same(({ createContext, ContextConsumer, ContextProvider }, log) => {
      class Host extends EventTarget {
        readonly up: Host | undefined;
        readonly controllers: { hostConnected?(): void }[] = [];
        constructor(up?: Host) {
          super();
          this.up = up;
        }
        addController(controller: object) {
          this.controllers.push(controller);
        }
        requestUpdate() {
          log.push('update');
        }
        // Bubbles, as it does between elements.
        override dispatchEvent(event: Event) {
          const through = super.dispatchEvent(event);
          if (!event.cancelBubble) this.up?.dispatchEvent(event);
          return through;
        }
      }
      const context = createContext(Symbol('context'));
      const outer = new Host();
      const inner = new Host(outer);
      new ContextProvider(outer, { context, initialValue: 'outer' });
      new ContextProvider(inner, { context, initialValue: 'inner' });
      for (const host of [new Host(inner), new Host(outer), inner, outer]) {
        const asked = { context: host === outer ? createContext('other') : context };
        const consumer = new ContextConsumer(host, asked);
        for (const controller of host.controllers) controller.hostConnected?.();
        log.push(consumer.value);
      }
    }));
});

describe('misuse', () => {
  const zod = "import * as z from 'zod/mini';\n";
  const ofetch = (options: string, name = 'createFetch') =>
    `import { ${name} } from 'ofetch';\nconst a = await b.raw(url, {\n  ${options}\n});`;
  const lit = "import { html, LitElement, nothing, type TemplateResult } from 'lit';\n";
  const needed = "body: stringify(a), retry: false, responseType: 'text', ignoreResponseError: true,";

  it('has nothing to say about what we do', () => {
    assert.equal(misuse(`${zod}z.safeParse(z.transform(a), b).success; const c: z.ZodMiniType = d;`), undefined);
    assert.equal(misuse(ofetch(needed)), undefined);
    assert.equal(misuse('const z = { string() {} }; z.string(); a.raw(b, {\n});'), undefined);
    assert.equal(misuse(`${lit}new StoreController(this); this.requestUpdate(); $user.listen(draw);`), undefined);
    assert.equal(misuse("import type { ReactiveController } from 'lit';"), undefined);
    const markup =
      '<p class="a ${b}" .c=${d} ?e=${f} @g=${this.h}\n @i=${() => j}>${k}</p><textarea l=${m}></textarea><br/>';
    assert.equal(misuse(`html\`${markup}\`; css\`a { b: c }\`;`), undefined);
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
    ['an attribute whose name is not said', '@property() someName = 1'],
    ['a converter', '@property({ converter: a }) b = 1'],
    ['a hook of Lit that is gone', 'override shouldUpdate() { return false; }'],
    ["Lit's first update", 'override firstUpdated() {}'],
    ['properties without decorators', 'static properties = { a: {} };'],
    ['another shadow root', 'static override shadowRootOptions = {};'],
    ['an update of one property', "this.requestUpdate('a', b);"],
    ['another name of Lit', "import { html, noChange } from 'lit';"],
    ['a part of a drawing', "import { svg } from 'lit';"],
    ['another directive', "import { repeat } from 'lit/directives/repeat.js';"],
    ['a context that is subscribed to', 'new ContextConsumer(this, { context: a, subscribe: true });'],
    ['a context decorator', "import { consume } from '@lit/context';"],
    ['a computed store', "import { atom, computed } from 'nanostores';"],
    ['a subscription', '$user.subscribe(draw);'],
    ['what a store had before', '$user.listen((now, before) => draw(now));'],
    ['what a store had before it has parts', '$user.listen(({ a, b }, before) => draw(a));'],
    ['another store that is kept', "import { persistentMap } from '@nanostores/persistent';"],
    ['a store that is kept as it is', "persistentAtom('a', b);"],
    ['a style sheet with something put into it', 'css`a { b: ${c} }`'],
    ['a comment', 'html`<!-- a -->`'],
    ['an element without a name', 'html`<${a}>`'],
    ['an expression in a textarea', 'html`<textarea>${a}</textarea>`'],
    ['an expression in a style', 'html`<style>${a}</style>`'],
    ['an expression for an element', 'html`<p ${a}></p>`'],
    ["an expression for an attribute's name", 'html`<p ${a}="b"></p>`'],
    ['an expression beside another', 'html`<p a=${b}${c}></p>`'],
    ['single quotes', "html`<p a='${b}'></p>`"],
    ['an expression before a slash', 'html`<path d=${a}/>`'],
    ['a listener that comes and goes', 'html`<p @a=${b ? this.c : nothing}></p>`'],
    ['the name of a property in two cases', 'html`<p .someThing=${a}></p>`'],
    ['the name of a property in two cases and in quotes', 'html`<p .someThing="a ${b}"></p>`'],
    ['what marks the places', 'html`<p a="$lit$"></p>`'],
    ['what marks the places together with a mark', 'html`<p a="$lit${b}"></p>`'],
    ['a listener in quotes', 'html`<p @a="${this.b}"></p>`'],
    ['an object that listens', 'const a = { handleEvent() {} };'],
  ]) {
    it(`finds ${name}`, () => assert.ok(misuse(code!)));
  }
});
