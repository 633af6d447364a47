import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { displayName, isVisible } from './names.js';

describe('names', () => {
  it('are shown without what cannot be seen', () => {
    expect(displayName('Admin\u200b')).to.equal('Admin');
    expect(displayName('\u202eAd\u2066min\u00ad\ufeff')).to.equal('Admin');
    expect(displayName('Ａｄｍｉｎ')).to.equal('Admin');
    expect(displayName(' A \n\t B ')).to.equal('A B');
    expect(displayName('\u3164\u2060')).to.equal('');
    expect(displayName(`Z${'\u0336'.repeat(50)}`)).to.equal(`Z${'\u0336'.repeat(3)}`);
    expect(displayName('अदिति 李雷 عمر O’Neill 😀')).to.equal('अदिति 李雷 عمر O’Neill 😀');
  });

  it('are short, one line, and whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), name => {
        const shown = displayName(name);
        expect([...shown].length).to.be.at.most(80);
        expect(/[\p{Cc}\p{Cf}\p{Cs}]/u.test(shown)).to.equal(false);
        expect(displayName(shown)).to.equal(shown);
      }),
    );
  });

  it('tells whether there is anything to see', () => {
    for (const text of ['', '  \n', '\u200b\u200d\ufeff', '\u3164', '\u2800', '\u00ad\u2060 \t'])
      expect(isVisible(text)).to.equal(false);
    for (const text of ['a', '.', '😀', '👩‍👩‍👧', ' क ']) expect(isVisible(text)).to.equal(true);
  });
});
