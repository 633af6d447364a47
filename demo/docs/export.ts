/**
 * `npm run docs -- FOLDER`, after a build: the documentation as files, for any web server. `API_BASE` names the backend of the
 * playground; without one its sample still works.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDistDir } from '../site.js';
import { docsPage, folders, policy } from './docs.js';
import { addressOf, pages } from './pages.js';

export async function exportDocs(target: string, apiBase: string, distDir = defaultDistDir): Promise<void> {
  const write = (address: string, html: string) => {
    mkdirSync(join(target, address), { recursive: true });
    writeFileSync(join(target, address, 'index.html'), html);
  };
  for (const page of pages) write(addressOf(page), (await docsPage(addressOf(page), apiBase, distDir))!);
  for (const [address, folder] of Object.entries(folders)) cpSync(folder, join(target, address), { recursive: true });
  const preview = readFileSync(join(folders['/docs/assets/']!, 'preview.html'), 'utf8');
  write('/docs/preview', preview.replaceAll('__API_BASE__', apiBase));
  cpSync(distDir, join(target, 'dist'), { recursive: true, filter: path => !path.endsWith('.d.ts') });
  // For servers that read such a file; others have to be told the header.
  writeFileSync(join(target, '_headers'), `/docs/*\n  Content-Security-Policy: ${policy(apiBase)}\n`);
}

if (process.argv[1] === import.meta.filename) {
  const [target] = process.argv.slice(2);
  if (!target) {
    console.error('usage: npm run docs -- FOLDER');
    process.exit(2);
  }
  await exportDocs(target, process.env['API_BASE'] ?? 'http://localhost:8000');
}
