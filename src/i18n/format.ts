type Kind = 'DateTimeFormat' | 'RelativeTimeFormat' | 'PluralRules' | 'NumberFormat';

const kept: Record<string, unknown> = {};

/**
 * Making one costs tens of milliseconds the first time: each is made when it is first asked for, and kept. English where
 * a page's `lang` is no language tag.
 */
const formatter = <K extends Kind>(kind: K, tag: string, options = {}): InstanceType<(typeof Intl)[K]> => {
  const key = [kind, tag, ...Object.values(options)].join();
  const make = (tag: string) =>
    (kept[key] ??= new (Intl[kind] as new (tag: string, options: object) => object)(tag, options));
  try {
    make(tag);
  } catch {
    make('en');
  }
  return kept[key] as InstanceType<(typeof Intl)[K]>;
};

export const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The time of day. */
export const timeText = (tag: string, at: number) =>
  formatter('DateTimeFormat', tag, { hour: 'numeric', minute: '2-digit' }).format(at);

/** The day as a whole number that grows with time, in the visitor's time zone. */
export const dayOf = (at: number) => Math.floor((at / 60_000 - new Date(at).getTimezoneOffset()) / 1_440);

/** "Today", "Yesterday", a weekday with its date, or the date with its year. */
export const dayText = (tag: string, at: number, now = Date.now()): string => {
  const ago = dayOf(now) - dayOf(at);
  if (ago === 0 || ago === 1) {
    return capitalized(formatter('RelativeTimeFormat', tag, { numeric: 'auto' }).format(-ago, 'day'));
  }
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return formatter('DateTimeFormat', tag, { weekday: 'long', day: 'numeric', month: 'long', year }).format(at);
};

/** The form of a text for a number: `plural('pl', 3, { one: …, few: …, other: … })`. */
export const plural = <T>(
  tag: string,
  count: number,
  forms: Partial<Record<Intl.LDMLPluralRule, T>> & { other: T },
): T => forms[formatter('PluralRules', tag).select(count)] ?? forms.other;

/** A number in the digits of a language, grouped as it groups them. */
export const numberText = (tag: string, value: number) => formatter('NumberFormat', tag).format(value);
