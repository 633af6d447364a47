import type { ApiError } from '../api/errors.js';
import type { Strings } from '../i18n/en.js';
import { errorText } from './error-text.js';

/** What is wrong with a form: messages by the name of the field they are about, and the rest. */
export interface Problems {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly form: readonly string[];
}

export const noProblems: Problems = { fields: new Map(), form: [] };

/** `first_name` as a person would write it, for a field that no form of ours has. */
export const labelOf = (key: string) => {
  const words = key.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The server's words for what is about the visitor's input; for anything else ours come first. Nothing is left out. */
export const problemsOf = (error: ApiError, names: readonly string[], t: Strings): Problems => {
  const fields = new Map<string, string[]>();
  const form = [...error.form];
  for (const [name, messages] of error.fields) {
    if (names.includes(name)) fields.set(name, messages);
    else form.push(...messages.map(message => `${labelOf(name)}: ${message}`));
  }
  const spoken = ['validation', 'credentials', 'throttled'].includes(error.code) && fields.size + form.length > 0;
  if (!spoken) form.unshift(errorText(error.code, t) + (error.status > 299 ? ` (${error.status})` : ''));
  return { fields, form };
};
