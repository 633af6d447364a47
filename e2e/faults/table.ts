import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allEngines, engineNames } from '../../testing/browsers.js';
import type { FaultRow } from './row.js';
import { rows } from './rows.js';
import { enginesOf, readResults } from './run.js';

const target = fileURLToPath(new URL('../../docs/generated/faults.md', import.meta.url));
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** Writes what the last complete run of each engine found. */
export function writeTable(): void {
  const found = new Map(allEngines.map(engine => [engine, readResults(engine)]));
  const mark = (row: FaultRow, engine: (typeof allEngines)[number]) => {
    if (row.unit) return 'unit';
    if (row.open) return 'not held yet';
    if (!enginesOf(row).includes(engine)) return '–';
    const result = found.get(engine)?.get(row.row);
    return result ? (result.held ? 'held' : '**not held**') : 'not run';
  };
  const sums = allEngines.map(engine => {
    const able = rows.filter(row => enginesOf(row).includes(engine));
    const held = able.filter(row => mark(row, engine) === 'held').length;
    return `${engineNames[engine]} ${held} of ${able.length}`;
  });
  const lines = [
    '# Faults',
    '',
    'Written by `npm run test:full` from `e2e/faults/`. Each row is one fault, set off in the network, at the backend, in the',
    'browser or by its users while the built script runs on a host page; after each of them the same invariants are checked:',
    'no message lost, doubled or out of order, no error on the page, the text in the field kept, no timer or socket left, no',
    'secret shown.',
    '',
    `Held: ${sums.join(', ')}.`,
    '',
    `| # | Fault | What must hold | ${allEngines.map(engine => engineNames[engine]).join(' | ')} | Notes |`,
    `|---|---|---|${allEngines.map(() => '---|').join('')}---|`,
    ...rows.map(row => {
      const notes = [
        row.missing && `– ${row.missing}`,
        row.unit && `${row.unit.file}: ${row.unit.why}`,
        row.open,
        row.also && `also ${row.also}`,
      ].filter(Boolean);
      const marks = allEngines.map(engine => mark(row, engine));
      return `| ${row.row} | ${cell(row.title)} | ${cell(row.holds)} | ${marks.join(' | ')} | ${cell(notes.join('; '))} |`;
    }),
    '',
  ];
  mkdirSync(new URL('../../docs/generated/', import.meta.url), { recursive: true });
  writeFileSync(target, lines.join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeTable();
