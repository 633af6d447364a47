import type { Endpoints } from '../api/address.js';
import type { ErrorCode } from '../api/errors.js';
import type { Strings } from '../i18n/en.js';
import { isRoom } from '../state/chat.js';
import { emit } from './events.js';

/** Every option of the contract. Where one is missing the next outer one counts, and in the end the default. */
export interface Options {
  apiBase: string;
  launcher: 'on' | 'off';
  room: string;
  loginWith: 'auto' | 'username' | 'email';
  persist: 'local' | 'session' | 'memory';
  authScheme: 'auto' | 'Token' | 'Bearer';
  wireFormat: 'json' | 'text';
  connect: 'on-open' | 'on-load';
  locale: string;
  theme: 'auto' | 'light' | 'dark';
  accent: string;
  position: 'bottom-end' | 'bottom-start' | 'top-end' | 'top-start';
  heading: string;
  greeting: string;
  passwordHelp: 'auto' | 'on' | 'off';
  editUsername: boolean;
  lightDom: boolean;
  endpoints: Partial<Endpoints>;
  strings: Partial<Strings>;
}

export type PartialOptions = { [Name in keyof Options]?: Options[Name] | undefined };

/** What an option may be, the default first; where that is the only one, anything of its kind. */
const values: { readonly [Name in keyof Options]: readonly Options[Name][] } = {
  apiBase: [''],
  launcher: ['on', 'off'],
  room: ['auto'],
  loginWith: ['auto', 'username', 'email'],
  persist: ['local', 'session', 'memory'],
  authScheme: ['auto', 'Token', 'Bearer'],
  wireFormat: ['json', 'text'],
  connect: ['on-open', 'on-load'],
  locale: [''],
  theme: ['auto', 'light', 'dark'],
  accent: [''],
  position: ['bottom-end', 'bottom-start', 'top-end', 'top-start'],
  heading: [''],
  greeting: [''],
  passwordHelp: ['auto', 'on', 'off'],
  editUsername: [false],
  lightDom: [false],
  endpoints: [{}],
  strings: [{}],
};

export const optionNames = Object.keys(values) as (keyof Options)[];

export const toKebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

const warned = new Set<string>();

/**
 * Tells the integrator, by an event and once a page by a line in the console: what is wrong and what to write instead.
 * What the visitor does wrong, or the network, is no line: then there is no hint.
 */
export const complain = (code: ErrorCode, hint: string, target: EventTarget = document): void => {
  emit(target, 'sc-error', { code, hint });
  if (!hint || warned.has(hint)) return;
  warned.add(hint);
  // What the page wrote is quoted in it, line ends and all.
  console.warn(`[sc-chat] ${code}: ${hint.replace(/\s+/g, ' ')}`);
};

/** A value as somebody wrote it, or undefined with a warning where it makes no sense. Never throws. */
export const readOption = (name: keyof Options, value: unknown): unknown => {
  if (value == null) return undefined;
  const [standard, ...others] = values[name];
  if (typeof standard === 'object') {
    if (typeof value === 'object') return value;
    return complain('config', `${name} must be an object.`);
  }
  const text = String(value).trim();
  // It is on when its attribute is there, unless that says otherwise.
  if (typeof standard === 'boolean') return !/^(false|off|no)$/i.test(text);
  const refuse = (wanted: string, code: ErrorCode = 'config') =>
    complain(code, `${toKebab(name)}="${text.slice(0, 40)}" is not ${wanted}; "${standard}" is used.`);
  if (others.length) {
    const choices = [standard, ...others] as string[];
    return (
      choices.find(choice => choice.toLowerCase() === text.toLowerCase()) ?? refuse(`one of ${choices.join(', ')}`)
    );
  }
  if (name === 'room' && text !== standard && !isRoom(text)) return refuse('a room number of up to 15 digits', 'room');
  if (name === 'accent' && globalThis.CSS?.supports('color', text) === false) return refuse('a CSS colour');
  return text;
};

/** The nearest one wins: `layers` from the outermost to the innermost. */
export const mergeOptions = (...layers: PartialOptions[]): Options => {
  const merged: Record<string, unknown> = {};
  for (const name of optionNames) {
    for (const value of [values[name][0], ...layers.map(layer => layer[name])]) {
      if (value !== undefined)
        merged[name] = typeof value === 'object' ? { ...(merged[name] as object), ...value } : value;
    }
  }
  return merged as unknown as Options;
};
