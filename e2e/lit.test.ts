import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { pruneLibraries } from '../build/prune.js';
import { markedTemplates, shortTemplates } from '../build/templates.js';
import { bundle } from '../build/testing/bundle.js';
import { page as html } from './hosts.js';
import { inEngines } from './support/stage.js';

/** Templates of every shape that ours have, each drawn with one set of values after the other. */
const source = `
import { html, nothing, render } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
const heard = [];
const item = (n) => html\`<li class="item \${n % 2 ? 'odd' : ''}" data-n=\${n}>\${n}</li>\`;
const views = [
  v => html\`\${v}\`,
  v => html\`<p>\${v}</p>\`,
  v => html\`<p>a \${v} b</p> c \`,
  v => html\`\${v}\${v}<b>d</b>\${v}\`,
  v => html\`<p title=\${v ?? nothing} class="x \${v} y \${v}" aria-label="\${v}z">e</p>\`,
  v => html\`<p id="f-\${v}" ?hidden=\${v === 'two'}>\${v}<i>\${v}</i></p>\${v}\`,
  v => html\`<input .value=\${v ?? ''} .checked=\${v === 'two'} type="checkbox" value=\${v ?? nothing} /><textarea rows="1" aria-label=\${v ?? ''}></textarea>\`,
  v => html\`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="\${v ?? ''}" /></svg>\${v}\`,
  v => html\`<button @click=\${() => heard.push(v)} aria-disabled=\${v ? 'true' : nothing}>\${v}</button>\`,
  v => html\`<ul>\${(v ?? '').split('').map((_, n) => item(n))}</ul>\${v ? html\`<p>\${v}</p>\` : nothing}\`,
  v => html\`<div><slot name="g"></slot>\${keyed(v, html\`<em>\${v}</em>\`)}</div>\`,
  v => html\`<div>\${html\`\${v}\`}<b>k</b>\${v ? html\`<i>l</i>\${v}\` : nothing}<b>m</b></div>\`,
  v => html\`<p data-h="\${v} > \${v}">i &lt;&amp; $lt$</p>\`,
];
const values = ['one', 'two', '<b onclick=x>$lit$</b>', '', nothing, undefined, 'one'];
window.drawn = () => views.flatMap(view => {
  const host = document.createElement('div');
  return values.map(value => {
    render(view(value === nothing ? '' : value), host, { host });
    host.querySelector('button')?.click();
    const input = host.querySelector('input');
    return [host.innerHTML.replace(/<!--.*?-->/g, ''), input?.value, input?.checked, heard.splice(0).join()];
  });
});
`;

inEngines('what is left of Lit', stage => {
  let whole: unknown[];
  let pruned: unknown[];

  before(async () => {
    const scripts = {
      whole: await bundle(source, []),
      pruned: await bundle(source, [pruneLibraries(), markedTemplates(), shortTemplates()]),
    };
    assert.match(scripts.pruned, /\$lit\$/);
    const draw = async (code: string) => {
      const host = await stage.site({ '/': html({}) });
      const page = await stage.visit(host.url());
      return page.evaluate(text => {
        document.head.append(Object.assign(document.createElement('script'), { text }));
        return (window as unknown as { drawn(): unknown[] }).drawn();
      }, code);
    };
    whole = await draw(scripts.whole);
    pruned = await draw(scripts.pruned);
  });

  it('draws what the whole draws', () => {
    assert.ok(whole.length > 80);
    assert.deepEqual(pruned, whole);
  });
});
