import { parse, stringify } from './json.js';
import { accept, type ChatRecord, recordSchema } from './schemas.js';

/** What one frame from the server said. Every part may be missing. */
export interface Frame {
  name?: string;
  email?: string;
  message?: string;
  reply?: string;
  /** The server refused what was sent, in its own words. */
  error?: string;
  /** A frame that is a whole record, as the history has it. */
  record?: ChatRecord;
}

/** Frames above 64 KB are dropped before they are parsed: laying out one of 8 MB blocks the page for seconds. */
export const MAX_FRAME = 65_536;

/** `json` is what the documented consumer understands; anything else makes it close with 1011. */
export const encode = (text: string, format: 'json' | 'text') =>
  format === 'text' ? text : stringify({ message: text });

const asText = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

const fromObject = (value: Record<string, unknown>, depth = 0): Frame | undefined => {
  const inner = value['message'];
  // `{"message": {…}}`: consumers that pass the whole event on.
  if (inner && typeof inner === 'object' && depth < 3) return fromObject(inner as Record<string, unknown>, depth + 1);
  const frame: Frame = {};
  const take = (to: Exclude<keyof Frame, 'record'>, from: string = to) => {
    const text = Object.hasOwn(value, from) ? asText(value[from]) : undefined;
    if (text !== undefined) frame[to] = text;
  };
  take('name');
  take('email');
  take('message');
  take('reply', 'serverMessage');
  take('error');
  const record = frame.message === undefined ? undefined : accept(recordSchema, value);
  if (record) frame.record = record;
  if ((frame.error ?? frame.message ?? frame.reply) === undefined) take('error', 'detail');
  return (frame.error ?? frame.message ?? frame.reply) === undefined ? undefined : frame;
};

/** Reads every shape a backend was seen to send; undefined where there is nothing to show. Never throws. */
export const decode = (data: unknown): Frame | undefined => {
  let text: string;
  if (typeof data === 'string') text = data;
  else if (data instanceof ArrayBuffer) {
    if (data.byteLength > MAX_FRAME) return undefined;
    text = new TextDecoder().decode(data);
  } else return undefined;
  if (text.length > MAX_FRAME || !text.trim()) return undefined;
  const value = parse(text);
  if (value && typeof value === 'object' && !Array.isArray(value)) return fromObject(value as Record<string, unknown>);
  return value === null ? undefined : { message: asText(value) ?? text };
};
