/** What must not be in a file that runs on somebody else's page, and why. */
const FORBIDDEN: [RegExp, string][] = [
  [/\bprocess\.env\b/, 'a page has no `process`'],
  [/\b(litHtmlVersions|litElementVersions|reactiveElementVersions|litPropertyMetadata)\b/, "a global of Lit's"],
  [/\b\w+(PolyfillSupport|HydrateSupport)\b/, "a global that patches Lit's elements"],
  [/\bnanostoresGlobal\b/, "the global of nanostores, which an element's id can take"],
  [/\b__zod_global\w+/, "a global of zod's"],
  [/createPolicy\(.lit-html./, "Lit's own Trusted Types policy, which a page's own Lit has taken"],
  [/\bSymbol\.metadata\?\?=/, "a change to the page's `Symbol`"],
  [/\d\.?rem\b/, 'the unit rem, which depends on the page'],
  [/\bsourceMappingURL\b/, 'a source map nobody ships'],
  [/\bnew Function\b|\bnew \w+\(["'`]{2}\)|\beval\(/, 'code from strings, which a strict page forbids'],
  [/\bimport\s*\(/, 'an import at run time'],
  [/\bimport\.meta\b/, 'import.meta, a syntax error in a classic script'],
  [/[\u0080-\uFFFF]/, 'a character that a page in another encoding shows wrongly'],
];

const excerpt = (text: string, at: number) => text.slice(Math.max(0, at - 30), at + 40).replace(/\s+/g, ' ');

/** Each thing in the built script that must not be there, or is missing. */
export const scriptProblems = (text: string): string[] => {
  const problems = FORBIDDEN.flatMap(([pattern, why]) => {
    const found = pattern.exec(text);
    return found ? [`${found[0]} (${why}) in: …${excerpt(text, found.index)}…`] : [];
  });
  if (!/^(\/\*!.*?\*\/\s*)?(\(function|\(\(\)\s*=>|!function)/s.test(text))
    problems.push('it is not one function that runs: does the entry export something?');
  return problems;
};

/** The same for one that shows templates. */
export const policyProblems = (text: string): string[] =>
  /createPolicy\(.sc-chat./.test(text) ? [] : ['the Trusted Types policy "sc-chat" is missing'];

/** Each parsing library that a module of the wrong entry brings in: zod's classic one is three times as large. */
export const moduleProblems = (modules: string[]): string[] =>
  modules
    .filter(id => /\/node_modules\/zod\/(v3|v4\/classic)\//.test(id))
    .slice(0, 1)
    .map(id => `zod's classic entry is inside (${id.split('/node_modules/').at(-1)}): import from 'zod/mini'`);
