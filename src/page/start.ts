import { boot } from './boot.js';

/** Boots while the script's imports are read, before those that define the elements. */
export const go = boot();
