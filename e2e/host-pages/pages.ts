import type { HostPage } from './page.js';
import { policyPages } from './policies.js';

/** Every host page, in the order of the table. */
export const pages: readonly HostPage[] = [...policyPages];
