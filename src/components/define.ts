/** Registers an element once: a second copy of the script must not throw, and the first one wins. */
export const define = (tag: string) => (element: CustomElementConstructor) => {
  const { customElements } = globalThis;
  if (!customElements?.get(tag)) customElements?.define(tag, element);
};
