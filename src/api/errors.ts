import { isObject } from './schemas.js';

/** What went wrong, as the integrator reads it in `sc-error`; `validation` and `aborted` never leave the elements. */
export type ErrorCode =
  | 'config'
  | 'cors'
  | 'csp'
  | 'mixed-content'
  | 'origin-refused'
  | 'not-found'
  | 'bad-answer'
  | 'server'
  | 'timeout'
  | 'offline'
  | 'credentials'
  | 'no-token'
  | 'token-refused'
  | 'csrf'
  | 'throttled'
  | 'expired'
  | 'room'
  | 'too-long'
  | 'storage'
  | 'version'
  | 'validation'
  | 'aborted';

export type FieldMessages = Map<string, string[]>;

export interface ErrorParts {
  status?: number;
  fields?: FieldMessages;
  form?: string[];
  retryAfter?: number | undefined;
}

/** The one error of the API layer. Its message is the code: an answer's text or a URL could carry a secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  /** 0 where no answer came. */
  readonly status: number = 0;
  /** The server's messages by the field they are about, as the server names it. */
  readonly fields: FieldMessages = new Map();
  /** The server's messages that are about no field. */
  readonly form: string[] = [];
  /** Seconds until another try makes sense. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, parts?: ErrorParts) {
    super(code);
    this.code = code;
    Object.assign(this, parts);
  }
}

export const toApiError = (error: unknown) => (error instanceof ApiError ? error : new ApiError('server'));

// A hostile or broken answer must not fill the page.
const MAX_DEPTH = 4;
const MAX_MESSAGES = 10;
const MAX_LENGTH = 300;

/** Names under which Django says "about the whole form"; the first can be renamed by a setting. */
const formKey = /^(non_field_errors|nonFieldErrors|__all__|detail|error)$/;

/** simplejwt explains a bad token under these beside `detail`; they are not for a visitor. */
const technicalKey = /^(code|messages|status_code)$/;

const collect = (value: unknown, depth = 0): string[] => {
  if (value == null || depth > MAX_DEPTH) return [];
  if (typeof value === 'object') return Object.values(value).flatMap(item => collect(item, depth + 1));
  const text = String(value).trim();
  return text ? [text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) + '…' : text] : [];
};

/**
 * Any body of an error, sorted into fields and the rest: several messages a field, unknown keys, `detail`, lists,
 * nested objects, strings. Nothing is swallowed but what exceeds 10 messages a field.
 */
export const flatten = (body: unknown): { fields: FieldMessages; form: string[] } => {
  const fields: FieldMessages = new Map();
  const form: string[] = [];
  const parts = isObject(body) ? body : { detail: body };
  for (const [key, value] of Object.entries(parts)) {
    const messages = collect(value).slice(0, MAX_MESSAGES);
    if (formKey.test(key)) form.push(...messages);
    else if (messages.length && !('detail' in parts && technicalKey.test(key))) fields.set(key.slice(0, 60), messages);
  }
  return { fields, form: form.slice(0, MAX_MESSAGES) };
};

/** Where a cross-origin page may not read `Retry-After`, the seconds stand in DRF's text; 30 where neither says. */
const secondsIn = (header: string | null, form: string[]) =>
  Math.min(Number(/^\d+$/.exec(header ?? '') ?? /\d+/.exec(form.join(' '))) || 30, 86_400);

export interface Answer {
  status: number;
  /** Parsed JSON, or undefined where the body was none. */
  body: unknown;
  retryAfter: string | null;
  /** Whether the request carried a token. */
  authorized: boolean;
  /** Whether a login was asked for: what is refused there and about no field is about both. */
  login: boolean;
}

const codeOf = (
  { status, body, authorized, login }: Answer,
  { fields, form }: ReturnType<typeof flatten>,
): ErrorCode => {
  if (status === 429) return 'throttled';
  if (status >= 500) return 'server';
  if (status === 404 || status === 405 || status === 410) return 'not-found';
  if (status === 413) return 'too-long';
  // The one text that is looked at: Django's own, never translated, and the status alone does not tell.
  if (status === 403 && /^CSRF/.test(form[0] ?? '')) return 'csrf';
  if (status === 401 || status === 403) return authorized ? 'expired' : 'credentials';
  if (status !== 400 || body === undefined) return 'bad-answer';
  return login && !fields.size ? 'credentials' : 'validation';
};

/**
 * Turns any refused answer into the one error. Texts are never looked at for their meaning: they may be translated. What
 * a broken server says is not for the visitor, and an HTML page never is.
 */
export const refusal = (answer: Answer): ApiError => {
  const { status, body, retryAfter } = answer;
  const messages = flatten(status < 500 ? body : undefined);
  const code = codeOf(answer, messages);
  return new ApiError(code, {
    status,
    ...messages,
    retryAfter: code === 'throttled' ? secondsIn(retryAfter, messages.form) : undefined,
  });
};
