import type { ApiError, ErrorCode } from '../api/errors.js';
import type { Strings } from '../i18n/en.js';
import { capitalized } from '../i18n/format.js';

/** What is wrong with a form: messages by the name of the field they are about, and the rest. */
export interface Problems {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly form: readonly string[];
}

export const noProblems: Problems = { fields: new Map(), form: [] };

/** `first_name` as a person would write it, for a field that no form of ours has. */
export const labelOf = (key: string) => capitalized(key.replace(/[_-]+/g, ' ').trim());

/** What a visitor reads about an error that the server has no words for. */
const errorText = (code: ErrorCode, t: Strings): string => {
  // They differ for the integrator alone.
  const told = code === 'csrf' || code === 'token-refused' ? 'no-token' : code;
  return t[`error-${told}` as 'error-bad-answer'] ?? t['error-bad-answer'];
};

/** The server's words for what is about the visitor's input; for anything else ours come first. Nothing is left out. */
export const problemsOf = (error: ApiError, names: readonly string[], t: Strings): Problems => {
  const fields = new Map<string, string[]>();
  const { code, status } = error;
  const form = [...error.form];
  for (const [name, messages] of error.fields) {
    if (names.includes(name)) fields.set(name, messages);
    else form.push(...messages.map(message => `${labelOf(name)}: ${message}`));
  }
  const spoken = ['validation', 'credentials', 'throttled'].includes(code) && fields.size + form.length;
  if (!spoken) form.unshift(errorText(code, t) + (status > 299 ? ` (${status})` : ''));
  return { fields, form };
};
