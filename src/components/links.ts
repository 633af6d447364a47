/** A piece of a message: plain text, or the address it links to. */
export interface Token {
  text: string;
  href?: string;
}

/** Links are looked for in this much of a text, and are no longer than that. */
const SCANNED = 16_384;
const LONGEST = 2_048;

// A bracket closes in a link where it opened in it. No backtracking, whatever the text.
const candidate =
  /(?<![\w:/@.%+-])(?:https?:\/\/|mailto:)(?:[^\s<>"'`{}|\\^()\p{C}]|\([^\s<>"'`{}|\\^()\p{C}]*\)?)+/giu;
/** What ends the sentence around a link. */
const ending = /[.,:;!?…*_~\]»”]+$/;

/** A host that reads as it is written: Latin letters with marks, or one other script all through. */
const scripts = ['Cyrl', 'Grek', 'Arab', 'Hebr', 'Deva', 'Thai', 'Hang', 'Hani'];
const honest = new RegExp(
  `^([a-z\\d.:[\\]ß-öø-įĳ-ž-]*|${scripts.map(script => `[\\p{sc=${script}}\\d.:-]+`).join('|')})$`,
  'iu',
);

/** A host without credentials before it: "https://bank.example@evil.example" leads to the second. */
const shape = /^(?:(https?:\/\/)((?:[\w.:[\]-]|[^\0-\x7f])+)([/?#].*)?|mailto:[^@?]+@[^@?]+)$/i;

const toLink = (text: string): Token | undefined => {
  const [match, scheme, host, rest = ''] = shape.exec(text) ?? [];
  try {
    const url = new URL(match!);
    return { text: !scheme || honest.test(host!) ? text : scheme + url.host + rest, href: url.href };
  } catch {
    return undefined;
  }
};

/**
 * Finds the links of a text. Only `https`, `http` and `mailto` are linked, and nobody's credentials; a host that mixes
 * scripts is shown as what it is. Apart from that the texts of the pieces joined are the text.
 */
export const linkify = (text: string): Token[] => {
  const tokens: Token[] = [];
  let from = 0;
  for (const { 0: found, index } of text.slice(0, SCANNED).matchAll(candidate)) {
    const written = found.length > LONGEST ? '' : found.replace(ending, '');
    const link = toLink(written);
    if (!link) continue;
    if (index > from) tokens.push({ text: text.slice(from, index) });
    tokens.push(link);
    from = index + written.length;
  }
  if (from < text.length) tokens.push({ text: text.slice(from) });
  return tokens;
};
