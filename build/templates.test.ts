// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources with templates in them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { markChildren, minifyCss, minifyHtml, minifyTemplates } from './templates.js';

const HOLE = '\uE000';
const table = (minify: (text: string) => string, cases: [string, string, string][]) => {
  for (const [name, before, after] of cases) {
    it(name, () => {
      assert.equal(minify(before.replaceAll('@@', HOLE)).replaceAll(HOLE, '@@'), after);
      assert.equal(minify(after.replaceAll('@@', HOLE)).replaceAll(HOLE, '@@'), after, 'twice is once');
    });
  }
};

describe('minifyHtml', () => {
  table(minifyHtml, [
    ['makes one space of whitespace', '\n  <p>\n    a   b\n  </p>\n', ' <p> a b </p> '],
    ['keeps the space between words', '<b>a</b>  <i>b</i>', '<b>a</b> <i>b</i>'],
    ['adds none where there was none', '<b>a</b><i>b</i>', '<b>a</b><i>b</i>'],
    ['keeps a no-break space', 'a \u00A0 b', 'a \u00A0 b'],
    ['drops comments', '<p>a <!-- <b> --> b</p>', '<p>a b</p>'],
    ['keeps a comment with an expression', '<!-- @@  @@ -->', '<!-- @@  @@ -->'],
    [
      'joins the lines of a tag',
      '<button\n  part="send"\n  ?disabled=@@\n  @click=@@\n>',
      '<button part=send ?disabled=@@ @click=@@>',
    ],
    [
      'keeps expressions as text, value and element part',
      '<p class="a @@" .x=@@ @@>@@</p>',
      '<p class="a @@" .x=@@ @@>@@</p>',
    ],
    [
      'keeps spaces and signs inside quotes',
      '<p aria-label="a  >  b" title=\'a="b" c\'>',
      '<p aria-label="a  >  b" title=\'a="b" c\'>',
    ],
    ['keeps quotes that are needed', '<p a="" b="x y" c="a=b" d="é">', '<p a="" b="x y" c="a=b" d="é">'],
    ['drops the slash of void elements', '<input value=@@ /><br/><img alt="" />', '<input value=@@><br/><img alt="">'],
    ['keeps the slash of others, away from a value', '<path d="M0 0" fill="none" />', '<path d="M0 0" fill=none />'],
    ['keeps quotes right before a slash', '<path fill="none"/>', '<path fill="none"/>'],
    [
      'keeps text that is shown as it stands',
      '<pre>\n a\n  <b>b  c</b>\n</pre>  <p>',
      '<pre>\n a\n  <b>b  c</b>\n</pre> <p>',
    ],
    [
      'keeps a text area, whatever its attributes',
      '<textarea\n  rows="1"\n>  a  </textarea>',
      '<textarea rows=1>  a  </textarea>',
    ],
    ['is not deceived by a name that starts alike', '<pre-view>  a  </pre-view>', '<pre-view> a </pre-view>'],
    ['keeps a sign that is no tag', '1 < 2  and 3 > 2', '1 < 2 and 3 > 2'],
  ]);
});

describe('minifyCss', () => {
  table(minifyCss, [
    [
      'drops whitespace around punctuation',
      ':host {\n  color : red ;\n  margin: 0 , 1px;\n}\n',
      ':host{color :red;margin:0,1px}',
    ],
    ['keeps descendants', ':host :hover .a .b { }', ':host :hover .a .b{}'],
    ['keeps what stands after a parenthesis', ':not( .a ) .b, :is(.a) > .b {}', ':not(.a) .b,:is(.a)>.b{}'],
    ['keeps sums', 'a { width: calc( 100% - 2px * (3 + 1) ) -4px }', 'a{width:calc(100% - 2px * (3 + 1)) -4px}'],
    [
      'keeps words of media queries apart',
      '@media (width > 4px) and (hover) {\n a { b: c } }',
      '@media (width>4px) and (hover){a{b:c}}',
    ],
    ['drops comments', '/* a */ a { /* b */ c: d /* e */ f; }', 'a{c:d f}'],
    ['keeps a selector whole around a comment', '.a/* x */.b{}', '.a/**/.b{}'],
    ['keeps a comment with an expression', 'a{/* @@ */}', 'a{/* @@ */}'],
    ['keeps strings', `a { content: '  /* a */ ; ' "b  c" }`, `a{content:'  /* a */ ; ' "b  c"}`],
    [
      'keeps a quote that is escaped in a string',
      `a { content: 'it\\\\'s  {' ; b: c }`,
      `a{content:'it\\\\'s  {';b:c}`,
    ],
    ['keeps addresses', 'a { b: url( x;y  z ) , url("a b") }', 'a{b:url( x;y  z ),url("a b")}'],
    ['keeps an empty custom property', 'a { --x: ; --y: }', 'a{--x: ;--y: }'],
    ['sticks to what is important', 'a { b: c !important; }', 'a{b:c!important}'],
    ['keeps expressions apart from words', '@@ a { b: 1px @@ ; @@ } @@', '@@ a{b:1px @@;@@}@@'],
    ['keeps the ends of a fragment', ' 4px  5px ', ' 4px 5px '],
  ]);
});

describe('markChildren', () => {
  for (const [name, before, after] of [
    ['a child', '<p>@@</p>', '<p><?@@></p>'],
    ['children side by side, the last with something behind it', '@@@@', '<?@@><?@@><?>'],
    ['a child before a text', 'a @@ b', 'a <?@@> b'],
    ['no attribute', '<p a=@@ .b=@@ c="d @@ > @@">e</p>', '<p a=@@ .b=@@ c="d @@ > @@">e</p>'],
    ['nothing behind the last tag', '<p a=@@>', '<p a=@@>'],
  ])
    it(`marks ${name}`, () => assert.equal(markChildren(before!.replaceAll('@@', HOLE)).replaceAll(HOLE, '@@'), after));
});

describe('minifyTemplates', () => {
  it('changes tagged literals, also nested ones, and nothing else', () => {
    const code = [
      "import { html } from 'lit';",
      'const é: string = `  a  `;',
      'const view = (a: number) => html`',
      '  <p>  ${a /* kept  */}  </p>',
      '  ${html`<b   c>`}${other`  d  `}',
      '`;',
    ].join('\n');
    assert.equal(
      minifyTemplates(code, 'view.ts'),
      [
        "import { html } from 'lit';",
        'const é: string = `  a  `;',
        'const view = (a: number) => html` <p> ${a /* kept  */} </p> ${html`<b c>`}${other`  d  `} `;',
      ].join('\n'),
    );
  });

  it('leaves escapes as they are', () => {
    const code = 'css`a { content: "\\\\2014" ; b: "\\`" }`';
    assert.equal(minifyTemplates(code, 'a.ts'), 'css`a{content:"\\\\2014";b:"\\`"}`');
  });

  it('reads decorators and a literal of a JavaScript file', () => {
    assert.match(minifyTemplates("@define('a') class A { @state() private b = html`<p   a>` }", 'a.ts'), /html`<p a>`/);
    assert.equal(minifyTemplates('html`<p   a>`', 'a.js'), 'html`<p a>`');
  });

  it('writes what a page in another encoding shows wrongly as an escape', () => {
    assert.equal(minifyTemplates('html`<p>…</p>`', 'a.ts'), 'html`<p>\\u2026</p>`');
    assert.equal(minifyTemplates("css`a::after { content: '😀' }`", 'a.ts'), "css`a::after{content:'\\ud83d\\ude00'}`");
  });

  it('says which file it cannot read', () => {
    assert.throws(() => minifyTemplates('html`', 'broken.ts'), /^Error: broken\.ts: /);
  });
});
