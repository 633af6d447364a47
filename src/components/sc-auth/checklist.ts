/** How much two texts have in common, letter by letter: `SequenceMatcher.quick_ratio` of Python, which Django asks. */
const likeness = (a: string, b: string) => {
  let rest = b;
  for (const char of a) rest = rest.replace(char, '');
  return (2 * (b.length - rest.length)) / (a.length + b.length);
};

/**
 * What Django's validators will say of a password, but for the list of common ones: long enough, not only digits, not
 * like the username or the address. Spaces around it do not count, for the server drops them.
 */
export const checklist = (password: string, names: readonly string[]): readonly [boolean, boolean, boolean] => {
  const text = password.trim().toLowerCase();
  const parts = names.flatMap(name => [name, ...name.split(/[^\p{L}\p{N}_]+/u)]);
  const alike = parts.some(part => likeness(text, part.toLowerCase()) >= 0.7);
  return [text.length >= 8, /\D/.test(text), text !== '' && !alike];
};
