/** What is said within this time is said at once, and does not stay longer to be found again, ms. */
const PACE = 1_000;
const LONGEST = 1_000;

let users = 0;
let host: HTMLElement | undefined;
let region: HTMLElement | undefined;
/** What is to be said: how many messages, in words, and a notice before them. */
let count = 0;
let news = '';
let notice = '';
let timer: ReturnType<typeof setTimeout> | undefined;

const speak = () => {
  const said = `${notice} ${news}`.trim();
  count = 0;
  news = notice = '';
  region!.textContent = said;
  timer = said ? setTimeout(speak, PACE) : undefined;
};

const queue = (language: string) => {
  if (!region) return;
  // The page may have changed its body for another.
  if (!host!.isConnected) document.querySelector('body')!.append(host!);
  region.lang = language;
  timer ??= setTimeout(speak, PACE);
};

/**
 * The page's one live region, there as long as somebody may have something to say. It is a box of its own at the end
 * of the page, for what is in a closed panel is not spoken. Returns how to leave.
 */
export const joinAnnouncer = () => {
  if (!users++) {
    host = document.createElement('div');
    host.style.cssText = 'all:initial!important;position:fixed!important;clip-path:inset(50%)!important';
    region = document.createElement('div');
    region.ariaLive = 'polite';
    host.attachShadow({ mode: 'open' }).append(region);
    // A form named "body" would take the place of `document.body`.
    document.querySelector('body')!.append(host);
  }
  return () => {
    if (--users) return;
    clearTimeout(timer);
    host!.remove();
    host = region = timer = undefined;
    count = 0;
    news = notice = '';
  };
};

/** Somebody wrote something: spoken once, and several in a row as their number. */
export const announceMessage = (line: string, language: string, many: (count: number) => string) => {
  news = count++ ? many(count) : line.slice(0, LONGEST);
  queue(language);
};

/** Something the visitor should know now. */
export const announce = (line: string, language: string) => {
  notice = line;
  queue(language);
};
