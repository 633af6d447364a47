import type { Plugin } from 'vite';
import { packagePath, type Replacement, rewrite } from './transforms.js';

/**
 * What is cut out of the bundled libraries because nothing of ours reaches it; tree shaking cannot know. `misuse` looks
 * after the conditions. As everywhere a text that is not found once fails the build.
 */
export const cuts: Record<string, Replacement[]> = {
  // Schemas are made with `z.transform` and asked with `z.safeParse`, in which nothing but `success` and `data` is read.
  'zod/v4/core/core.js': [
    { find: /(?<=\nlet _E = )"captureStackTrace" in Error \? Error : null/, replace: 'null' },
    { find: /\n {4}const zodProto = \{\};/, replace: '' },
    { find: /\n {8}this\.constr = _;/, replace: '' },
    { find: /\n {4}Internals\.prototype = zodProto;\n {4}const protoMembers = proto;/, replace: '' },
    { find: /\n {4}const initialized = protoMembers && new WeakSet\(\);/, replace: '' },
    { find: /\n {8}if \(initialized\) \{\n.*?\n {8}\}(?=\n)/s, replace: '' },
    { find: /\n {8}const proto = _\.prototype;\n {8}for \(const k in proto\) \{\n.*?\n {8}\}(?=\n)/s, replace: '' },
    { find: /\n {4}const Parent = .*?Object\.defineProperty\(Definition, [^\n]*/s, replace: '' },
    { find: /params\?\.Parent \? newError\(Definition\) : this/, replace: 'this' },
    { find: /\n {8}const pp = .*?pp\(inst\);/s, replace: '' },
    {
      find: /\n {4}Object\.defineProperty\(_, Symbol\.hasInstance, \{\n.*?\n {4}\}\);\n {4}Object\.defineProperty\(_, "name", [^\n]*/s,
      replace: '',
    },
  ],
  'zod/v4/core/schemas.js': [
    {
      find: /(?<=inst\._zod\.def = def;[^\n]*)\n {4}inst\._zod\.bag = [^\n]*\n {4}inst\._zod\.version = version;\n {4}const defChecks = .*?\n {4}if \(checks\.length === 0\) \{/s,
      replace: '\n    {',
    },
    { find: /\n {4}else \{\n {8}const runChecks = .*?\n\}, \{\n.*?\n\}\);/s, replace: '\n});' },
    { find: /\n {4}inst\._zod\.optin = "optional";\n {4}core\.globalConfig\.memoizer\?\.guard\(inst\);/, replace: '' },
    {
      find: /(?<=inst\._zod\.parse = \(payload, ctx\) => \{)\n {8}if \(ctx\.direction === "backward"\) \{\n[^\n]*EncodeError[^\n]*\n {8}\}(\n {8}const _out = def\.transform\(payload\.value, payload\);)\n {8}if \(ctx\.async\) \{\n.*?\n {8}\}\n {8}if \(_out instanceof Promise\) \{\n.*?\n {8}\}/s,
      replace: '$1',
    },
  ],
  'zod/v4/core/parse.js': [
    {
      find: /\n {4}if \(result instanceof Promise\) \{\n[^\n]*\n {4}\}\n {4}(return result\.issues\.length \? )failure\(_Err, result\.issues, ctx\)( : [^\n]*\n\};\nexport const safeParse = \/\* @__PURE__\*\/ _safeParse\()errors\.\$ZodRealError\);/,
      replace: '\n    $1{ success: false }$2);',
    },
  ],
  'zod/v4/mini/schemas.js': [
    {
      find: /(?<=\$constructor\("ZodMiniType", \(inst, def\) => \{)\n.*?(\n {4}core\.\$ZodType\.init\(inst, def\);)\n {4}inst\.def = def;\n {4}inst\.type = def\.type;\n\}, \{\n.*?\n\}\);/s,
      replace: '$1\n});',
    },
  ],

  // One call, `createFetch(…).raw`: without retries and hooks, of a whole address, with a text to send and to read.
  'ofetch/dist/shared/ofetch.CWycOUEr.mjs': [
    {
      find: /\n {2}let query;\n.*?(\n {2}return \{\n {4}\.\.\.)defaults,\n {4}\.\.\.input,\n {4}query,\n {4}params: query,/s,
      replace: '$1input,',
    },
    { find: /\nconst payloadMethods = new Set\(.*?\n\);/s, replace: '' },
    { find: /\n {2}if \(!defaults\) \{\n( {4}return new Headers\(input\);)\n.*?\n\}/s, replace: '\n$1\n}' },
    { find: /\n {2}async function onError\(context\) \{\n.*?\n {2}\}(?=\n)/s, replace: '' },
    {
      find: /\n {4}if \(context\.options\.method\) \{\n.*?\n {4}let abortTimeout;\n.*?\n {4}\}(?=\n {4}try)/s,
      replace: '',
    },
    {
      find: /\n {6}context\.error = error;\n.*?\n {4}\} finally \{\n.*?\n {4}\}(?=\n)/s,
      replace: '\n      throw error;\n    }',
    },
    {
      find: /\n {4}const hasBody = .*?(\n {4}return context\.response;)/s,
      replace: '\n    context.response._data = await context.response.text();$1',
    },
    {
      find: /\n {2}const \$fetch = async .*?(?=\n {2}return \$fetch;)/s,
      replace: '\n  const $fetch = { raw: $fetchRaw };',
    },
  ],

  // Browsers that know our style sheets' relative colours have constructable style sheets.
  '@lit/reactive-element/css-tag.js': [
    { find: /=\w+\.ShadowRoot&&[^;]*?"replace"in CSSStyleSheet\.prototype(?=[,;])/, replace: '=!0' },
  ],
  // Of the attributes none is a number or JSON.
  '@lit/reactive-element/reactive-element.js': [
    { find: /case Object:case Array:\w=null==\w\?\w:JSON\.stringify\(\w\)/, replace: '' },
    { find: /case Number:.*?catch\(\w\)\{\w=null\}/s, replace: '' },
  ],
  // For server rendering and development; one class of it is for directives.
  'lit-html/lit-html.js': [{ find: /=\{M:[^{}]*,I:(\w+),[^{}]*\}/, replace: '={I:$1}' }],
};

/** What a source of ours asks of a library that has been cut out, in words, or nothing. */
export const misuse = (code: string): string | undefined => {
  const from = (name: string) => code.match(new RegExp(`^import (.*?) from '${name}';`, 'ms'))?.[1];
  const zod = from('zod(?:/[\\w-]+)?');
  if (zod) {
    if (zod !== '* as z' || !code.includes("from 'zod/mini'")) return `import zod as "* as z from 'zod/mini'"`;
    const used = [...code.matchAll(/\bz\.([a-z]\w*)/g)].map(match => match[1]!);
    const other = used.find(name => name !== 'transform' && name !== 'safeParse');
    if (other) return `z.${other}`;
    if (/\bsafeParse\b.*?\.error\b/s.test(code)) return 'the error of z.safeParse';
  }
  const ofetch = from('ofetch');
  if (ofetch) {
    if (ofetch !== '{ createFetch }') return `${ofetch} from ofetch`;
    const calls = [...code.matchAll(/\.raw\((.*?)\n\s*\}\);/gs)].map(match => match[1]!);
    if (calls.length !== 1) return 'more or less than one call of ofetch';
    const [call] = calls;
    for (const needed of ['retry: false', "responseType: 'text'", 'ignoreResponseError: true', 'body: stringify('])
      if (!call!.includes(needed)) return `ofetch without ${needed}`;
    const option = /\b(query|params|baseURL|on[A-Z]\w*|parseResponse|timeout|retry\w+)\b *[:(]/.exec(call!)?.[1];
    if (option) return `ofetch's option ${option}`;
  }
  if (/\btype: *(Number|Array|Object)\b/.test(code)) return 'an attribute that is a number or JSON';
  return undefined;
};

/** Cuts the libraries down to what is used of them. */
export const pruneLibraries = (): Plugin => ({
  name: 'sc-chat:prune-libraries',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    const path = packagePath(id);
    if (cuts[path]) return rewrite(code, path, cuts[path]);
    const found = /\.ts$/.test(id) && !id.includes('/node_modules/') && misuse(code);
    if (found) throw new Error(`${id}: ${found}: build/prune.ts has cut that out`);
    return undefined;
  },
});
