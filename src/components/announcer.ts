import { css } from 'lit';

/** Lines are collected for this long after the last one, and at most for that long, ms. */
const QUIET = 500;
const LIMIT = 3_000;
/** What was said does not stay to be found again. */
const FORGET = 5_000;
const LONGEST = 1_000;

const styles = css`
  :host {
    all: initial !important;
    position: absolute !important;
    inline-size: 1px !important;
    block-size: 1px !important;
    overflow: hidden !important;
    clip-path: inset(50%) !important;
    white-space: nowrap !important;
  }
`;

let users = 0;
let host: HTMLElement | undefined;
let region: HTMLElement | undefined;
let messages: string[] = [];
let notices: string[] = [];
let count = (_messages: number) => '';
let startedAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

const wait = (ms: number, task: () => void) => {
  clearTimeout(timer);
  timer = setTimeout(task, ms);
};

const speak = () => {
  const said = messages.length > 1 ? [...notices, count(messages.length)] : [...notices, ...messages];
  messages = [];
  notices = [];
  startedAt = 0;
  if (region) region.textContent = said.join(' ');
  wait(FORGET, () => {
    if (region) region.textContent = '';
  });
};

const queue = () => {
  const now = performance.now();
  startedAt ||= now;
  wait(Math.max(0, Math.min(QUIET, startedAt + LIMIT - now)), speak);
};

/**
 * The page's one live region, there as long as somebody may have something to say. It is a box of its own at the end
 * of the page, for what is in a closed panel is not spoken. Returns how to leave.
 */
export const joinAnnouncer = () => {
  if (!users++) {
    host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styles.styleSheet!];
    region = document.createElement('div');
    region.setAttribute('aria-live', 'polite');
    root.append(region);
    // A form named "body" would take the place of `document.body`.
    document.querySelector('body')!.append(host);
  }
  return () => {
    if (--users) return;
    clearTimeout(timer);
    host?.remove();
    host = region = undefined;
    messages = [];
    notices = [];
  };
};

const inLanguage = (language: string) => {
  if (region) region.lang = language;
};

/** Somebody wrote something: spoken once, and several in a row as their number. */
export const announceMessage = (line: string, language: string, many: (count: number) => string) => {
  inLanguage(language);
  count = many;
  messages.push(line.slice(0, LONGEST));
  queue();
};

/** Something the visitor should know now. */
export const announce = (line: string, language: string) => {
  inLanguage(language);
  notices = [line];
  queue();
};
