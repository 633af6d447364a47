/** A row that stays where it is while something below it changes. */
export interface Anchor {
  element: Element;
  /** Its distance from the scroller's upper edge. */
  top: number;
}

const distance = (element: Element, scroller: Element) =>
  element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;

export const anchorAt = (element: Element, scroller: Element): Anchor => ({
  element,
  top: distance(element, scroller),
});

/** The first message that is in view: section by section, so that none is laid out for it that is not. */
export const takeAnchor = (scroller: Element): Anchor | undefined => {
  const edge = scroller.getBoundingClientRect().top;
  const inView = (element: Element) => element.getBoundingClientRect().bottom > edge;
  for (const section of scroller.querySelectorAll('.section')) {
    if (!inView(section)) continue;
    for (const element of section.querySelectorAll('.post')) if (inView(element)) return anchorAt(element, scroller);
  }
  return undefined;
};

/**
 * Scrolls so that the anchor is where it was. The browser's own anchoring is switched off: WebKit has none, and one
 * way for all engines is one to prove.
 */
export const keepAnchor = (scroller: Element, { element, top }: Anchor) => {
  if (!element.isConnected) return;
  const drift = distance(element, scroller) - top;
  if (Math.abs(drift) >= 0.5) scroller.scrollTop += drift;
};
