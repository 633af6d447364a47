import { computeAccessibleDescription, computeAccessibleName, getRole } from 'dom-accessibility-api';

/** For component tests: what a visitor finds by role and name, in shadow roots too, and does with it. */
const all = (root: ParentNode): Element[] =>
  [...root.querySelectorAll('*')].flatMap(element => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);

const inside = (root: Element | ShadowRoot) => [
  ...(root instanceof Element && root.shadowRoot ? all(root.shadowRoot) : []),
  ...all(root),
];

export const queryRole = (root: Element, role: string, name?: string): HTMLElement | undefined =>
  inside(root).find(
    element => getRole(element) === role && (name === undefined || computeAccessibleName(element) === name),
  ) as HTMLElement | undefined;

export const byRole = (root: Element, role: string, name?: string): HTMLElement => {
  const found = queryRole(root, role, name);
  if (!found) throw new Error(`No ${role} "${name ?? ''}" in: ${readable(root)}`);
  return found;
};

export const button = (root: Element, name: string) => byRole(root, 'button', name);

/** A field by its label; passwords have no role. */
export const field = (root: Element, name: string): HTMLInputElement => {
  const found = inside(root).find(
    element => element instanceof HTMLInputElement && computeAccessibleName(element) === name,
  );
  if (!found) throw new Error(`No field "${name}" in: ${readable(root)}`);
  return found as HTMLInputElement;
};

export const describedBy = (element: Element) => computeAccessibleDescription(element);

/** The text a visitor reads. */
export const readable = (root: Element): string =>
  ((root.shadowRoot ?? root).textContent ?? '').replace(/\s+/g, ' ').trim();

export const spoken = (root: Element): string => byRole(root, 'status').textContent?.trim() ?? '';

export const type = (input: HTMLInputElement, text: string) => {
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
};

export const focused = (): Element | null => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
};

/** Waits for what needs some turns of the loop, and no longer than it needs. */
export const until = async <T>(find: () => T, limit = 1000): Promise<NonNullable<T>> => {
  const end = performance.now() + limit;
  for (;;) {
    let failure: unknown;
    try {
      const found = find();
      if (found) return found as NonNullable<T>;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > end) throw failure ?? new Error(`Never: ${find}`);
    await new Promise(resolve => setTimeout(resolve, 4));
  }
};
