/** Whether the page around an element is dark: an attribute, a class or `color-scheme` says so; silence is light. */
const pageIsDark = (element: Element): boolean => {
  for (const root of [document.documentElement, document.body]) {
    const said = [root?.dataset['theme'], ...(root?.classList ?? [])];
    if (said.includes('dark')) return true;
    if (said.includes('light')) return false;
  }
  const around = element.parentElement ?? (element.getRootNode() as ShadowRoot).host ?? document.documentElement;
  const scheme = getComputedStyle(around).colorScheme;
  if (!scheme.includes('dark')) return false;
  return !scheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches;
};

// One observer for all elements: pages with many elements would otherwise watch the same two nodes many times.
const followers = new Set<() => void>();
let observer: MutationObserver | undefined;
let query: MediaQueryList | undefined;
const tellAll = () => {
  for (const follower of followers) follower();
};

/** Tells at once and at each change of the page whether to be dark. Returns how to look again, and how to stop. */
export const followTheme = (
  element: Element,
  theme: () => 'auto' | 'light' | 'dark',
  show: (dark: boolean) => void,
) => {
  const update = () => {
    const wanted = theme();
    show(wanted === 'dark' || (wanted === 'auto' && pageIsDark(element)));
  };
  if (followers.size === 0) {
    observer = new MutationObserver(tellAll);
    for (const root of [document.documentElement, document.body])
      if (root) observer.observe(root, { attributes: true });
    query = matchMedia('(prefers-color-scheme: dark)');
    query.addEventListener('change', tellAll);
  }
  followers.add(update);
  update();
  const stop = () => {
    followers.delete(update);
    if (followers.size) return;
    observer?.disconnect();
    query?.removeEventListener('change', tellAll);
  };
  return [update, stop] as const;
};
