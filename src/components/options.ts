import type { Endpoints } from '../api/address.js';
import type { Strings } from '../i18n/en.js';

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

/** The values an option may have, the default first; `''` where any text will do. */
const choices: { [Name in keyof Options]?: readonly string[] } = {
  launcher: ['on', 'off'],
  loginWith: ['auto', 'username', 'email'],
  persist: ['local', 'session', 'memory'],
  authScheme: ['auto', 'Token', 'Bearer'],
  wireFormat: ['json', 'text'],
  connect: ['on-open', 'on-load'],
  theme: ['auto', 'light', 'dark'],
  position: ['bottom-end', 'bottom-start', 'top-end', 'top-start'],
  passwordHelp: ['auto', 'on', 'off'],
};

/** Options that are on when their attribute is there, unless it says otherwise. */
export const flags = ['editUsername', 'lightDom'] as const;

/** Options that an attribute can carry, as `api-base` or `data-api-base`. */
export const attributeNames = [
  'apiBase',
  'launcher',
  'room',
  'loginWith',
  'persist',
  'authScheme',
  'wireFormat',
  'connect',
  'locale',
  'theme',
  'accent',
  'position',
  'heading',
  'greeting',
  'passwordHelp',
  'editUsername',
  'lightDom',
] as const satisfies (keyof Options)[];

export const toKebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

const warned = new Set<string>();

/** One line for the integrator, once a page: what is wrong and what to write instead. */
export const warn = (line: string) => {
  if (warned.has(line)) return;
  warned.add(line);
  // What the page wrote is quoted in it, line ends and all.
  console.warn(`[sc-chat] ${line.replace(/\s+/g, ' ')}`);
};

const isFlag = (name: string) => (flags as readonly string[]).includes(name);

/** A value as somebody wrote it, or undefined with a warning where it makes no sense. Never throws. */
export const readOption = <Name extends keyof Options>(name: Name, value: unknown): Options[Name] | undefined => {
  if (value === undefined || value === null) return undefined;
  if (name === 'endpoints' || name === 'strings') {
    if (typeof value === 'object') return value as Options[Name];
    warn(`${name} must be an object; it is ignored.`);
    return undefined;
  }
  if (isFlag(name)) return (value !== false && !/^(false|off|no)$/i.test(String(value))) as Options[Name];
  const text = String(value).trim();
  const allowed = choices[name];
  if (allowed) {
    const found = allowed.find(choice => choice.toLowerCase() === text.toLowerCase());
    if (!found)
      warn(`${toKebab(name)}="${text.slice(0, 40)}" is not one of ${allowed.join(', ')}; "${allowed[0]}" is used.`);
    return found as Options[Name] | undefined;
  }
  if (name === 'room') {
    if (text === 'auto' || /^(0|[1-9]\d{0,14})$/.test(text)) return text as Options[Name];
    warn(`room="${text.slice(0, 40)}" is not a room number (digits, at most 15, no leading zero); "auto" is used.`);
    return undefined;
  }
  if (name === 'accent' && globalThis.CSS?.supports && !CSS.supports('color', text)) {
    warn(`accent="${text.slice(0, 40)}" is not a CSS colour; the default is used.`);
    return undefined;
  }
  return text as Options[Name];
};

export const defaults = {
  apiBase: '',
  launcher: 'on',
  room: 'auto',
  loginWith: 'auto',
  persist: 'local',
  authScheme: 'auto',
  wireFormat: 'json',
  connect: 'on-open',
  locale: '',
  theme: 'auto',
  accent: '',
  position: 'bottom-end',
  heading: '',
  greeting: '',
  passwordHelp: 'auto',
  editUsername: false,
  lightDom: false,
  endpoints: {},
  strings: {},
} satisfies Options;

/** The nearest one wins: `layers` from the outermost to the innermost. */
export const mergeOptions = (...layers: PartialOptions[]): Options => {
  const merged: Record<string, unknown> = { ...defaults };
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer)) {
      if (value !== undefined)
        merged[name] =
          name === 'strings' || name === 'endpoints' ? { ...(merged[name] as object), ...(value as object) } : value;
    }
  }
  return merged as unknown as Options;
};
