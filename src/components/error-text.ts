import type { ErrorCode } from '../api/errors.js';
import type { Strings } from '../i18n/en.js';

type Told = Extract<keyof Strings, `error-${string}`> extends `error-${infer Code}` ? Code : never;

/** What differs for an integrator and is one for a visitor. */
const alike: { [Code in Exclude<ErrorCode, Told>]: Told } = {
  config: 'no-token',
  csrf: 'no-token',
  'token-refused': 'no-token',
  csp: 'cors',
  'mixed-content': 'cors',
  'origin-refused': 'cors',
  'not-found': 'bad-answer',
  version: 'bad-answer',
};

/** What a visitor reads about an error that the server has no words for. */
export const errorText = (code: ErrorCode, t: Strings): string =>
  t[`error-${code in alike ? alike[code as keyof typeof alike] : (code as Told)}`];
