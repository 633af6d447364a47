import { a11ySnapshot } from '@web/test-runner-commands';
import { computeAccessibleName, getRole } from 'dom-accessibility-api';

/** For component tests: what assistive technology is told, a line a node: `textbox "Password" invalid required`. */
interface Node {
  role: string;
  name?: string;
  children?: Node[];
  [state: string]: unknown;
}

const roles = /^(alert|button|checkbox|dialog|form|group|heading|link|log|textbox)$/;
const states = ['pressed', 'invalid', 'required', 'disabled', 'checked', 'level', 'focused', 'readonly'];

const line = (role: string, name: string, known: Record<string, unknown>) =>
  [role, name && `"${name}"`, ...states.map(state => known[state] && known[state] !== 'false' && `${state}`)]
    .filter(Boolean)
    .join(' ');

const fromBrowser = ({ role, name = '', children = [], ...known }: Node): string[] => [
  ...(roles.test(role) ? [line(role, name, known)] : []),
  ...children.flatMap(fromBrowser),
];

const fromDom = (root: Element | ShadowRoot): string[] =>
  [...root.querySelectorAll('*')].flatMap(element => {
    const role = element.matches('[type=password]') ? 'textbox' : (getRole(element) ?? '');
    if (!roles.test(role) || element.closest('[hidden], [aria-hidden=true]')) return [];
    const flag = (name: string) => element.getAttribute(`aria-${name}`) === 'true';
    const known = {
      pressed: flag('pressed'),
      invalid: flag('invalid'),
      disabled: flag('disabled'),
      required: element.hasAttribute('required'),
      readonly: element.hasAttribute('readonly'),
      checked: element instanceof HTMLInputElement && element.checked,
      level: role === 'heading',
      focused: (element.getRootNode() as ShadowRoot).activeElement === element,
    };
    return [line(role, computeAccessibleName(element), known)];
  });

/** Chromium's own tree where it can be had, else the one that the standard computes from the DOM. */
export const treeOf = async (element: Element): Promise<string[]> => {
  if (!/Chrom/.test(navigator.userAgent)) return fromDom(element.shadowRoot ?? element);
  // Of the whole page, which is the element alone: Chromium leaves out what a part of it is not interested in.
  const snapshot = (await a11ySnapshot({})) as unknown as Node;
  return fromBrowser(snapshot);
};
