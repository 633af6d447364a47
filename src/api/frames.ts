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
  value == null || typeof value === 'object' ? undefined : String(value);

/** Reads every shape a backend was seen to send; undefined where there is nothing to show. Never throws. */
export const decode = (data: unknown): Frame | undefined => {
  const text = data instanceof ArrayBuffer ? new TextDecoder().decode(data) : data;
  if (typeof text !== 'string' || text.length > MAX_FRAME || !text.trim()) return undefined;
  let value = parse(text) as Record<string, unknown> | null | undefined;
  if (value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return { message: asText(value) ?? text };
  // `{"message": {…}}`: consumers that pass the whole event on.
  while (value['message'] && typeof value['message'] === 'object') value = value['message'] as Record<string, unknown>;
  const frame: Frame = {};
  const take = (to: Exclude<keyof Frame, 'record'>, from: string = to) => {
    const found = asText(value[from]);
    if (found !== undefined) frame[to] = found;
  };
  take('name');
  take('email');
  take('message');
  take('reply', 'serverMessage');
  take('error');
  const record = frame.message === undefined ? undefined : accept(recordSchema, value);
  if (record) frame.record = record;
  const silent = () => (frame.error ?? frame.message ?? frame.reply) === undefined;
  if (silent()) take('error', 'detail');
  return silent() ? undefined : frame;
};
