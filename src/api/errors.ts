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
  retryAfter?: number;
  cause?: unknown;
}

/** The one error of the API layer. Its message is the code: an answer's text or a URL could carry a secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  /** 0 where no answer came. */
  readonly status: number;
  /** The server's messages by the field they are about, as the server names it. */
  readonly fields: FieldMessages;
  /** The server's messages that are about no field. */
  readonly form: string[];
  /** Seconds until another try makes sense. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, { status = 0, fields = new Map(), form = [], retryAfter, cause }: ErrorParts = {}) {
    super(code, { cause });
    this.code = code;
    this.status = status;
    this.fields = fields;
    this.form = form;
    this.retryAfter = retryAfter;
  }
}

export const toApiError = (error: unknown) =>
  error instanceof ApiError ? error : new ApiError('server', { cause: error });

// A hostile or broken answer must not fill the page.
const MAX_DEPTH = 4;
const MAX_MESSAGES = 10;
const MAX_LENGTH = 300;

/** Names under which Django says "about the whole form"; the first can be renamed by a setting. */
const formKeys = new Set(['non_field_errors', 'nonFieldErrors', '__all__', 'detail', 'error']);

/** simplejwt explains a bad token under these beside `detail`; they are not for a visitor. */
const technicalKeys = new Set(['code', 'messages', 'status_code']);

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
  if (body && typeof body === 'object' && !Array.isArray(body)) {
    const known = 'detail' in body;
    for (const [key, value] of Object.entries(body)) {
      if (known && technicalKeys.has(key)) continue;
      const messages = collect(value).slice(0, MAX_MESSAGES);
      if (formKeys.has(key)) form.push(...messages);
      else if (messages.length) fields.set(key.slice(0, 60), messages);
    }
  } else form.push(...collect(body));
  return { fields, form: form.slice(0, MAX_MESSAGES) };
};

/** Where a cross-origin page may not read `Retry-After`, the seconds stand in DRF's text; 30 where neither says. */
const retryAfter = (header: string | null, form: string[]) => {
  const seconds = Number(header?.trim() || form.join(' ').match(/\d+/)?.[0]);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : 30;
};

export interface Answer {
  status: number;
  /** Parsed JSON, or undefined where the body was none. */
  body: unknown;
  retryAfter: string | null;
  /** Whether the request carried a token. */
  authorized: boolean;
}

/** Turns any refused answer into the one error. Texts are never looked at for their meaning: they may be translated. */
export const refusal = ({ status, body, retryAfter: header, authorized }: Answer): ApiError => {
  // An HTML page is about the server, not for the visitor: it is never shown.
  const json = body !== undefined;
  const { fields, form } = flatten(body);
  const parts = { status, fields, form };
  const make = (code: ErrorCode) => new ApiError(code, parts);

  if (status === 429) return new ApiError('throttled', { ...parts, retryAfter: retryAfter(header, form) });
  if (status >= 500) return new ApiError('server', { status });
  if (status === 404 || status === 405 || status === 410) return make('not-found');
  if (status === 413) return new ApiError('too-long', { status });
  // The one text that is looked at: Django's own, never translated, and the status alone does not tell.
  if (status === 403 && /^CSRF/.test(form[0] ?? '')) return make('csrf');
  if (status === 401 || status === 403) return make(authorized ? 'expired' : 'credentials');
  if (!json) return new ApiError('bad-answer', { status });
  return make(status === 400 ? 'validation' : 'bad-answer');
};
