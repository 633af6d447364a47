import { parse, stringify } from './json.js';

/** What one frame from the server said. Every part may be missing. */
export interface Frame {
  id?: string;
  name?: string;
  email?: string;
  message?: string;
  reply?: string;
  /** The server refused what was sent, in its own words. */
  error?: string;
  createdAt?: string | number;
}

/** Frames above 64 KB are dropped before they are parsed: laying out one of 8 MB blocks the page for seconds. */
export const MAX_FRAME = 65_536;

/** `json` is what the documented consumer understands; anything else makes it close with 1011. */
export const encode = (text: string, format: 'json' | 'text') =>
  format === 'text' ? text : stringify({ message: text });

const asText = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

const fromObject = (value: Record<string, unknown>, depth: number): Frame | undefined => {
  // `{"message": {…}}`: consumers that pass the whole event on.
  if (value['message'] && typeof value['message'] === 'object' && depth < 3) {
    return fromObject(value['message'] as Record<string, unknown>, depth + 1);
  }
  const frame: Frame = {};
  const take = (to: 'id' | 'name' | 'email' | 'message' | 'reply' | 'error', from: string) => {
    const text = Object.hasOwn(value, from) ? asText(value[from]) : undefined;
    if (text !== undefined) frame[to] = text;
  };
  take('id', 'id');
  take('name', 'name');
  take('email', 'email');
  take('message', 'message');
  take('reply', 'serverMessage');
  take('error', 'error');
  if (frame.error === undefined && frame.message === undefined && frame.reply === undefined) take('error', 'detail');
  const created = value['created_at'];
  if (typeof created === 'string' || typeof created === 'number') frame.createdAt = created;
  const said = frame.message ?? frame.reply ?? frame.error;
  return said === undefined ? undefined : frame;
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
  if (value && typeof value === 'object' && !Array.isArray(value))
    return fromObject(value as Record<string, unknown>, 0);
  return value === null ? undefined : { message: asText(value) ?? text };
};
