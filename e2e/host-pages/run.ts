import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allEngines, isInstalled } from '../../testing/browsers.js';
import type { Engine } from '../driver.js';
import type { HostPage } from './page.js';
import { pages } from './pages.js';
import { Visit, type World } from './visit.js';

const folder = fileURLToPath(new URL('../../node_modules/.cache/host-pages/', import.meta.url));

export interface Result {
  title: string;
  passed: boolean;
  ms: number;
}

export const enginesOf = (page: HostPage): readonly Engine[] => page.engines ?? allEngines;

/** Every page that the engine can show; without `full` each in one engine, spread over those that are installed. */
export function pagesFor(engine: Engine, full: boolean): HostPage[] {
  const installed = allEngines.filter(isInstalled);
  return pages.filter((page, index) => {
    const able = enginesOf(page).filter(each => installed.includes(each));
    return full ? able.includes(engine) : able[index % able.length] === engine;
  });
}

export async function play(spec: HostPage, world: World): Promise<void> {
  const visit = await Visit.open(world, spec);
  try {
    await visit.begin();
    await (spec.play ? spec.play(visit) : visit.journey());
    await visit.finish();
  } catch (error) {
    const said = await visit.said().catch(() => []);
    const errors = await visit.page.errors().catch(() => []);
    if (error instanceof Error) error.message += `\nconsole: ${said.join('\n')}\nerrors: ${JSON.stringify(errors)}`;
    await visit.sweep().catch(() => undefined);
    throw error;
  }
}

/** Which build the results are of: those of another one say nothing. */
const build = () => readFileSync(new URL('../../dist/sc-chat.js.sri', import.meta.url), 'utf8').trim();

/** Adds it to what was found with the same build: a complete run may be had in parts. */
export function saveResult(engine: Engine, result: Result): void {
  const all = readResults(engine).set(result.title, result);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${engine}.json`, JSON.stringify({ build: build(), results: [...all.values()] }));
}

/** What the runs of an engine found with this build, each page's last. */
export function readResults(engine: Engine): Map<string, Result> {
  try {
    const kept = JSON.parse(readFileSync(`${folder}${engine}.json`, 'utf8')) as { build: string; results: Result[] };
    return new Map(kept.build === build() ? kept.results.map(result => [result.title, result]) : []);
  } catch {
    return new Map();
  }
}
