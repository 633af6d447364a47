import type { Note } from './report.js';

/** What makes an ancestor the frame of a fixed panel, so that it moves with it and may be clipped. */
const frames = ['transform', 'translate', 'scale', 'rotate', 'filter', 'backdrop-filter', 'perspective'];

/** What of an ancestor moves, clips or disables everything in it. */
const troubleOf = (element: Element): string | undefined => {
  const style = getComputedStyle(element);
  if (element.hasAttribute('inert')) return 'inert';
  if (style.display === 'none' || style.visibility !== 'visible' || style.opacity === '0') return 'not visible';
  const frame = frames.find(name => !['', 'none'].includes(style.getPropertyValue(name)));
  if (frame) return `${frame}: ${style.getPropertyValue(frame)}`;
  if (/paint|layout|strict|content/.test(style.contain)) return `contain: ${style.contain}`;
  return /transform|filter|perspective/.test(style.willChange) ? `will-change: ${style.willChange}` : undefined;
};

const nameOf = ({ localName, id, classList: [first] }: Element) =>
  `<${localName}${id && `#${id}`}${first ? `.${first}` : ''}>`;

const outwards = (element: Element): Element | null =>
  element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as ShadowRoot).host ?? null;

const lookAtPanel = (widget: HTMLElement, note: Note) => {
  for (let node = outwards(widget); node && node !== document.documentElement; node = outwards(node)) {
    const trouble = troubleOf(node);
    if (trouble) note('panel', `${nameOf(node)} around it: ${trouble}`, 'Put <sc-widget> at the end of <body>.');
  }
  const box = widget.shadowRoot?.querySelector('.launcher:not([hidden]), .panel:not([hidden])');
  const { x = 0, y = 0, width = 0, height = 0 } = box?.getBoundingClientRect() ?? {};
  const top = width ? document.elementFromPoint(x + width / 2, y + height / 2) : null;
  if (top && !widget.contains(top))
    note('panel', `under ${nameOf(top)}, or inert`, "Raise --sc-z-index, or close the page's own dialog.");
  else note('panel', width ? 'in sight' : 'not shown');
};

export const lookAtPage = (widget: HTMLElement | undefined, storageHint: string, note: Note) => {
  for (const name of ['localStorage', 'sessionStorage'] as const) {
    try {
      // Reading the property itself throws where storage is blocked.
      const storage = globalThis[name];
      storage.setItem('sc-chat:probe', '1');
      storage.removeItem('sc-chat:probe');
      note('storage', name);
    } catch {
      note('storage', name, storageHint);
    }
  }
  const scripts = document.querySelectorAll('script[src*="sc-chat.js"]').length;
  note('script', `${scripts} of it`, scripts > 1 && 'Load it once.');
  const phones = document.querySelector('meta[name=viewport]');
  note('viewport', 'for phones', !phones && 'Add <meta name="viewport" content="width=device-width">.');
  if (widget) lookAtPanel(widget, note);
};
