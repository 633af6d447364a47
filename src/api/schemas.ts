import * as z from 'zod/mini';

/** Reads one value, or says that it is none by returning undefined for `required` parts. */
type Reader<T> = (value: unknown) => T | undefined;

type Readers = Record<string, Reader<unknown>>;
type Read<R extends Readers> = { [Name in keyof R]: Exclude<ReturnType<R[Name]>, undefined> };

/** A schema from one reader: of zod's kinds only this one stays in the visitor's script. */
const schema = <T>(read: Reader<T>) =>
  z.transform((value, context): T => {
    const result = read(value);
    if (result === undefined) context.issues.push({ code: 'custom', input: value });
    return result as T;
  });

export const isObject = (value: unknown): value is Record<string, unknown> =>
  !!value && typeof value === 'object' && !Array.isArray(value);

/** An object with these parts; the absence of others is no fault. `loose` keeps what else is in it. */
const object = <R extends Readers, O extends Readers>(
  required: R,
  optional: O,
  loose = false,
): Reader<Read<R> & Partial<Read<O>>> => {
  const readers = Object.entries({ ...required, ...optional });
  return value => {
    if (!isObject(value)) return undefined;
    const result: Record<string, unknown> = loose ? { ...value } : {};
    for (const [name, read] of readers) {
      const part = Object.hasOwn(value, name) ? read(value[name]) : undefined;
      if (part !== undefined) result[name] = part;
      else if (name in optional) delete result[name];
      else return undefined;
    }
    return result as Read<R> & Partial<Read<O>>;
  };
};

const text: Reader<string> = value => (typeof value === 'string' ? value : undefined);
const number: Reader<number> = value => (Number.isFinite(value) ? (value as number) : undefined);
const id: Reader<number | string> = value => text(value) ?? number(value);
const oneOf =
  <T>(...words: T[]): Reader<T> =>
  value =>
    words.find(word => word === value);

/** Custom user models drop keys or answer null: that is no reason to show nothing. */
const anyText: Reader<string> = value => text(value) ?? '';

/** A header cannot carry a line break or anything outside ASCII: `fetch` would throw before it sends. */
const token: Reader<string> = value =>
  /^[\x21-\x7e]{1,4096}$/.test(text(value) ?? '') ? (value as string) : undefined;
export const tokenSchema = schema(token);

/**
 * Every success of login and registration: `{key}`, a JWT pair (`refresh` may be `""`), only a `detail` where the
 * address must be confirmed first, or nothing at all where the backend issues no token.
 */
const admission = object({}, { key: token, access: token, refresh: anyText, detail: anyText });
export const admissionSchema = schema((value): Admission | undefined => {
  const answer = (value ?? {}) as Admission;
  const found = admission(answer);
  // A token that no header can carry is a fault, not a missing one.
  return found && !answer.key === !found.key && !answer.access === !found.access ? found : undefined;
});
export type Admission = NonNullable<ReturnType<typeof admission>>;

const user = object({ pk: id }, { username: anyText, email: anyText, first_name: anyText, last_name: anyText }, true);
export const userSchema = schema(user);
export type User = NonNullable<ReturnType<typeof user>> & Record<string, unknown>;

/** One line of the history: what was said, and what the server said to it. */
const record = object(
  // Ids are numbers here and texts there.
  { id: value => id(value)?.toString() },
  {
    name: anyText,
    email: anyText,
    room: value => String(id(value) ?? ''),
    message: anyText,
    serverMessage: anyText,
    created_at: value => id(value) ?? '',
  },
);
export const recordSchema = schema(record);
export type ChatRecord = NonNullable<ReturnType<typeof record>>;

const list: Reader<unknown[]> = value => (Array.isArray(value) ? value : undefined);

const page = object({ results: list }, { count: number, next: anyText });
/** A page of DRF's paginators; without one the answer is the bare list. Lines that are none are `skipped`. */
export const pageSchema = schema(value => {
  const found = page(list(value) ? { results: value } : value);
  const results = found?.results.flatMap(item => record(item) ?? []);
  return results && { ...found, results, skipped: found!.results.length - results.length };
});

/** What is kept of a session. Other versions, other scripts and people write into the same storage. */
const keptSession = object(
  { v: oneOf(1 as const), token, scheme: oneOf('Token' as const, 'Bearer' as const), pk: text },
  { refresh: text },
);
export const keptSessionSchema = schema(keptSession);
export type KeptSession = NonNullable<ReturnType<typeof keptSession>>;

const status = oneOf('queued' as const, 'sending' as const, 'sent' as const, 'checking' as const, 'failed' as const);
export type SendStatus = NonNullable<ReturnType<typeof status>>;
/**
 * Why a message failed: the server takes it not, it is too long, nobody can tell whether it arrived, it is too old, its
 * writer logged out, or the server said so in its own words.
 */
const reason = oneOf(
  'refused' as const,
  'too-long' as const,
  'unconfirmed' as const,
  'expired' as const,
  'logged-out' as const,
  'server' as const,
);
export type FailReason = NonNullable<ReturnType<typeof reason>>;

/** An own message that is not settled yet, as a window keeps it and tells others of it. */
export const keptEntrySchema = schema(
  object(
    {
      id: text,
      text,
      at: number,
      status,
      // null says that nobody knew the history when it was sent.
      mark: (value): string | null | undefined => (value === null ? value : text(value)),
      tries: number,
      kills: number,
    },
    {
      reason,
      words: text,
      record: text,
      not: value => list(value)?.filter(item => text(item) !== undefined) as string[] | undefined,
    },
  ),
);

/** What a form keeps while it is filled in: plain texts by name. */
export const draftSchema = schema((value): Record<string, string> | undefined =>
  isObject(value) && Object.values(value).every(item => text(item) !== undefined)
    ? (value as Record<string, string>)
    : undefined,
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
