import type { ApiError } from '../../api/errors.js';
import type { Credentials } from '../../api/schemas.js';

export type LoginField = 'username' | 'email';

/** What a refusal tells of the way the backend wants to be logged in to. */
export interface Lesson {
  /** The one identifier it takes. */
  mode?: LoginField;
  /** A field that it asks for and that is not on screen. */
  reveal?: LoginField;
}

const quoted = (word: string, text: string) => new RegExp(`["'“”„«»]${word}["'“”«»]`).test(text);

/**
 * Reads a refused login, and moves its messages to the field on screen that they are about. Only the names of fields in
 * quotes are looked at, which survive translation; never the words around them.
 */
export const lessonOf = (error: ApiError, shown: LoginField, sent: Credentials): Lesson => {
  const { fields, form } = error;
  const other = shown === 'email' ? 'username' : 'email';
  const text = form.join(' ');
  if (quoted(other, text) && quoted('password', text) && !quoted(shown, text)) {
    fields.set(other, form.splice(0));
    return { mode: other };
  }
  const messages = fields.get(other);
  if (!messages) return {};
  if (!sent[other] || sent[other] !== sent[shown]) return { reveal: other };
  // One value went into both.
  fields.delete(other);
  fields.set(shown, [...(fields.get(shown) ?? []), ...messages]);
  return {};
};
