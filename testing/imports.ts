import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

/** The table of the architecture and the words that must not be in the sources, held by a script. */
export interface Problem {
  file: string;
  line: number;
  rule: string;
}

interface Layer {
  folder: string;
  packages: RegExp;
  folders: string[];
  /** Folders of which only types may come. */
  types?: string[];
  globals?: RegExp;
}

const network = /(?<![\w.'"#])(?:fetch\(|new WebSocket\b|localStorage\b|sessionStorage\b)/;
const layers: Layer[] = [
  { folder: 'src/api', packages: /^(ofetch|zod\/mini)$/, folders: ['src/api'] },
  { folder: 'src/state', packages: /^(nanostores|@nanostores\/persistent)$/, folders: ['src/state', 'src/api'] },
  {
    folder: 'src/components',
    packages: /^(lit(\/.*)?|@lit\/context)$/,
    folders: ['src/components', 'src/state', 'src/i18n', 'src/styles'],
    types: ['src/api', 'nanostores'],
    globals: network,
  },
  { folder: 'src/i18n', packages: /^$/, folders: ['src/i18n'] },
  { folder: 'src/styles', packages: /^lit$/, folders: ['src/styles'] },
  {
    folder: 'demo/server',
    packages: /^(node:.*|hono(\/.*)?|@hono\/.*|ws|pg|@electric-sql\/pglite(\/.*)?|zod\/mini)$/,
    folders: ['demo', 'src/api/schemas'],
  },
];

const words: { pattern: RegExp; rule: string; except?: string }[] = [
  {
    pattern:
      /\b(unsafeHTML|unsafeSVG|innerHTML|outerHTML|insertAdjacentHTML|document\.write(ln)?\b)|\beval\(|\bnew Function\b/,
    rule: 'no text becomes markup or code',
  },
  { pattern: /\sstyle=|\bstyleMap\b/, rule: 'no style attributes: a strict page refuses them' },
  { pattern: /\d(?:\.\d+)?rem\b/, rule: 'no rem: the host page owns the root font size' },
  {
    pattern: /\bdispatchEvent\(/,
    rule: 'events leave through src/components/events.ts only',
    except: 'src/components/events.ts',
  },
];

const statement =
  /(?:^|\n)\s*(import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

export function check(file: string, text: string): Problem[] {
  const code = withoutComments(text);
  const problems: Problem[] = [];
  const lineAt = (index: number) => code.slice(0, index).split('\n').length;
  const layer = layers.find(each => file.startsWith(`${each.folder}/`));
  for (const match of code.matchAll(statement)) {
    const source = match[3] ?? match[4]!;
    const index = match.index + match[0].length;
    const rule = forbiddenImport(file, source, match[2] !== undefined, layer);
    if (rule) problems.push({ file, line: lineAt(index), rule });
  }
  code.split('\n').forEach((line, index) => {
    if (layer?.globals?.test(line))
      problems.push({ file, line: index + 1, rule: `${layer.folder} touches no network and no storage` });
    if (!file.startsWith('src/')) return;
    for (const { pattern, rule, except } of words) {
      if (file !== except && pattern.test(line)) problems.push({ file, line: index + 1, rule });
    }
  });
  return problems;
}

function forbiddenImport(
  file: string,
  source: string,
  typeOnly: boolean,
  layer: Layer | undefined,
): string | undefined {
  if (source === 'zod' || source === 'zod/v4') return 'zod is imported as zod/mini';
  if (!layer) return undefined;
  const relative = source.startsWith('.');
  const target = relative ? join(file, '..', source).replace(/\.(js|ts)$/, '') : source;
  const within = (folders: string[]) => folders.some(folder => target === folder || target.startsWith(`${folder}/`));
  if (relative ? within(layer.folders) : layer.packages.test(source)) return undefined;
  if (typeOnly && within(layer.types ?? [])) return undefined;
  return `${layer.folder} must not import ${target}${within(layer.types ?? []) ? ', save its types' : ''}`;
}

/** Comments may name what code may not; line numbers stay. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/[^\n]*/g, '$1');
}

function sources(root: string): string[] {
  return ['src', 'demo/server']
    .flatMap(folder => {
      try {
        return readdirSync(join(root, folder), { recursive: true }).map(name => join(folder, String(name)));
      } catch {
        return [];
      }
    })
    .filter(file => file.endsWith('.ts') && !/\.test\.ts$|\.d\.ts$|\/(testing|fixtures)\//.test(file));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const problems = sources(root).flatMap(file => check(file, readFileSync(join(root, file), 'utf8')));
  for (const { file, line, rule } of problems) console.error(`${file}:${line}  ${rule}`);
  if (problems.length > 0) process.exitCode = 1;
}
