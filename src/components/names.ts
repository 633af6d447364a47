const LONGEST = 80;

/**
 * A name as it can be shown: one line, without what cannot be seen. "Admin" with a zero-width space in it, or letters
 * that reorder what follows, would pass for somebody else.
 */
export const displayName = (name: string): string => {
  const clean = name
    .slice(0, 1_000)
    .normalize('NFKC')
    .replace(/[\p{C}\p{DI}]/gu, '')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return [...clean].slice(0, LONGEST).join('');
};

/** Whether there is anything to see in a text. */
export const isVisible = (text: string) => /[^\s\p{C}\p{DI}\u2800]/u.test(text);
