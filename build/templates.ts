import { type Plugin, parseSync, Visitor } from 'vite';
import { type Change, change } from './transforms.js';

/** Stands for an expression while a template is one string. From the private use area, so it is in no real text. */
const HOLE = '\uE000';

/** Elements without an end tag: a slash in them says nothing. */
const VOID = /^<(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)(?=[\s/>])/i;

/** Elements whose text is shown or read as it stands. */
const VERBATIM = /^<(pre|textarea|script|style)(?=[\s>])/i;

/** A comment, a tag (quotes may hide a `>`), or text. */
const HTML_TOKEN = /<!--.*?-->|<\/?[a-zA-Z](?:"[^"]*"|'[^']*'|[^"'>])*>|[^<]+|</gs;

/** `<a  b="c" >`: one space between attributes, no quotes where HTML needs none, no slash on void elements. */
const minifyTag = (tag: string) =>
  (VOID.test(tag) ? tag.replace(/(?<=["'\s])\s*\/>$/, '>') : tag).replace(
    /=?"[^"]*"|=?'[^']*'|\s+/g,
    (token, offset: number, text: string) => {
      if (token.trim() === '') return text[offset + token.length] === '>' ? '' : ' ';
      // Not right before a slash: the value would take it in.
      return /^=.[\w-]+.$/.test(token) && /[\s>]/.test(text[offset + token.length]!) ? `=${token.slice(2, -1)}` : token;
    },
  );

/**
 * Makes the markup of a Lit template shorter and nothing else: comments go, whitespace becomes one space. It never goes
 * altogether between two tags, for there it may be the gap between two words.
 */
export const minifyHtml = (markup: string): string => {
  let verbatim = '';
  let out = '';
  for (const [token] of markup.matchAll(HTML_TOKEN)) {
    if (verbatim !== '') {
      out += token;
      if (token.toLowerCase().startsWith(`</${verbatim}`)) verbatim = '';
    } else if (token.startsWith('<!--')) {
      // Lit counts the expressions: one in a comment has to stay.
      if (token.includes(HOLE)) out += token;
    } else if (/^<[^\s<]/.test(token)) {
      out += minifyTag(token);
      if (!token.endsWith('/>')) verbatim = VERBATIM.exec(token)?.[1]?.toLowerCase() ?? '';
    } else {
      const text = token.replace(/[ \t\r\n\f]+/g, ' ');
      out += out.endsWith(' ') ? text.trimStart() : text;
    }
  }
  return out;
};

/**
 * A gap, a string, an unquoted address, an escape, or one character. The text is the literal's source, in which the
 * backslash of a CSS escape is written twice.
 */
const CSS_TOKEN =
  /(?:\s|\/\*[^\uE000]*?\*\/)+|\/\*.*?\*\/|"(?:\\\\.|\\.|[^"\\])*"|'(?:\\\\.|\\.|[^'\\])*'|url\(\s*[^\s"')][^)]*\)|\\\\.|\\.|./gis;

/** What stands between two tokens after the gap between them was `gap`. */
const separator = (before: string, gap: string, after: string) => {
  // An empty custom property keeps its space: `--x: ;`.
  if (before.endsWith(':') && /^[;}]/.test(after)) return gap && ' ';
  if (gap === '' || before === '' || /[{};:,(>]$/.test(before) || /^[{};,)>!]$/.test(after)) return '';
  return /\s/.test(gap.replace(/\/\*.*?\*\//gs, '')) ? ' ' : '/**/';
};

/** Makes a style sheet shorter and nothing else. Spaces that mean something stay: `:host :hover`, `calc(1px + 2px)`. */
export const minifyCss = (sheet: string): string => {
  let out = '';
  let gap = '';
  for (const [token] of sheet.matchAll(CSS_TOKEN)) {
    if (/^\s/.test(token) || (token.startsWith('/*') && !token.includes(HOLE))) {
      gap = token;
    } else {
      if (token === '}') out = out.replace(/;$/, '');
      out += separator(out, gap, token) + token;
      gap = '';
    }
  }
  // A fragment such as css` 4px` may lean on its spaces; a sheet of rules does not.
  return sheet.includes('{') ? out : (/^\s/.test(sheet) ? ' ' : '') + out + (gap && ' ');
};

/** Marks each child as the comment that Lit would make of it, for the part of Lit that `build/prune.ts` leaves. */
export const markChildren = (markup: string): string => {
  let out = '';
  for (const [token] of markup.matchAll(HTML_TOKEN))
    out += /^<[^\s<]/.test(token) ? token : token.replaceAll(HOLE, `<?${HOLE}>`);
  // A child needs something behind it to be put before, also when it is the last.
  return out.endsWith(`<?${HOLE}>`) ? `${out}<?>` : out;
};

type Writers = Record<string, (text: string) => string>;

const minifiers: Writers = { html: minifyHtml, svg: minifyHtml, css: minifyCss };

/** The minifier leaves tagged literals alone, and a page in another encoding would show them wrongly. */
const ascii = (text: string) =>
  text.replace(/[\u0080-\uFFFF]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The code with its tagged literals written anew, by the names of their tags. Expressions are left alone. */
const rewriteTemplates = (code: string, id: string, writers: Writers): string => {
  const { program, errors } = parseSync(id, code);
  if (errors.length > 0) throw new Error(`${id}: ${errors[0]!.message}`);

  const changes: Change[] = [];
  new Visitor({
    TaggedTemplateExpression({ tag, quasi }) {
      const write = tag.type === 'Identifier' && writers[tag.name];
      const raw = quasi.quasis.map(part => part.value.raw);
      if (!write || raw.some(text => text.includes(HOLE))) return;
      const parts = write(raw.join(HOLE)).split(HOLE);
      if (parts.length !== raw.length) throw new Error(`${id}: a template lost an expression: ${raw.join(' … ')}`);
      for (const [index, part] of quasi.quasis.entries()) {
        // The range of a part has its delimiters in it in TypeScript, and has not in JavaScript.
        const start = part.start + (part.end - part.start > raw[index]!.length ? 1 : 0);
        if (!code.startsWith(raw[index]!, start)) throw new Error(`${id}: cannot find a template's text (line ends?)`);
        changes.push({ start, end: start + raw[index]!.length, text: ascii(parts[index]!) });
      }
    },
  }).visit(program);
  return change(code, changes);
};

/** The code with its `html`, `svg` and `css` literals made shorter. */
export const minifyTemplates = (code: string, id: string): string => rewriteTemplates(code, id, minifiers);

/** Shortens the templates of our own sources. */
export const shortTemplates = (): Plugin => ({
  name: 'sc-chat:short-templates',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) =>
    /\.ts$/.test(id) && !id.includes('/node_modules/') && /\b(html|svg|css)`/.test(code)
      ? minifyTemplates(code, id)
      : undefined,
});

/** For a script that has Lit inside: a bundler's own Lit reads templates as they are. */
export const markedTemplates = (): Plugin => ({
  name: 'sc-chat:marked-templates',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) =>
    /\.ts$/.test(id) && !id.includes('/node_modules/') && code.includes('html`')
      ? rewriteTemplates(code, id, { html: markChildren })
      : undefined,
});
