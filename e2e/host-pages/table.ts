import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allEngines, engineNames } from '../../testing/browsers.js';
import type { Engine } from '../driver.js';
import type { HostPage } from './page.js';
import { pages } from './pages.js';
import { enginesOf, readResults } from './run.js';

const target = fileURLToPath(new URL('../../docs/generated/hosts.md', import.meta.url));
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
const refs = ({ of }: HostPage) =>
  of.map(each => (each.startsWith('g') ? `gotcha ${each.slice(1)}` : `row ${each.slice(1)}`)).join(', ');

/** Writes what the runs of all engines found, once every page was shown in each that can. */
export function writeTable(): void {
  const found = new Map(allEngines.map(engine => [engine, readResults(engine)]));
  const missing = allEngines.flatMap(engine =>
    pages.filter(page => enginesOf(page).includes(engine) && !found.get(engine)?.has(page.title)),
  );
  if (missing.length > 0) {
    console.log(`  docs/generated/hosts.md waits for ${missing.length} more results`);
    return;
  }
  const mark = (page: HostPage, engine: Engine) => {
    if (!enginesOf(page).includes(engine)) return '–';
    return found.get(engine)?.get(page.title)?.passed ? 'passed' : '**failed**';
  };
  const sums = allEngines.map(engine => {
    const able = pages.filter(page => enginesOf(page).includes(engine));
    return `${engineNames[engine]} ${able.filter(page => mark(page, engine) === 'passed').length} of ${able.length}`;
  });
  const lines = [
    '# Host pages',
    '',
    'Written by `npm run test:full` from `e2e/host-pages/`. On each page a visitor registers, sends a message, reads the reply, edits',
    'the profile and logs out, through the built script. Everywhere: no error on the page, nothing on the console but what is named',
    'here, no report of a policy, no request but for the script and to the backend, and after `destroy({ purge: true })` no element,',
    'socket, stored key or global.',
    '',
    `Passed: ${sums.join(', ')}.`,
    '',
    `| Page | What holds besides | For | ${allEngines.map(engine => engineNames[engine]).join(' | ')} | Notes |`,
    `|---|---|---|${allEngines.map(() => '---|').join('')}---|`,
    ...pages.map(page => {
      const marks = allEngines.map(engine => mark(page, engine));
      return `| ${cell(page.title)} | ${cell(page.holds ?? '')} | ${refs(page)} | ${marks.join(' | ')} | ${cell(page.missing ?? '')} |`;
    }),
    '',
  ];
  mkdirSync(new URL('../../docs/generated/', import.meta.url), { recursive: true });
  writeFileSync(target, lines.join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeTable();
