import { computeAccessibleDescription, computeAccessibleName, getRole } from 'dom-accessibility-api';
import type { Found } from './types.js';

/** This file runs in the page, bundled; the locator arrives with its patterns taken apart. */
export interface WireLocator {
  role?: string;
  name?: WireMatch;
  text?: WireMatch;
  css?: string;
  within?: WireLocator;
  nth?: number;
}
export type WireMatch = string | { source: string; flags: string };

function* flatChildren(node: Element, hiddenToo: boolean): Generator<Element> {
  if (node instanceof HTMLSlotElement && node.getRootNode() instanceof ShadowRoot && !hiddenToo) {
    const assigned = node.assignedElements({ flatten: true });
    yield* assigned.length > 0 ? assigned : node.children;
    return;
  }
  if (node.shadowRoot) yield* node.shadowRoot.children;
  // A host's own children are shown only where a slot takes them.
  if (!node.shadowRoot || hiddenToo) yield* node.children;
}

function isPruned(element: Element): boolean {
  if (element.getAttribute('aria-hidden') === 'true' || (element as HTMLElement).inert) return true;
  return getComputedStyle(element).display === 'none';
}

function* walk(root: Element, hiddenToo = false): Generator<Element> {
  if (!hiddenToo && isPruned(root)) return;
  yield root;
  for (const child of flatChildren(root, hiddenToo)) yield* walk(child, hiddenToo);
}

function isVisible(element: Element): boolean {
  return getComputedStyle(element).visibility === 'visible';
}

function roleOf(element: Element): string {
  const role = getRole(element);
  if (role) return role;
  // Password fields have no role in the standard; browsers treat them as text fields.
  return element instanceof HTMLInputElement && element.type === 'password' ? 'textbox' : '';
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function textOf(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element) || /^(style|script|template)$/i.test(node.tagName)) return '';
  if (getComputedStyle(node).display === 'none') return '';
  const slotted = node instanceof HTMLSlotElement ? node.assignedNodes({ flatten: true }) : [];
  const children = node.shadowRoot?.childNodes ?? (slotted.length > 0 ? slotted : node.childNodes);
  const inner = [...children].map(textOf).join('');
  return getComputedStyle(node).display.startsWith('inline') ? inner : ` ${inner} `;
}

function matches(actual: string, wanted: WireMatch, whole: boolean): boolean {
  if (typeof wanted === 'object') return new RegExp(wanted.source, wanted.flags).test(actual);
  return whole ? actual === tidy(wanted) : actual.includes(tidy(wanted));
}

function elements(locator: WireLocator): Element[] {
  const scope = locator.within ? element(locator.within) : document.documentElement;
  if (!scope) return [];
  const byRole = locator.role !== undefined || locator.name !== undefined || locator.text !== undefined;
  let found: Element[] = [];
  for (const each of walk(scope, !byRole)) {
    if (each === scope && locator.within) continue;
    if (locator.css !== undefined && !each.matches(locator.css)) continue;
    if (locator.role !== undefined && roleOf(each) !== locator.role) continue;
    if (byRole && !isVisible(each)) continue;
    if (locator.name !== undefined && !matches(tidy(computeAccessibleName(each)), locator.name, true)) continue;
    if (locator.text !== undefined && !matches(tidy(textOf(each)), locator.text, false)) continue;
    found.push(each);
  }
  // Text alone means the innermost element that has it.
  if (locator.text !== undefined && locator.role === undefined && locator.css === undefined) {
    found = found.filter(each => !found.some(other => other !== each && includes(each, other)));
  }
  return locator.nth === undefined ? found : found.slice(locator.nth).slice(0, 1);
}

function element(locator: WireLocator): Element | undefined {
  return elements(locator)[0];
}

function includes(outer: Element, inner: Element): boolean {
  for (let node: Node | null = inner; node; node = parentOf(node)) if (node === outer) return true;
  return false;
}

function parentOf(node: Node): Node | null {
  if (node instanceof ShadowRoot) return node.host;
  return (node instanceof Element && node.assignedSlot) || node.parentNode;
}

function deepActive(): Element | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active && active !== document.body && active !== document.documentElement ? active : undefined;
}

/** Where it is in the window. An engine without `currentCSSZoom` measures as if the page had no `zoom`. */
function boxOf(target: Element): { x: number; y: number; width: number; height: number } {
  const { x, y, width, height } = target.getBoundingClientRect();
  const zoom = 'currentCSSZoom' in target ? 1 : Number(getComputedStyle(document.documentElement).zoom) || 1;
  return { x: x * zoom, y: y * zoom, width: width * zoom, height: height * zoom };
}

function describe(target: Element): Found {
  const { x, y, width, height } = boxOf(target);
  const field = target as HTMLInputElement;
  const role = roleOf(target);
  const ownChecked = typeof field.checked === 'boolean' && /^(checkbox|radio)$/.test(field.type) ? field.checked : null;
  const ariaChecked = target.getAttribute('aria-checked');
  return {
    tag: target.localName,
    role,
    name: tidy(computeAccessibleName(target)),
    description: tidy(computeAccessibleDescription(target)),
    text: tidy(textOf(target)),
    value: 'value' in field && typeof field.value === 'string' ? field.value : null,
    checked: ownChecked ?? (ariaChecked === null ? null : ariaChecked === 'true'),
    pressed: target.getAttribute('aria-pressed'),
    expanded: target.getAttribute('aria-expanded'),
    disabled: target.matches(':disabled') || target.getAttribute('aria-disabled') === 'true',
    invalid: target.getAttribute('aria-invalid') === 'true',
    focused: deepActive() === target,
    visible: width > 0 && height > 0 && isVisible(target),
    rect: { x, y, width, height },
  };
}

/** Where to click, or why not yet. */
async function point(locator: WireLocator): Promise<{ x: number; y: number } | { wait: string }> {
  const target = element(locator);
  if (!target) return { wait: 'nothing matches' };
  target.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const before = boxOf(target);
  await new Promise(done => {
    requestAnimationFrame(() => requestAnimationFrame(done));
    setTimeout(done, 100);
  });
  const { x, y, width, height } = boxOf(target);
  if (x !== before.x || y !== before.y || width !== before.width) return { wait: 'it still moves' };
  if (width === 0 || height === 0) return { wait: 'it has no size' };
  const spot = { x: x + width / 2, y: y + height / 2 };
  let hit = document.elementFromPoint(spot.x, spot.y);
  while (hit?.shadowRoot?.elementFromPoint(spot.x, spot.y)) {
    const deeper: Element | null = hit.shadowRoot.elementFromPoint(spot.x, spot.y);
    if (deeper === hit) break;
    hit = deeper;
  }
  if (!hit || !includes(target, hit))
    return { wait: `covered by <${hit?.localName ?? 'nothing'} class="${hit?.className ?? ''}">` };
  return spot;
}

function outline(): string {
  const lines: string[] = [];
  for (const each of walk(document.documentElement)) {
    const role = roleOf(each);
    if (!role || /^(generic|presentation|none|document|paragraph)$/.test(role) || !isVisible(each)) continue;
    lines.push(`${role} "${tidy(computeAccessibleName(each))}"${each === deepActive() ? ' (focused)' : ''}`);
  }
  return lines.slice(0, 200).join('\n');
}

Object.defineProperty(document, Symbol.for('e2e-dom'), {
  value: {
    element,
    point,
    outline,
    find: (locator: WireLocator) => elements(locator).slice(0, 1).map(describe)[0] ?? null,
    findAll: (locator: WireLocator) => elements(locator).map(describe),
    active: () => [deepActive()].map(each => (each ? describe(each) : null))[0],
  },
});
