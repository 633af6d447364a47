import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { linkify } from './links.js';

const hrefs = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);
const joined = (text: string) =>
  linkify(text)
    .map(token => token.text)
    .join('');

describe('linkify', function () {
  this.timeout(40_000);

  it('finds addresses and leaves the sentence around them alone', () => {
    expect(linkify('See https://a.example/b?c=d#e, or (http://f.example/g_(h)).')).to.deep.equal([
      { text: 'See ' },
      { text: 'https://a.example/b?c=d#e', href: 'https://a.example/b?c=d#e' },
      { text: ', or (' },
      { text: 'http://f.example/g_(h)', href: 'http://f.example/g_(h)' },
      { text: ').' },
    ]);
    expect(hrefs('HTTPS://A.EXAMPLE')).to.deep.equal(['https://a.example/']);
    expect(hrefs('mailto:ada@example.com')).to.deep.equal(['mailto:ada@example.com']);
  });

  const never = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    ' javascript:alert(1)',
    'javascript&colon;alert(1)',
    '&#106;avascript:alert(1)',
    'javascript:https://a.example/%0aalert(1)',
    'javascript://https://a.example',
    'data:text/html,<script>alert(1)</script>',
    'data:text/html;base64,PHNjcmlwdD4=',
    'vbscript:msgbox(1)',
    'blob:https://a.example/1234',
    'file:///etc/passwd',
    'ftp://a.example',
    'view-source:https://a.example',
    'https:javascript:alert(1)',
    'https://',
    'https:///a',
    'http://[::',
    'https://good.example@evil.example/',
    'https://user:secret@evil.example',
    'https://good.example%00@evil.example',
    'mailto:',
    'mailto:a@b?subject=x&attach=/etc/passwd',
    'xhttps://a.example',
    'https://(http://a.example',
    'https://@a.example',
    'https://%61.example',
  ];
  for (const text of never)
    it(`does not link ${JSON.stringify(text)}`, () => {
      expect(hrefs(text).filter(href => !/^https:\/\/[a-z.]*\/*$/.test(href) || href.includes('@'))).to.deep.equal([]);
      expect(joined(text)).to.equal(text);
    });

  it('shows a host that mixes scripts as what it is', () => {
    expect(joined('https://аррӏе.com/login')).to.equal('https://xn--80ak6aa92e.com/login');
    expect(joined('https://gооgle.com')).to.match(/^https:\/\/xn--/);
    expect(joined('https://ɡoogle.com')).to.match(/^https:\/\/xn--/);
    expect(joined('https://münchen.de/ä')).to.equal('https://münchen.de/ä');
    expect(joined('https://пример.рф')).to.equal('https://пример.рф');
    expect(joined('https://xn--80ak6aa92e.com')).to.equal('https://xn--80ak6aa92e.com');
  });

  it('ends a link where something invisible begins', () => {
    expect(hrefs('https://a.example\u202egnp.exe')).to.deep.equal(['https://a.example/']);
    expect(hrefs('https://a.example\u200b.evil.example')).to.deep.equal(['https://a.example/']);
  });

  it('changes no text and links only what it may', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.constantFrom(...never, 'https://', 'http://', 'mailto:', '(', ')', '.', '@', '\u202e', '\ud800'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const text = pieces.join('');
        const tokens = linkify(text);
        let rest = text;
        for (const { text: shown, href } of tokens) {
          if (!href) {
            expect(rest.startsWith(shown)).to.equal(true);
            rest = rest.slice(shown.length);
            continue;
          }
          const url = new URL(href);
          expect(['https:', 'http:', 'mailto:']).to.include(url.protocol);
          expect(url.username + url.password).to.equal('');
          if (rest.startsWith(shown)) rest = rest.slice(shown.length);
          else {
            expect(shown).to.contain(url.host);
            const next = tokens[tokens.findIndex(token => token.text === shown) + 1]?.text;
            rest = next === undefined ? '' : rest.slice(rest.indexOf(next, 1));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes no longer for what is made to take long', () => {
    const size = 16_384;
    const hostile = [
      'https://',
      'https://a.b/(',
      'mailto:',
      'h',
      ')',
      'https://a)',
      'http://a.',
      '.',
      'https:/',
      'mailto:a@',
    ]
      .map(text => text.repeat(size / text.length))
      .concat([
        `https://a.b/${')'.repeat(size)}`,
        `https://a.b/${'('.repeat(size)}`,
        `https://${'a.'.repeat(size / 2)}`,
      ]);
    const time = (text: string) =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const start = performance.now();
          linkify(text);
          return performance.now() - start;
        }),
      );
    // Twice the length, twice the time: four times would be the trap.
    for (const text of hostile)
      expect(time(text), text.slice(0, 20)).to.be.below(3 * time(text.slice(0, size / 2)) + 15);
  });

  it('looks at the first 16 kB only', () => {
    expect(hrefs(`${'x '.repeat(10_000)}https://a.example`)).to.deep.equal([]);
  });
});
