import { lifePages } from './life.js';
import { lookPages } from './looks.js';
import type { HostPage } from './page.js';
import { policyPages } from './policies.js';
import { scriptPages } from './scripts.js';

const placeOf = ({ of }: HostPage) => {
  const [first] = of;
  return (first!.startsWith('r') ? 100 : 0) + Number(first!.slice(1));
};

/** Every host page, in the order of the table: the gotchas, then the rows. */
export const pages: readonly HostPage[] = [...policyPages, ...scriptPages, ...lookPages, ...lifePages].sort(
  (one, other) => placeOf(one) - placeOf(other),
);
