import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { highlight, inline, render } from './markdown.js';

describe('Markdown', () => {
  it('escapes what is no markup of its own', () => {
    assert.equal(inline('a < b & "c"'), 'a &lt; b &amp; &quot;c&quot;');
    assert.equal(inline('`<sc-chat>`'), '<code>&lt;sc-chat&gt;</code>');
  });
  it('leaves what is escaped already', () => {
    assert.equal(inline('\\* a &lt; b \\* c'), '&#42; a &lt; b &#42; c');
  });
  it('knows emphasis, links and pictures, also with code in them', () => {
    assert.equal(inline('**a `b`** and *c `d`*'), '<strong>a <code>b</code></strong> and <em>c <code>d</code></em>');
    assert.equal(inline('[the `b`](/c)'), '<a href="/c">the <code>b</code></a>');
    assert.equal(inline('![a](/b.png)'), '<img src="/b.png" alt="a" loading="lazy">');
    assert.equal(inline('`**a**`'), '<code>**a**</code>');
  });
  it('gives each heading a place', () => {
    assert.equal(render('## The `room`, and more'), '<h2 id="the-room-and-more">The <code>room</code>, and more</h2>');
  });
  it('tells paragraphs, lists and HTML apart', () => {
    assert.equal(
      render('a\nb\n\n- c\n  d\n- e\n\n1. f\n\n<p>g</p>\n<p>*h*</p>'),
      '<p>a b</p>\n<ul><li>c d</li><li>e</li></ul>\n<ol><li>f</li></ol>\n<p>g</p>\n<p>*h*</p>',
    );
  });
  it('makes tables, with an escaped bar in them', () => {
    assert.match(
      render('| A | B |\n| --- | --- |\n| a \\| b | `c` |'),
      /<th scope="col">A<\/th>.*<td data-label="A">a \| b<\/td><td data-label="B"><code>c<\/code><\/td>/,
    );
  });
  it('marks comments, strings and tags in code, and changes none of it', () => {
    assert.equal(
      highlight('<a b="c"> <!-- d -->', 'html'),
      '<span class="k">&lt;a</span> b=<span class="s">&quot;c&quot;</span><span class="k">&gt;</span> <span class="c">&lt;!-- d --&gt;</span>',
    );
    assert.equal(highlight("x = 'y'  # z", 'python'), 'x = <span class="s">\'y\'</span>  <span class="c"># z</span>');
    assert.equal(highlight('<a>', ''), '&lt;a&gt;');
  });
});
