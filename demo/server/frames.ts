import type { Chat } from './chats.js';
import { type PyValue, parse } from './pyjson.js';
import { dumps, str } from './pyprint.js';
import type { Settings } from './settings.js';

/** A frame that the server cannot read or keep: the socket closes with 1011. */
export class BadFrame extends Error {}

/** The message in a frame; null means "ignore it", which only the tolerant server does. */
export function readFrame(data: Buffer, isBinary: boolean, mode: Settings['inFrame']): string | null {
  const message = mode === 'strict' ? strict(data, isBinary) : tolerant(data.toString());
  // A lone surrogate cannot be written as UTF-8, so no database keeps it.
  if (message !== null && /\p{Surrogate}/u.test(message)) throw new BadFrame();
  return message;
}

function strict(data: Buffer, isBinary: boolean): string {
  if (isBinary) throw new BadFrame();
  const value = load(data.toString());
  const message = isDictionary(value) ? value['message'] : undefined;
  if (message === undefined || message === null) throw new BadFrame();
  return str(message);
}

function tolerant(text: string): string | null {
  let value: PyValue;
  try {
    value = load(text);
  } catch {
    value = text;
  }
  const message = isDictionary(value) ? value['message'] : typeof value === 'string' ? value : text;
  if (message === undefined || message === null) return null;
  return str(message).trim() === '' ? null : str(message);
}

/** `JSON.parse` is fast and enough for a text message; only what needs Python's `str()` goes the slow way. */
function load(text: string): PyValue {
  try {
    const value: unknown = JSON.parse(text);
    const message = isDictionary(value) ? value['message'] : value;
    if (typeof message === 'string') return value as PyValue;
  } catch {
    // NaN and Infinity are JSON to Python, and everything else fails again below.
  }
  try {
    return parse(text);
  } catch {
    throw new BadFrame();
  }
}

function isDictionary(value: unknown): value is Record<string, PyValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function writeFrame(chat: Chat, shape: Settings['outFrame']): string {
  switch (shape) {
    case 'json-server':
      return dumps({ message: chat.message, serverMessage: chat.serverMessage });
    case 'json-message':
      return dumps({ message: chat.serverMessage });
    case 'record':
      return dumps(chat);
    case 'text':
      return chat.serverMessage;
  }
}

/** The documented text of the server's reply. */
export const replyTo = (name: string, email: string, text: string) =>
  `${name}, you have sent this message: ${text}. Thanks for contact us. We will message you soon to your email: ${email}`;
