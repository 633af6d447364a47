import type { Engine } from '../../testing/browsers.js';

export type { Engine };

/** What the browser pretends its user prefers. Fixed for a whole Browser, because Firefox and WebKit know no other way. */
export interface Preferences {
  locale?: string;
  colorScheme?: 'light' | 'dark';
  reducedMotion?: boolean;
  forcedColors?: boolean;
}

export interface LaunchOptions extends Preferences {
  headless?: boolean;
  /** Further command-line arguments of the browser (Chromium and Firefox). */
  args?: string[];
  /** Further preferences of Firefox. */
  firefox?: Record<string, unknown>;
}

export interface Size {
  width: number;
  height: number;
  /** Chromium only: a phone's viewport with touch. */
  mobile?: boolean;
  scale?: number;
}

/** How a person would name a thing on the page. Looks through open shadow roots; hidden things are not found, save by `css` alone. */
export interface Locator {
  role?: string;
  /** The accessible name: the whole of it as a string, or a pattern. */
  name?: string | RegExp;
  /** The thing's text contains this string, or matches this pattern. */
  text?: string | RegExp;
  css?: string;
  within?: Locator;
  /** Which one of several, from 0; negative counts from the end. */
  nth?: number;
}

/** What was found, as plain data of that moment. */
export interface Found {
  tag: string;
  role: string;
  name: string;
  description: string;
  text: string;
  value: string | null;
  checked: boolean | null;
  pressed: string | null;
  expanded: string | null;
  disabled: boolean;
  invalid: boolean;
  focused: boolean;
  visible: boolean;
  rect: { x: number; y: number; width: number; height: number };
}

export interface PageError {
  kind: 'error' | 'unhandledrejection';
  message: string;
  source: string;
}

export interface ConsoleLine {
  level: string;
  text: string;
}

export type Feature =
  | 'offline'
  | 'freeze'
  | 'cdp'
  | 'forcedColors'
  | 'locale'
  | 'mobile'
  | 'fullPage'
  | 'earlyScripts'
  | 'savedLogins';

export interface SavedLogin {
  origin: string;
  username: string;
  password: string;
}

export class Unsupported extends Error {
  constructor(feature: string, engine: Engine) {
    super(`${engine} cannot do this: ${feature}`);
    this.name = 'Unsupported';
  }
}

export interface Cdp {
  send(method: string, params?: object): Promise<unknown>;
  on(event: string, listener: (params: never) => void): unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: a function of the page takes whatever the test hands it
export type PageFunction<Args extends any[] = any[], Result = any> = (...args: Args) => Result | Promise<Result>;

export interface Browser {
  readonly engine: Engine;
  readonly version: string;
  supports(feature: Feature): boolean;
  /** A new visible window that shares this browser's storage with its other windows. */
  newPage(size?: Partial<Size>): Promise<Page>;
  pages(): Page[];
  /** A browser with storage of its own, as of another person. Closed with this one. */
  isolated(preferences?: Preferences): Promise<Browser>;
  /** As if the user had let the browser save it (Chromium and Firefox). */
  saveLogin(login: SavedLogin): Promise<void>;
  close(): Promise<void>;
}

export interface Page {
  readonly engine: Engine;
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  forward(): Promise<void>;
  url(): Promise<string>;
  close(): Promise<void>;

  /** Runs a self-contained function in the page; arguments and result are plain JSON data. No result is `undefined` or `null`. */
  evaluate<Args extends unknown[], Result>(
    fn: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** The same, with the found element as the first argument. */
  with<Args extends unknown[], Result>(
    locator: Locator,
    fn: (element: HTMLElement, ...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;

  find(locator: Locator): Promise<Found | undefined>;
  findAll(locator: Locator): Promise<Found[]>;
  waitFor(locator: Locator, timeout?: number): Promise<Found>;
  waitGone(locator: Locator, timeout?: number): Promise<void>;
  /** Polls a function of the page until it gives something truthy, and returns that. */
  until<Args extends unknown[], Result>(
    fn: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<NonNullable<Result>>;
  activeElement(): Promise<Found | undefined>;
  /** Roles and names of everything on the page, one a line. */
  outline(): Promise<string>;

  /** Real key actions: `keys('Tab', 'Shift+Tab', 'Enter', 'Control+a')`. */
  keys(...keys: string[]): Promise<void>;
  /** Real key actions, one a character. */
  type(text: string): Promise<void>;
  /** Presses Tab (or Shift+Tab) until this has the focus, as a person would. */
  tabTo(locator: Locator, options?: { back?: boolean; limit?: number }): Promise<Found>;
  /** A real pointer click in the middle, once it stands still and nothing covers it. */
  click(locator: Locator, timeout?: number): Promise<void>;

  setViewport(size: Partial<Size>): Promise<void>;
  screenshot(path?: string, options?: { fullPage?: boolean }): Promise<Uint8Array>;

  /** The page's own `error` and `unhandledrejection` events since this page was opened. */
  errors(): Promise<PageError[]>;
  /** What the page's scripts wrote to the console; the browser's own lines are not among them. */
  console(): Promise<ConsoleLine[]>;
  /** Chromium and Firefox: runs before any script of every document to come. Elsewhere put it into the page (see hosts.ts). */
  early(script: string): Promise<void>;

  offline(yes: boolean): Promise<void>;
  freeze(): Promise<void>;
  resume(): Promise<void>;
  cdp(): Promise<Cdp>;
}
