import type { Engine } from '../driver.js';
import type { Scene, SceneOptions } from './scene.js';

export type Area =
  | 'network'
  | 'server'
  | 'lifecycle'
  | 'storage'
  | 'windows'
  | 'hostile server'
  | 'hostile peer'
  | 'input';

/** A row of the fault catalogue, and its one test. */
export interface FaultRow<Arranged = unknown, Done = unknown> {
  row: number;
  /** The fault. */
  title: string;
  /** What must hold. */
  holds: string;
  area: Area;
  /** Where only some engines can do it, `missing` names what the others lack. */
  engines?: readonly Engine[];
  missing?: string;
  /** Where it makes no sense in an engine: the test that proves it, and why. */
  unit?: { file: string; why: string };
  /** Not held yet: what is known of it. Such a row is not run but where it is asked for by `ROWS`. */
  open?: string;
  /** Tests that prove more of it. */
  also?: string;
  scene?: SceneOptions;
  /** What the invariants are to make of it. */
  judge?: Judge;
  arrange?(scene: Scene): Promise<Arranged>;
  act?(scene: Scene, arranged: Arranged): Promise<Done>;
  hold(scene: Scene, done: Done, arranged: Arranged): Promise<unknown>;
}

/** Where a row's own subject is an exception from what else holds in every row. */
export interface Judge {
  /** Lines that the script may write for the integrator. */
  warns?: RegExp;
  /** Nobody is logged in at the end: there are no messages to compare. */
  loggedOut?: boolean;
  /** Messages may still be in doubt at the end. */
  unsettled?: boolean;
  /** Links that are held or half-open at the end. */
  links?: number;
  /** The host page's own errors. */
  errors?: RegExp;
  /** There are more than the page shows at once: what is not in it is not compared. */
  many?: boolean;
  /** The visitor sent them again by hand, so the order is theirs. */
  reordered?: boolean;
}

/** Keeps the types of the three steps together. */
export const row = <Arranged, Done>(data: FaultRow<Arranged, Done>): FaultRow => data as unknown as FaultRow;
