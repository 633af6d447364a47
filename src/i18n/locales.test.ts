import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { en, type Strings } from './en.js';
import { dayText, plural, timeText } from './format.js';
import { directionOf, localeOf, stringsFor } from './locales.js';

type Key = keyof Strings;
type Counted = { [K in Key]: Strings[K] extends (value: number) => string ? K : never }[Key];
type Filled = { [K in Key]: Strings[K] extends (value: string) => string ? K : never }[Key];

const expected = ['ar', 'bn', 'de', 'es', 'fr', 'hi', 'ja', 'pt', 'zh'];
const numbers = [0, 1, 2, 3, 5, 11, 99, 100, 1234];
const keys = Object.keys(en) as Key[];

// The compiler holds both lists complete.
const counted = Object.keys({
  throttled: true,
  jump: true,
  newMessages: true,
  charactersLeft: true,
  tooLong: true,
  open: true,
} satisfies Record<Counted, true>) as Counted[];
const filled = Object.keys({
  loggedInAs: true,
  inboxText: true,
  resetSent: true,
  saved: true,
  notTaken: true,
  changedElsewhere: true,
} satisfies Record<Filled, true>) as Filled[];

/** What is the same word as in English. */
const same: Record<string, Key[]> = {
  de: ['server', 'heading'],
  es: ['error', 'heading'],
  fr: ['conversation', 'message', 'heading'],
  pt: ['heading'],
};

/** Arabic has forms of the word for these, and need not write the numeral. */
const inWords = (tag: string, value: number) => tag === 'ar' && value < 3;

/** The digits of a text, whatever their script: "1.234" and "١٬٢٣٤" are 1234. */
const digits = (text: string) =>
  text
    .replace(/[٠-٩]/g, digit => String(digit.charCodeAt(0) - 0x660))
    .replace(/[০-৯]/g, digit => String(digit.charCodeAt(0) - 0x9e6))
    .replace(/[०-९]/g, digit => String(digit.charCodeAt(0) - 0x966))
    .replace(/\D/g, '');

const tags = readdirSync(import.meta.dirname)
  .map(file => /^([a-z]{2}(?:-[A-Za-z]{2,4})?)\.ts$/.exec(file)?.[1] ?? 'en')
  .filter(tag => tag !== 'en')
  .sort();
const locales: Record<string, Strings> = {};
for (const tag of tags) locales[tag] = ((await import(`./${tag}.ts`)) as { default: Strings }).default;

/** Every text of a language, with every number. */
const textsOf = (strings: Strings): [string, string][] => [
  ...keys.flatMap((key): [string, string][] => {
    const text = strings[key];
    return typeof text === 'string' ? [[key, text]] : [];
  }),
  ...filled.map((key): [string, string] => [key, strings[key]('Ada')]),
  ...counted.flatMap(key => numbers.map((value): [string, string] => [`${key} ${value}`, strings[key](value)])),
];

/** What a language's texts must not contain. */
const typography: Record<string, [RegExp, string][]> = {
  fr: [
    [/[^\u202f][?!:;»]/, 'no narrow space before it'],
    [/«[^\u202f]/, 'no narrow space after it'],
    [/'/, 'a straight apostrophe'],
  ],
  de: [[/[^\u00a0]…/, 'no space before it']],
  es: [[/^[^¿]*\?|^[^¡]*!/, 'no opening mark']],
  ar: [[/[?;]|,(?!\d)/, 'a Latin mark']],
  hi: [[/\.(?!\s\+|$)|[^_]\.$/, 'a full stop for a danda']],
  bn: [[/\.(?!\s\+|$)|[^_]\.$/, 'a full stop for a danda']],
  zh: [[/[?!:;]|,(?!\d)|\.(?!\s\+)/, 'a Latin mark']],
  ja: [[/[?!:;]|,(?!\d)|\.(?!\s\+)/, 'a Latin mark']],
};

it('has the languages that are promised', () => assert.deepEqual(tags, expected));

for (const tag of tags) {
  describe(`texts in ${tag}`, () => {
    const strings = locales[tag]!;

    it('has the keys and kinds of English', () => {
      assert.deepEqual(Object.keys(strings).sort(), keys.toSorted());
      for (const key of keys) {
        assert.equal(typeof strings[key], typeof en[key], key);
        if (typeof en[key] === 'function') assert.equal((strings[key] as () => string).length, en[key].length, key);
      }
    });

    it('has a trimmed text everywhere, that ends as the English one does', () => {
      const english = new Map(textsOf(en));
      for (const [name, text] of textsOf(strings)) {
        assert.ok(text.trim(), name);
        assert.equal(text.trim(), text, name);
        assert.doesNotMatch(text, /undefined|NaN|\[object|#|\.\.\./, name);
        assert.equal(/[.。।]$/.test(text), english.get(name)!.endsWith('.'), `${name}: ${text}`);
        assert.equal(text.endsWith('…'), english.get(name)!.endsWith('…'), `${name}: ${text}`);
      }
    });

    it('says the numbers that English says', () => {
      for (const key of keys) {
        const text = strings[key];
        if (typeof text === 'string' && key !== 'mismatch') assert.equal(digits(text), digits(en[key] as string), key);
      }
      for (const key of counted)
        for (const value of numbers) {
          const text = strings[key](value);
          const wanted = digits(en[key](value));
          const said = digits(text);
          assert.ok(said === wanted || (said === '' && inWords(tag, value)), `${key} ${value}: ${text}`);
        }
    });

    it('says what it is given, as it is', () => {
      for (const key of filled)
        for (const value of ['ada@example.com', '$& $1', 'عمر', '#'])
          assert.ok(strings[key](value).includes(value), key);
    });

    it('has a form for each number', () => {
      const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
      if (pluralCategories.length < 2) return;
      const forms = numbers.map(value => strings.newMessages(value).replace(/[\d٠-٩০-৯०-९.,٬\s]/gu, ''));
      const different = new Set(forms).size;
      // Bengali counts with a suffix that never changes; Arabic says "many" and "other" alike here.
      assert.equal(different, { bn: 1, ar: 5 }[tag] ?? 2, forms.join(' | '));
    });

    it('is not left in English', () => {
      const english = new Map(textsOf(en));
      const left = textsOf(strings).filter(([name, text]) => text === english.get(name));
      assert.deepEqual(left.map(([name]) => name).sort(), (same[tag] ?? []).toSorted());
    });

    it('has its own marks', () => {
      for (const [pattern, why] of typography[tag] ?? [])
        for (const [name, text] of textsOf(strings)) {
          // A comma between digits belongs to the number.
          assert.doesNotMatch(text.replace(/(?<=\d),(?=\d)/g, ''), pattern, `${name}: ${why}`);
        }
    });
  });
}

describe('finding a language', () => {
  const key = Symbol.for('sc-chat');
  const page = globalThis as unknown as { [key]?: { locales: Record<string, Strings> } };
  const nowhere = { closest: () => null, getRootNode: () => ({}) } as unknown as Element;
  const within = (lang: string) =>
    ({ closest: () => ({ getAttribute: () => lang }), getRootNode: () => ({}) }) as unknown as Element;

  before(() => {
    (globalThis as { ShadowRoot?: unknown }).ShadowRoot ??= class {};
    page[key] = { locales };
  });
  after(() => {
    delete page[key];
  });

  it('takes the language for its regions and scripts', () => {
    for (const [wanted, tag] of Object.entries({
      es: 'es',
      'es-419': 'es',
      'pt-BR': 'pt',
      'pt-PT': 'pt',
      'zh-CN': 'zh',
      'zh-Hans': 'zh',
      'zh-Hans-SG': 'zh',
      'ZH-cn': 'zh',
      'ar-EG': 'ar',
    })) {
      assert.equal(stringsFor(wanted), locales[tag], wanted);
      assert.equal(localeOf(wanted, nowhere), wanted);
      assert.equal(localeOf('', within(wanted)), wanted);
    }
  });

  it('is English for what is no language, or one that is not there', () => {
    for (const wanted of ['C', 'POSIX', 'xx', 'fil', '*', 'en_US', '-', '{{ LANGUAGE_CODE }}']) {
      assert.equal(localeOf(wanted, nowhere), 'en', wanted);
      assert.equal(stringsFor(wanted), en, wanted);
    }
    assert.equal(localeOf('', nowhere), 'en');
    assert.equal(localeOf('en-GB', nowhere), 'en-GB');
  });

  it('never fails on a tag', () => {
    const at = Date.UTC(2026, 0, 2, 12);
    for (const tag of ['C', '', 'en_US', 'de-', '*', '{{ LANGUAGE_CODE }}']) {
      assert.equal(timeText(tag, at), timeText('en', at));
      assert.equal(dayText(tag, at, at), 'Today');
      assert.equal(plural(tag, 1, { one: 'one', other: 'other' }), 'one');
      assert.equal(directionOf(tag), 'ltr');
    }
  });

  it('writes Arabic from right to left', () => {
    assert.equal(directionOf('ar-EG'), 'rtl');
    assert.equal(directionOf('AR'), 'rtl');
    assert.deepEqual(
      tags.filter(tag => directionOf(tag) === 'rtl'),
      ['ar'],
    );
  });
});
