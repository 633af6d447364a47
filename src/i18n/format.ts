/** Making a formatter costs tens of milliseconds the first time: each is made when it is first asked for, and kept. */
const kept = new Map<string, unknown>();
const keep = <T>(key: string, make: () => T): T => {
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key) as T;
};

/** English where a page's `lang` is no language tag. */
const known = (tag: string) =>
  keep(`known ${tag}`, () => {
    try {
      return Intl.getCanonicalLocales(tag)[0] ?? 'en';
    } catch {
      return 'en';
    }
  });

const format = (tag: string, name: string, options: Intl.DateTimeFormatOptions) =>
  keep(`${name} ${tag}`, () => new Intl.DateTimeFormat(known(tag), options));

/** The time of day. */
export const timeText = (tag: string, at: number) =>
  format(tag, 'time', { hour: 'numeric', minute: '2-digit' }).format(at);

/** The day as a whole number that grows with time, in the visitor's time zone. */
export const dayOf = (at: number) => Math.floor((at / 60_000 - new Date(at).getTimezoneOffset()) / 1_440);

/** "Today", "Yesterday", a weekday with its date, or the date with its year. */
export const dayText = (tag: string, at: number, now = Date.now()): string => {
  const ago = dayOf(now) - dayOf(at);
  if (ago === 0 || ago === 1) {
    const relative = keep(`relative ${tag}`, () => new Intl.RelativeTimeFormat(known(tag), { numeric: 'auto' }));
    const text = relative.format(-ago, 'day');
    return text[0]!.toUpperCase() + text.slice(1);
  }
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return format(tag, `day ${year}`, { weekday: 'long', day: 'numeric', month: 'long', year }).format(at);
};

/** The form of a text for a number: `plural('pl', 3, { one: …, few: …, other: … })`. */
export const plural = <T>(
  tag: string,
  count: number,
  forms: Partial<Record<Intl.LDMLPluralRule, T>> & { other: T },
): T => forms[keep(`plural ${tag}`, () => new Intl.PluralRules(known(tag))).select(count)] ?? forms.other;

/** A number in the digits of a language, grouped as it groups them. */
export const numberText = (tag: string, value: number) =>
  keep(`number ${tag}`, () => new Intl.NumberFormat(known(tag))).format(value);
