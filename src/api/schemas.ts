import * as z from 'zod/mini';

/** Custom user models drop keys or answer null: a missing name is no reason to show nothing. */
const lenientText = z.optional(z.catch(z.string(), ''));
const idOrName = z.union([z.number(), z.string()]);

/** A header cannot carry a line break or anything outside ASCII: `fetch` would throw before it sends. */
export const tokenSchema = z.string().check(z.regex(/^[\x21-\x7e]{1,4096}$/));

/**
 * Every success of login and registration: `{key}`, a JWT pair (`refresh` may be `""`), only a `detail` where the
 * address must be confirmed first, or nothing at all where the backend issues no token.
 */
export const admissionSchema = z.object({
  key: z.optional(tokenSchema),
  access: z.optional(tokenSchema),
  refresh: z.optional(z.catch(z.string(), '')),
  detail: lenientText,
});
export type Admission = z.infer<typeof admissionSchema>;

export const userSchema = z.looseObject({
  pk: idOrName,
  username: lenientText,
  email: lenientText,
  first_name: lenientText,
  last_name: lenientText,
});
export type User = z.infer<typeof userSchema>;

/** One line of the history: what was said, and what the server said to it. */
export const recordSchema = z.object({
  id: idOrName,
  name: lenientText,
  email: lenientText,
  room: z.optional(z.catch(z.union([z.number(), z.string()]), '')),
  message: lenientText,
  serverMessage: lenientText,
  created_at: z.optional(z.catch(z.nullable(z.union([z.number(), z.string()])), null)),
});
export type ChatRecord = z.infer<typeof recordSchema>;

/** The bare array, or a page of DRF's paginators. */
export const historySchema = z.union([
  z.array(z.unknown()),
  z.object({
    results: z.array(z.unknown()),
    count: z.optional(z.catch(z.number(), 0)),
    next: z.optional(z.catch(z.nullable(z.string()), null)),
  }),
]);

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
