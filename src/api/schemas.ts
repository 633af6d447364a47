import * as z from 'zod/mini';

// Few kinds of schema, for each one that is used stays in the visitor's script: objects, and leaves with a check of ours.
const leaf = <T>(check: (value: unknown) => boolean) => z.custom<T>(check);
const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => Number.isFinite(value);

const text = leaf<string>(isText);
const number = leaf<number>(isNumber);
const maybeText = z.optional(text);
const id = leaf<number | string>(value => isText(value) || isNumber(value));

/** Custom user models drop keys or answer null, and lists hold what they like: that is no reason to show nothing. */
const lenientText = z.optional(z.transform(value => (isText(value) ? (value as string) : '')));

/** A header cannot carry a line break or anything outside ASCII: `fetch` would throw before it sends. */
const isToken = (value: unknown) => isText(value) && /^[\x21-\x7e]{1,4096}$/.test(value as string);
export const tokenSchema = leaf<string>(isToken);
const maybeToken = z.optional(tokenSchema);

/**
 * Every success of login and registration: `{key}`, a JWT pair (`refresh` may be `""`), only a `detail` where the
 * address must be confirmed first, or nothing at all where the backend issues no token.
 */
export const admissionSchema = z.object({
  key: maybeToken,
  access: maybeToken,
  refresh: lenientText,
  detail: lenientText,
});
export type Admission = z.infer<typeof admissionSchema>;

export const userSchema = z.looseObject({
  pk: id,
  username: lenientText,
  email: lenientText,
  first_name: lenientText,
  last_name: lenientText,
});
export type User = z.infer<typeof userSchema>;

/** One line of the history: what was said, and what the server said to it. */
export const recordSchema = z.object({
  id,
  name: lenientText,
  email: lenientText,
  room: z.optional(z.transform(value => (isText(value) || isNumber(value) ? String(value) : ''))),
  message: lenientText,
  serverMessage: lenientText,
  created_at: z.optional(z.transform(value => (isText(value) || isNumber(value) ? (value as string | number) : ''))),
});
export type ChatRecord = z.infer<typeof recordSchema>;

/** A page of DRF's paginators; without one the answer is the bare list. */
export const pageSchema = z.object({
  results: leaf<unknown[]>(Array.isArray),
  count: z.optional(z.transform(value => (isNumber(value) ? (value as number) : 0))),
  next: lenientText,
});

/** What is kept of a session. Other versions, other scripts and people write into the same storage. */
export const keptSessionSchema = z.object({
  v: leaf<1>(value => value === 1),
  token: tokenSchema,
  scheme: leaf<'Token' | 'Bearer'>(value => value === 'Token' || value === 'Bearer'),
  refresh: maybeText,
  pk: text,
});
export type KeptSession = z.infer<typeof keptSessionSchema>;

const oneOf =
  (...words: unknown[]) =>
  (value: unknown) =>
    words.includes(value);
export type SendStatus = 'queued' | 'sending' | 'sent' | 'checking' | 'failed';
/** Why a message failed: the server takes it not, it is too long, nobody can tell whether it arrived, it is too old, its writer logged out, or the server said so in its own words. */
export type FailReason = 'refused' | 'too-long' | 'unconfirmed' | 'expired' | 'logged-out' | 'server';

/** An own message that is not settled yet, as a window keeps it and tells others of it. */
export const keptEntrySchema = z.object({
  id: text,
  text,
  at: number,
  name: text,
  email: text,
  status: leaf<SendStatus>(oneOf('queued', 'sending', 'sent', 'checking', 'failed')),
  reason: z.optional(leaf<FailReason>(oneOf('refused', 'too-long', 'unconfirmed', 'expired', 'logged-out', 'server'))),
  words: maybeText,
  mark: leaf<string | null>(value => value === null || isText(value)),
  tries: number,
  kills: number,
  record: maybeText,
  not: z.optional(leaf<string[]>(value => Array.isArray(value) && value.every(isText))),
});

/** What a form keeps while it is filled in: plain texts by name. */
export const draftSchema = leaf<Record<string, string>>(
  value => !!value && typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(isText),
);

/** The value as its schema has it, or undefined where it is something else. */
export const accept = <T>(schema: z.ZodMiniType<T>, value: unknown): T | undefined => {
  const result = z.safeParse(schema, value);
  return result.success ? result.data : undefined;
};

export interface Registration {
  username: string;
  email: string;
  password1: string;
  password2: string;
}

export interface Credentials {
  username?: string;
  email?: string;
  password: string;
}

export type ProfileChanges = Partial<Record<'username' | 'first_name' | 'last_name', string>>;

export interface PasswordChange {
  new_password1: string;
  new_password2: string;
  old_password?: string;
}
