// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources with templates in them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';

import { renameAlike } from './rename.js';
import { brotli } from './sizes.js';

const run = (code: string) => {
  const page = { out: undefined as unknown };
  runInNewContext(code, page);
  return JSON.stringify(page.out);
};

const rename = (code: string, ...short: string[]) => renameAlike(code, new Set(short), brotli);

/** Functions that differ in nothing but their names. */
const many = Array.from({ length: 20 }, (_, index) => {
  const [a, b, c] = ['abcdefghijkl'[index % 11], 'mnopqrstuvw'[index % 7], 'XYZABCDE'[index % 5]];
  return `function f${index}(${a},${b}){let ${c}=${a}+${b};return ${c}*${index}}`;
}).join('');
const sum = `(function(){${many}out=[${Array.from({ length: 20 }, (_, index) => `f${index}(1,${index})`)}]})();`;

describe('renameAlike', () => {
  it('makes what is alike the same, and smaller', () => {
    const renamed = rename(sum);
    assert.equal(run(renamed), run(sum));
    assert.ok(brotli(renamed) < 0.9 * brotli(sum), `${brotli(renamed)} of ${brotli(sum)}`);
  });

  it('leaves the names of properties that somebody else knows', () => {
    const code = '(function(){const a={b:1,shown:2};out=a;a.b=a.shown})();';
    assert.match(rename(code, 'b'), /shown:2.*\.shown/);
    assert.match(rename(code), /\{b:1,/);
  });

  it('shortens private custom properties, each in the same way', () => {
    const code = '(function(){out=`a{--_space:1px;--_line:2px;--sc-space:var(--_space)}b{c:var(--_line)}`})();';
    const [, one, two] = /--sc_(\w):1px;--sc_(\w):2px/.exec(rename(code)) ?? [];
    assert.ok(one && two && one !== two);
    assert.equal(rename(code).replaceAll(`--sc_${one}`, '--_space').replaceAll(`--sc_${two}`, '--_line'), code);
  });

  it('shortens classes in style sheets, markup and selectors, but for those that are words of the code', () =>
    assert.equal(
      rename(
        '(function(){out=[`.box,p>.in-box.own:not(.box)::before{c:0.5em}.lone{d:e}`,`<p class=box part=box><b class="in-box own">`,".box > b, .in-box","own","box.js"]})();',
      ),
      '(function(){out=[`.a,p>.b.own:not(.a)::before{c:0.5em}.c{d:e}`,`<p class=a part=box><b class="b own">`,".a > b, .b","own","box.js"]})();',
    ));

  it('refuses more classes than there are letters', () => {
    const sheet = Array.from({ length: 53 }, (_, index) => `.x${index}{a:b}`).join('');
    assert.throws(() => rename(`(function(){out=\`${sheet}\`})();`), /letters/);
  });

  it('refuses a private custom property that is put together', () =>
    assert.throws(() => rename('(function(a){out=`--_${a}`})();'), /put together/));

  it('says what it cannot read', () => assert.throws(() => rename('let a = ;')));

  it('gives the same names each time', () => assert.equal(rename(sum), rename(sum)));

  it('keeps the round of which the size is the least', () => {
    const rounds: string[] = [];
    const renamed = renameAlike(sum, new Set(), code => rounds.push(code));
    assert.equal(rounds.length, 5);
    assert.equal(renamed, rounds[0]);
    assert.ok(new Set(rounds).size > 1);
  });

  it('refuses a function in a block', () => assert.throws(() => rename('(function(){{function a(){}}})();'), /block/));

  it('refuses more private custom properties than there are letters', () => {
    const sheet = Array.from({ length: 53 }, (_, index) => `--_x${index}:0`).join(';');
    assert.throws(() => rename(`(function(){out=\`a{${sheet}}\`})();`), /letters/);
  });

  for (const [name, code, ...short] of [
    ['closures, defaults and rests', 'const a=(b,c=b+1,...d)=>(e=>b+c+e+d.length)(b);out=[a(1),a(1,2,3,4)]'],
    [
      'loops, catches, labels and switches',
      'let a=[];b:for(let c=0;c<3;c++)for(let d of[1,2]){if(d>1)continue b;try{a.push(c,d),e()}catch(c){a.push(typeof c)}}switch(a.length){case 6:let c=1;a.push(c)}out=a',
    ],
    [
      'classes with a name inside, static blocks and fields',
      'class a{static b=2;c=a.b;static{this.d=a.b+1}e(){return a.d+this.c}}const f=class g extends a{h(){return[g.name.length>0,super.e()]}};out=[new a().e(),new f().h()]',
    ],
    ['functions that know themselves', 'const a=function b(c){return c?c+b(c-1):0};out=a(3)'],
    ['what looks like a custom property', 'let _space=3,b=`x{--_space:1px}`;--_space;out=_space'],
    [
      'what is caught and not used',
      `let a=[];${'try{throw[1]}catch([b]){a.push(b)}'.repeat(9)}${'{let b=a.length;a.push(b)}'.repeat(9)}try{throw[1]}catch([c]){let d=a.length;a.push(d)}out=a`,
    ],
    ['a variable in a block', 'function a(c){{let b=c;if(b)c=b+1}{let d=c;var e=d}return[c,e]}out=a(1)'],
    ['what is hoisted', 'out=a();function a(){return b;var b}'],
    ['globals', 'const a=b=>Math.max(b,Number(b)),c=(Array,d)=>Array+d+typeof Object;out=[a(1),c(1,2)]'],
    ['arguments', 'function a(b){let c=arguments.length;return b+c}out=a(1,2)'],
    [
      'pairs, short and long',
      'const a=({b,c:d=1,e=d,...f})=>({b,d,g:e,f,h(){return b},get i(){return d}});const{h:j,...k}=a({b:1,z:2});out=[k,j()]',
    ],
    ['keys that are variables', 'const a={b:1,["c"]:2},{b:c,[`c`]:d}=a;out=[a.b,a["c"],c,d]'],
    [
      'properties with a short name',
      'const a={b:1,c:2,long:3,d(){return this.b+this.c}},{b:e,...f}=a;out=[a.d(),e,f.c,f.long,a?.b,Object.keys(a).length]',
      'b',
      'c',
      'd',
    ],
  ] as [string, string, ...string[]][]) {
    it(`does the same with ${name}`, () => {
      const whole = `(function(){${code}})();`;
      assert.equal(run(rename(whole, ...short)), run(whole));
    });
  }
});
