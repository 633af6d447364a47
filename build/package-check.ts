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
    `,
  );
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
  const compiled = spawnSync(process.execPath, [tsc, ...options, 'consumer.ts'], { cwd: folder, encoding: 'utf8' });
  if (compiled.status !== 0) problems.push(`types in a project with node resolution:\n${compiled.stdout}`);
  const imported = spawnSync(process.execPath, ['--input-type=module', '-e', "await import('sc-chat')"], {
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
