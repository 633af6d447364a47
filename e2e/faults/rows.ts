import { backend } from './backend.js';
import { hostile } from './hostile.js';
import { input } from './input.js';
import { lifecycle } from './lifecycle.js';
import { network } from './network.js';
import type { FaultRow } from './row.js';
import { storage } from './storage.js';
import { windows } from './windows.js';

/** The fault catalogue, in its order. */
export const rows: FaultRow[] = [
  ...network,
  ...backend,
  ...lifecycle,
  ...storage,
  ...windows,
  ...hostile,
  ...input,
].sort((a, b) => a.row - b.row);
