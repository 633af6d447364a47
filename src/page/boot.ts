import { configurePage } from '../components/context.js';
import { complain, type PartialOptions } from '../components/options.js';
import { createScriptApi, type ScChatApi } from './script-api.js';
import { optionsOf, ownScript } from './script-options.js';
import { version } from './version.js';

/** What the copies of the script on one page, and its language files, know of each other. */
interface PageRecord {
  version?: string;
  api?: ScChatApi | undefined;
  /** Starts again after a `destroy()`: the elements are defined for good, by the first copy. */
  start?: (options: PartialOptions) => void;
  locales?: Record<string, unknown>;
}

const key = Symbol.for('sc-chat');
const page = globalThis as unknown as { [key]?: PageRecord; scChat?: unknown };

/** A page may have frozen what is written, or put something of its own in its place. */
const attempt = (what: string, write: () => void) => {
  try {
    write();
  } catch {
    complain('config', `The page has frozen ${what}.`);
  }
};

const publish = (api: ScChatApi) =>
  attempt('window.scChat', () => {
    page.scChat = api;
  });

const begin = (record: PageRecord, options: PartialOptions) => {
  const queue = page.scChat;
  const { api, start } = createScriptApi({
    launcher: true,
    gone() {
      record.api = undefined;
      if (page.scChat === api) Reflect.deleteProperty(page, 'scChat');
    },
  });
  record.api = api;
  configurePage(options);
  publish(api);
  if (Array.isArray(queue)) api.push(...queue);
  return start;
};

/**
 * What comes before the elements are defined: the options of the script's tag and the calls that the page has queued,
 * so that no element asks a backend that was not meant. Returns what comes after.
 */
export const boot = (): (() => void) => {
  const options = optionsOf(ownScript());
  let record = page[key] as PageRecord;
  // Missing, or something that is not ours.
  if (!Object.isExtensible(record)) {
    record = {};
    attempt("Symbol.for('sc-chat'): load the script once", () =>
      Object.defineProperty(page, key, { value: record, configurable: true, writable: true }),
    );
  }
  if (record.version === undefined) {
    record.version = version;
    record.start = changes => begin(record, changes)();
    // A language that comes late is shown at once.
    record.locales = new Proxy(record.locales ?? {}, {
      set(locales, tag, strings) {
        locales[String(tag)] = strings;
        configurePage({});
        return true;
      },
    });
    return begin(record, options);
  }
  if (record.version !== version) {
    complain('version', `${record.version} and ${version} are on this page, the first one stays. Load one.`);
  }
  if (!record.api) record.start?.(options);
  else if (Array.isArray(page.scChat)) {
    const queue = page.scChat;
    publish(record.api);
    record.api.push(...queue);
  }
  return () => {};
};
