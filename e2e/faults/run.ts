import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allEngines, isInstalled } from '../../testing/browsers.js';
import type { Engine } from '../driver.js';
import { assertInvariants } from './invariants.js';
import type { FaultRow } from './row.js';
import { rows } from './rows.js';
import { Scene, type World } from './scene.js';

const folder = fileURLToPath(new URL('../../node_modules/.cache/faults/', import.meta.url));

export interface Result {
  row: number;
  held: boolean;
  ms: number;
}

/** The engines in which a row can be run. */
export const enginesOf = (row: FaultRow): readonly Engine[] =>
  row.unit || (row.open && !process.env['ROWS']) ? [] : (row.engines ?? allEngines);

/** Every row that the engine has the API for; without `full` each in one of those that are installed, in turn. */
export function rowsFor(engine: Engine, full: boolean): FaultRow[] {
  const installed = allEngines.filter(isInstalled);
  return rows.filter(row => {
    const able = enginesOf(row).filter(each => installed.includes(each));
    return full ? able.includes(engine) : able[row.row % able.length] === engine;
  });
}

/** One row from a clean start: the fault, what must hold, and what must hold after every fault. */
export async function play(row: FaultRow, world: World): Promise<void> {
  const scene = await Scene.open(world, row.scene ?? {});
  try {
    const arranged = await row.arrange?.(scene);
    const done = await row.act?.(scene, arranged);
    await row.hold(scene, done, arranged);
    await assertInvariants(scene, row.judge ?? {});
  } catch (error) {
    // The reporter shows the stack, in which the message has its place already.
    if (error instanceof Error) error.stack += `\n${await scene.story().catch(String)}`;
    throw error;
  } finally {
    await scene.close();
  }
}

export function saveResults(engine: Engine, results: Result[], full: boolean): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${engine}.json`, JSON.stringify({ full, results }));
}

/** What the last complete run of an engine found. */
export function readResults(engine: Engine): Map<number, Result> | undefined {
  try {
    const { full, results } = JSON.parse(readFileSync(`${folder}${engine}.json`, 'utf8'));
    return full ? new Map((results as Result[]).map(result => [result.row, result])) : undefined;
  } catch {
    return undefined;
  }
}
