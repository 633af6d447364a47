/** Whether the package is what a stranger needs, from its packed tarball: `npm run build && tsx build/package-check.ts`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = join(import.meta.dirname, '..');
const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
};

const SHIPPED = /^package\/(package\.json|README\.md|LICENSE|CHANGELOG\.md|custom-elements\.json|dist\/.+)$/;
const NEEDED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'custom-elements.json',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/sc-chat.js',
  'dist/sc-chat.js.sri',
];

const folder = mkdtempSync(join(tmpdir(), 'sc-chat-package-'));
const problems: string[] = [];

try {
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: root,
    shell: process.platform === 'win32',
  });
  const path = join(folder, readdirSync(folder).find(file => file.endsWith('.tgz'))!);
  const tarball = readFileSync(path);

  const files = execFileSync('tar', ['-tzf', path], { encoding: 'utf8' }).trim().split('\n');
  for (const file of files)
    if (!SHIPPED.test(file) || /\.test\./.test(file)) problems.push(`files: ${file} does not belong into the package`);
  for (const file of NEEDED) if (!files.includes(`package/${file}`)) problems.push(`files: ${file} is missing`);
  for (const file of files) {
    const name = /^package\/dist\/([\w-]+)\.js$/.exec(file)?.[1];
    const entry = name === 'index' ? '.' : name === 'sc-chat' ? './sc-chat.js' : `./${name}`;
    if (name && !(entry in pkg.exports)) problems.push(`exports: "${entry}" is missing for dist/${name}.js`);
  }

  const { messages, pkg: published } = await publint({
    pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) as ArrayBuffer },
    strict: true,
  });
  for (const message of messages)
    problems.push(`publint: ${formatMessage(message, published, { color: false }) ?? message.code}`);

  // The package is ES modules only, so CommonJS and the resolution of before `exports` are left out.
  const types = await checkPackage(createPackageFromTarballData(tarball));
  if (!types.types) problems.push('types: the package has none');
  for (const problem of types.types ? types.problems : []) {
    const resolution = 'resolutionKind' in problem ? problem.resolutionKind : 'node16-esm';
    if (resolution === 'node16-esm' || resolution === 'bundler') problems.push(`types: ${JSON.stringify(problem)}`);
  }

  // A stranger's project: types without the help of ours, and an import where there is no page.
  const installed = join(folder, 'node_modules/sc-chat');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', path, '-C', installed, '--strip-components=1']);
  for (const name of Object.keys(pkg.dependencies)) {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(
    join(folder, 'consumer.ts'),
    `import { ScChat } from 'sc-chat';
     import 'sc-chat/sc-chat.js';
     const chat: ScChat = document.querySelector('sc-chat')!;
     chat.addEventListener('sc-before-send', event => event.detail.text.trim());
     document.addEventListener('sc-login', event => event.detail.user.username);
     const tags: (keyof HTMLElementTagNameMap)[] = ['sc-provider', 'sc-auth', 'sc-profile', 'sc-chat', 'sc-widget'];
     void tags;
    `,
  );
  // Frameworks in as few words as our types need; the examples have the real ones.
  const stubs: Record<string, string> = {
    'react/index.d.ts': `export interface HTMLAttributes<T> { id?: string }
      export type DetailedHTMLProps<P, T> = P & { ref?: (element: T) => void };
      export namespace JSX { interface IntrinsicElements {} }`,
    'vue/index.d.ts': `export interface HTMLAttributes { id?: string }
      export interface PublicProps { key?: string }
      export type EmitFn<E> = (event: keyof E) => void;
      export interface GlobalComponents {}`,
    'svelte/elements.d.ts': `export interface HTMLAttributes<T> { id?: string }
      export interface SvelteHTMLElements {}`,
  };
  for (const [file, text] of Object.entries(stubs)) {
    mkdirSync(join(folder, 'node_modules', file, '..'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', file), text);
  }
  for (const [name, entry] of [
    ['react', '.'],
    ['vue', '.'],
    ['svelte', './elements'],
  ] as const) {
    const types = `./${entry === '.' ? 'index' : 'elements'}.d.ts`;
    writeFileSync(
      join(folder, 'node_modules', name, 'package.json'),
      JSON.stringify({ name, exports: { [entry]: { types } } }),
    );
  }
  for (const [name, props] of [
    ['react', "import('react').JSX.IntrinsicElements['sc-chat']"],
    ['vue', "InstanceType<import('vue').GlobalComponents['sc-chat']>['$props']"],
    ['svelte', "import('svelte/elements').SvelteHTMLElements['sc-chat']"],
  ] as const) {
    const events = name === 'vue' ? '' : "'onsc-message': event => event.detail.text,";
    writeFileSync(
      join(folder, `${name}-consumer.ts`),
      `import 'sc-chat/${name}';
       export const good: ${props} = { id: 'a', room: '1', 'api-base': 'https://a.example', theme: 'dark', ${events} };
       // @ts-expect-error
       export const bad: ${props} = { theme: 'pink' };
      `,
    );
  }
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom,dom.iterable',
    '--skipLibCheck',
    '--types',
    '',
  ];
  const compiled = spawnSync(
    process.execPath,
    [tsc, ...options, 'consumer.ts', ...['react', 'vue', 'svelte'].map(name => `${name}-consumer.ts`)],
    { cwd: folder, encoding: 'utf8' },
  );
  if (compiled.status !== 0) problems.push(`types in a project with node resolution:\n${compiled.stdout}`);
  const alone = `const { ScChat, configure, scChat } = await import('sc-chat');
    for (const name of ['react', 'vue', 'svelte']) await import('sc-chat/' + name);
    configure({ room: '1' });
    scChat.open();
    if (typeof ScChat !== 'function') throw new Error('no classes');
    for (const name of ['window', 'document', 'HTMLElement', 'localStorage', 'scChat'])
      if (Object.hasOwn(globalThis, name)) throw new Error(name + ' is there after the import');`;
  const imported = spawnSync(process.execPath, ['--input-type=module', '-e', alone], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (imported.status !== 0) problems.push(`import on a server:\n${imported.stderr}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log('The package is clean.');
process.exitCode = problems.length === 0 ? 0 : 1;
