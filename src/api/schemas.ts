import * as z from 'zod/mini';

/** Reads one value, or says that it is none by returning undefined for `required` parts. */
type Reader<T> = (value: unknown) => T | undefined;

interface Part<T, Missing extends boolean = boolean> {
  read: Reader<T>;
  /** Its absence is no fault. */
  optional: Missing;
}

type Parts = Record<string, Part<unknown>>;
type Read<P extends Parts> = {
  [Name in keyof P as P[Name]['optional'] extends true ? never : Name]: Exclude<ReturnType<P[Name]['read']>, undefined>;
} & {
  [Name in keyof P as P[Name]['optional'] extends true ? Name : never]?: Exclude<
    ReturnType<P[Name]['read']>,
    undefined
  >;
};

const need = <T>(read: Reader<T>): Part<T, false> => ({ read, optional: false });
const may = <T>(read: Reader<T>): Part<T, true> => ({ read, optional: true });

/** A schema from one reader: of zod's kinds only this one stays in the visitor's script. */
const schema = <T>(read: Reader<T>) =>
  z.transform((value, context): T => {
    const result = read(value);
    if (result === undefined) context.issues.push({ code: 'custom', input: value });
    return result as T;
  });

export const isObject = (value: unknown): value is Record<string, unknown> =>
  !!value && typeof value === 'object' && !Array.isArray(value);

/** An object with these parts; `loose` keeps what else is in it. */
const object =
  <P extends Parts>(parts: P, loose = false): Reader<Read<P>> =>
  value => {
    if (!isObject(value)) return undefined;
    const result: Record<string, unknown> = loose ? { ...value } : {};
    for (const [name, { read, optional }] of Object.entries(parts)) {
      const part = Object.hasOwn(value, name) ? read(value[name]) : undefined;
      if (part !== undefined) result[name] = part;
      else if (optional) delete result[name];
      else return undefined;
    }
    return result as Read<P>;
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
const admission = object({ key: may(token), access: may(token), refresh: may(anyText), detail: may(anyText) });
export const admissionSchema = schema((value): Admission | undefined => {
  const found = admission(value);
  // A token that no header can carry is a fault, not a missing one.
  return found && isObject(value) && ['key', 'access'].every(name => !value[name] === !found[name as 'key'])
    ? found
    : undefined;
});
export type Admission = NonNullable<ReturnType<typeof admission>>;

const user = object(
  { pk: need(id), username: may(anyText), email: may(anyText), first_name: may(anyText), last_name: may(anyText) },
  true,
);
export const userSchema = schema(user);
export type User = NonNullable<ReturnType<typeof user>> & Record<string, unknown>;

/** One line of the history: what was said, and what the server said to it. */
const record = object({
  // Ids are numbers here and texts there.
  id: need(value => id(value)?.toString()),
  name: may(anyText),
  email: may(anyText),
  room: may(value => String(id(value) ?? '')),
  message: may(anyText),
  serverMessage: may(anyText),
  created_at: may(value => id(value) ?? ''),
});
export const recordSchema = schema(record);
export type ChatRecord = NonNullable<ReturnType<typeof record>>;

/** A page of DRF's paginators; without one the answer is the bare list. */
export const pageSchema = schema(
  object({
    results: need((value): unknown[] | undefined => (Array.isArray(value) ? value : undefined)),
    count: may(number),
    next: may(anyText),
  }),
);

/** What is kept of a session. Other versions, other scripts and people write into the same storage. */
const keptSession = object({
  v: need(oneOf(1 as const)),
  token: need(token),
  scheme: need(oneOf('Token' as const, 'Bearer' as const)),
  refresh: may(text),
  pk: need(text),
});
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
  object({
    id: need(text),
    text: need(text),
    at: need(number),
    status: need(status),
    reason: may(reason),
    words: may(text),
    // null says that nobody knew the history when it was sent.
    mark: need((value): string | null | undefined => (value === null ? value : text(value))),
    tries: need(number),
    kills: need(number),
    record: may(text),
    not: may((value): string[] | undefined =>
      Array.isArray(value) ? value.filter(item => text(item) !== undefined) : undefined,
    ),
  }),
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
