/**
 * `npm run build`: everything in `dist/`, and the manifest. Fails on a text that must not be in the script, and above the
 * byte budget.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type PluginOption, type Rolldown } from 'vite';

import { moduleProblems, policyProblems, scriptProblems } from './check.js';
import { impliedAttributes } from './decorators.js';
import { frameworkTypes } from './framework-types.js';
import { licences } from './licences.js';
import { createManifest, customData, elements } from './manifest.js';
import { minifyScript } from './minify.js';
import { keptNames } from './names.js';
import { brotli, measure, overBudget, type Size, sizeTable } from './sizes.js';
import { markedTemplates } from './templates.js';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const budget = JSON.parse(readFileSync(join(root, 'build/budget.json'), 'utf8')) as Record<string, number>;

/**
 * Imports that stay imports for bundlers, which then share them with the host's own code. Not @nanostores/persistent:
 * its storage engine is a global of its module, and ours would become the engine of the host app's own stores.
 */
const SHARED = /^(lit|@lit\/context|nanostores|ofetch|zod)(\/|$)/;

const bundle = async (options: Rolldown.RolldownOptions, plugins: PluginOption[] = []) => {
  const { output } = (await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    mode: 'production',
    logLevel: 'warn',
    plugins,
    build: { modulePreload: false, write: false, minify: false, rolldownOptions: options },
  })) as Rolldown.RolldownOutput;
  return output.filter(file => file.type === 'chunk');
};

const BANNER = `/*! sc-chat ${version}, MIT; licences.txt */\n`;

/** One classic script, for any page: everything inside, nothing left outside. */
const script = async (input: string, asciiOnly: boolean, plugins: PluginOption[] = [], members?: string[]) => {
  const minify = {
    compress: { target: 'es2022' },
    mangle: { toplevel: true },
    codegen: { removeWhitespace: true, asciiOnly },
  };
  const [chunk] = await bundle({ input, output: { format: 'iife', codeSplitting: false, comments: false, minify } }, [
    markedTemplates(),
    impliedAttributes(),
    plugins,
  ]);
  const kept = members && keptNames(chunk!.code, root, members);
  const code = await minifyScript(chunk!.code, asciiOnly, kept, text => brotli(BANNER + text));
  return { code, modules: chunk!.modules };
};

/** Each top-level source but the script's is an entry for bundlers, `sc-chat` or `sc-chat/name`. */
const entries = () =>
  readdirSync(join(root, 'src'))
    .filter(
      file => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts') && file !== 'script.ts',
    )
    .map(file => file.slice(0, -'.ts'.length));

const modules = (names: string[]) =>
  bundle({
    input: Object.fromEntries(names.map(name => [name, join(root, `src/${name}.ts`)])),
    external: SHARED,
    preserveEntrySignatures: 'strict',
    output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' },
  });

/** The tags of the languages that have a file of their own: `de`, `pt-BR`. English is inside. */
const languages = () => {
  const folder = join(root, 'src/i18n');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map(file => /^([a-z]{2}(?:-[A-Za-z]{2,4})?)\.ts$/.exec(file)?.[1])
    .filter(tag => tag !== undefined && tag !== 'en') as string[];
};

/**
 * A language works as a second script tag, before or after the first, and as an import. It can neither export nor
 * import, so it leaves its texts in the page's one record.
 */
const locale = async (tag: string) => {
  const source = JSON.stringify(join(root, `src/i18n/${tag}.ts`));
  const code = `import strings from ${source};
    ((globalThis[Symbol.for('sc-chat')] ??= {}).locales ??= {})[${JSON.stringify(tag)}] = strings;`;
  const entry: PluginOption = {
    name: 'sc-chat:locale',
    resolveId: id => (id === 'virtual:locale' ? `\0${id}` : undefined),
    load: id => (id === '\0virtual:locale' ? code : undefined),
  };
  // The mark at the start says UTF-8 whatever the page's encoding is; escapes would double the size.
  return `\uFEFF${(await script('virtual:locale', false, [entry])).code}`;
};

const fail = (file: string, problems: string[]) => {
  for (const problem of problems) console.error(`${file}: ${problem}`);
  if (problems.length > 0) process.exit(1);
};

const sizes: Size[] = [];

const write = (file: string, content: string) => {
  const path = join(dist, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  if (file.endsWith('.js')) sizes.push(measure(file, Buffer.from(content)));
};

// What goes wrong in a source is said in the bundler's words; a stack of ours would bury them.
process.on('uncaughtException', error => {
  console.error(error.message);
  process.exit(1);
});

rmSync(dist, { recursive: true, force: true });

const manifest = await createManifest(root);
writeFileSync(join(root, 'custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const members = elements(manifest).flatMap(({ members = [] }) => members.map(({ name }) => name));

const { code, modules: sources } = await script(join(root, 'src/script.ts'), true, [], members);
const inside = Object.keys(sources).filter(id => sources[id]!.code);
fail('dist/sc-chat.js', [...scriptProblems(code), ...policyProblems(code), ...moduleProblems(inside)]);
const text = BANNER + code;
write('sc-chat.js', text);
write('sc-chat.js.sri', `sha384-${createHash('sha384').update(text).digest('base64')}\n`);
write('licences.txt', licences(inside));

for (const chunk of await modules(entries())) {
  fail(`dist/${chunk.fileName}`, chunk.code.includes('process.env') ? ['process.env is left in it'] : []);
  write(chunk.fileName, chunk.code);
}

for (const tag of languages()) {
  write(`locales/${tag}.js`, await locale(tag));
  write(`locales/${tag}.d.ts`, 'export {};\n');
}

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const types = spawnSync(process.execPath, [tsc, '-p', join(root, 'build/tsconfig.json')], { stdio: 'inherit' });
if (types.status !== 0) process.exit(1);

for (const [file, content] of Object.entries(frameworkTypes(manifest))) writeFileSync(join(dist, file), content);
write('vscode.html-custom-data.json', `${JSON.stringify(customData(manifest), null, 2)}\n`);

console.log(sizeTable(sizes));
fail('build/budget.json', overBudget(sizes, budget));
