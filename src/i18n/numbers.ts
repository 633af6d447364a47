import { numberText, plural } from './format.js';

/** How a language writes numbers, and which form of a word goes with them. */
export const numbersOf = (tag: string) => {
  const number = (value: number) => numberText(tag, value);
  return {
    number,
    /** As a badge shows it. */
    badge: (value: number) => (value > 99 ? `${number(99)}+` : number(value)),
    /** The form for a number, with the number in place of its `#`. */
    count: (value: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) =>
      plural(tag, value, forms).replace('#', () => number(value)),
  };
};
