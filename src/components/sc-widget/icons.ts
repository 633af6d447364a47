/** What the pen draws on 24 × 24. */
export const bubble = 'M21 12a8 8 0 0 1-8 8H3.5l2-3.4A8 8 0 1 1 21 12Z';
export const person = 'M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4.5 20a7.5 7.5 0 0 1 15 0';
export const cross = 'm6 6 12 12M18 6 6 18';
