/** Registers an element once: a second copy of the script must not throw, and the first one wins. */
export const define = (tag: string) => (element: CustomElementConstructor) => {
  if (!globalThis.customElements?.get(tag)) globalThis.customElements?.define(tag, element);
};
