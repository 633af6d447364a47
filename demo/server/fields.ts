import { Refusal } from './refusal.js';
import { EMAIL_RULE, isEmail } from './validators.js';

/** One field of a DRF serializer. https://www.django-rest-framework.org/api-guide/fields/ */
export interface Field {
  name: string;
  /** Default true. */
  required?: boolean;
  /** Whether it may be blank; default false. */
  blank?: boolean;
  max?: number;
  email?: boolean;
  /** Run before the length and character checks; their messages add up. */
  rules?: ((value: string) => string | null | Promise<string | null>)[];
  /** `validate_<field>`: runs once everything else about the field is right. */
  check?: (value: string) => string[] | Promise<string[]>;
}

/**
 * Reads a body by its fields: unknown keys are dropped, every wrong field is reported, in the fields' order, and only when all are
 * right does the caller go on to what concerns several of them.
 */
export async function readFields(
  data: unknown,
  fields: Field[],
  { partial = false } = {},
): Promise<Record<string, string>> {
  if (data === null) throw new Refusal(400, { non_field_errors: ['No data provided'] });
  if (typeof data !== 'object' || Array.isArray(data)) {
    throw new Refusal(400, {
      non_field_errors: [`Invalid data. Expected a dictionary, but got ${pythonType(data)}.`],
    });
  }
  const values: Record<string, string> = {};
  const errors: Record<string, string[]> = {};
  for (const field of fields) {
    const given: unknown = Object.hasOwn(data, field.name) ? (data as Record<string, unknown>)[field.name] : undefined;
    if (given === undefined) {
      if (field.required !== false && !partial) errors[field.name] = ['This field is required.'];
      continue;
    }
    const result = await readField(field, given);
    if (Array.isArray(result)) errors[field.name] = result;
    else values[field.name] = result;
  }
  if (Object.keys(errors).length) throw new Refusal(400, errors);
  return values;
}

async function readField(field: Field, given: unknown): Promise<string | string[]> {
  if (given === null) return ['This field may not be null.'];
  if (typeof given === 'string' && strip(given) === '') {
    return field.blank ? '' : ['This field may not be blank.'];
  }
  if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'bigint') {
    return [field.email ? EMAIL_RULE : 'Not a valid string.'];
  }
  const value = strip(String(given));
  const problems: string[] = [];
  for (const rule of field.rules ?? []) {
    const problem = await rule(value);
    if (problem) problems.push(problem);
  }
  if (field.max && [...value].length > field.max) {
    problems.push(`Ensure this field has no more than ${field.max} characters.`);
  }
  if (value.includes('\0')) problems.push('Null characters are not allowed.');
  const surrogate = /\p{Surrogate}/u.exec(value)?.[0];
  if (surrogate) {
    const code = surrogate.charCodeAt(0).toString(16).toUpperCase();
    problems.push(`Surrogate characters are not allowed: U+${code}.`);
  }
  if (field.email && !isEmail(value)) problems.push(EMAIL_RULE);
  if (problems.length === 0 && field.check) problems.push(...(await field.check(value)));
  return problems.length ? problems : value;
}

// Python's idea of white space, which is not JavaScript's: U+001C to U+001F and U+0085 count, U+FEFF does not.
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, 'g');
const strip = (text: string) => text.replace(AROUND, '');

function pythonType(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) || typeof value === 'bigint' ? 'int' : 'float';
}
