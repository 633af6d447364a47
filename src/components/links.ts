/** A piece of a message: plain text, or the address it links to. */
export interface Token {
  text: string;
  href?: string;
}

/** Links are looked for in this much of a text, and are no longer than that. */
const SCANNED = 16_384;
const LONGEST = 2_048;

// One character class after the scheme and nothing behind it: no backtracking, whatever the text.
const candidate = /(?<![\w:/@.%+-])(?:https?:\/\/|mailto:)[^\s<>"'`{}|\\^\p{Cc}\p{Cf}\p{Cs}]+/giu;
const pairs: Record<string, string> = { ')': '(', ']': '[', '»': '«', '”': '“' };

/** The candidate without what ends the sentence around it: `.`, `,`, and a bracket that was opened outside. */
const trimEnd = (text: string): string => {
  const open: Record<string, number> = {};
  for (const char of text) open[char] = (open[char] ?? 0) + 1;
  let end = text.length;
  for (; end > 0; end--) {
    const last = text[end - 1]!;
    const opener = pairs[last];
    const stray = opener ? (open[last] ?? 0) > (open[opener] ?? 0) : /[.,:;!?…*_~]/.test(last);
    if (!stray) break;
    open[last] = (open[last] ?? 0) - 1;
  }
  return text.slice(0, end);
};

const scripts = ['Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Thai', 'Hangul', 'Han'];

/** A host that reads as it is written: Latin letters with marks, or one other script all through. */
const isHonest = (host: string) =>
  /^[a-z\d.:[\]\-ß-öø-įĳ-ž]*$/i.test(host) ||
  scripts.some(script => new RegExp(`^[\\p{Script=${script}}\\d.:-]+$`, 'u').test(host));

const toLink = (text: string): Token | undefined => {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  // "https://bank.example@evil.example" leads to the second.
  if (url.username || url.password) return undefined;
  if (url.protocol === 'mailto:')
    return /^[^@?]+@[^@?]+$/.test(url.pathname + url.search) ? { text, href: url.href } : undefined;
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const [, scheme = '', host = '', rest = ''] = /^(https?:\/\/)([^/?#]*)(.*)$/is.exec(text) ?? [];
  if (!/^(?:[\w.:[\]-]|[^\0-\x7f])+$/.test(host)) return undefined;
  return { text: isHonest(host) ? text : scheme + url.host + rest, href: url.href };
};

/**
 * Finds the links of a text. Only `https`, `http` and `mailto` are linked, and nobody's credentials; a host that mixes
 * scripts is shown as what it is. Apart from that the texts of the pieces joined are the text.
 */
export const linkify = (text: string): Token[] => {
  const tokens: Token[] = [];
  let from = 0;
  for (const { 0: found, index } of text.slice(0, SCANNED).matchAll(candidate)) {
    const written = found.length > LONGEST ? '' : trimEnd(found);
    const link = toLink(written);
    if (!link) continue;
    if (index > from) tokens.push({ text: text.slice(from, index) });
    tokens.push(link);
    from = index + written.length;
  }
  if (from < text.length) tokens.push({ text: text.slice(from) });
  return tokens;
};
