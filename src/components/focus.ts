/** Whether the focus is in it. `:focus-within` sees what is slotted, but in WebKit nothing while another window is in front. */
export const hasFocus = (element: Element): boolean => {
  const { activeElement } = element.getRootNode() as Document | ShadowRoot;
  return element.matches(':focus-within') || (!!activeElement && element.contains(activeElement));
};
