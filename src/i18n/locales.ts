import { en, type Strings } from './en.js';

/** Where a language file puts its texts: it may arrive before the script or after it. */
interface Record_ {
  locales?: { [tag: string]: Strings };
}
const key = Symbol.for('sc-chat');
const record = (): Record_ => (globalThis as unknown as { [key]?: Record_ })[key] ?? {};

/** The nearest `lang`, through shadow roots. */
const nearestLanguage = (element: Element): string => {
  for (let node: Element | undefined = element; node; node = (node.getRootNode() as Partial<ShadowRoot>).host) {
    const lang = node.closest('[lang]')?.getAttribute('lang');
    if (lang) return lang;
  }
  return '';
};

/** The language of an element: the option, else the nearest `lang`; English where its file is not there. */
export const localeOf = (option: string, element: Element): string => {
  const wanted = option || nearestLanguage(element) || 'en';
  return find(wanted) || /^en\b/i.test(wanted) ? wanted : 'en';
};

const find = (tag: string): Strings | undefined => {
  const { locales } = record();
  const lower = tag.toLowerCase();
  return locales?.[lower] ?? locales?.[lower.split('-')[0]!];
};

const merged = new WeakMap<object, { base: Strings; all: Strings }>();

/** The texts of a language, with the integrator's own in place of some. The same answer as long as both are the same. */
export const stringsFor = (tag: string, overrides: Partial<Strings> = {}): Strings => {
  const base = find(tag) ?? en;
  if (!Object.keys(overrides).length) return base;
  let kept = merged.get(overrides);
  if (kept?.base !== base) {
    kept = { base, all: { ...base, ...overrides } };
    merged.set(overrides, kept);
  }
  return kept.all;
};

/** Whether a language is written from right to left. */
export const directionOf = (tag: string): 'ltr' | 'rtl' => (/^(ar|fa|he|ur|ps|yi|dv|ckb)\b/i.test(tag) ? 'rtl' : 'ltr');
