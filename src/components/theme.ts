const roots = () => [document.documentElement, document.body].filter(Boolean);

/** Whether the page around an element is dark: an attribute, a class or `color-scheme` says so; silence is light. */
const pageIsDark = (element: Element): boolean => {
  const said = roots()
    .flatMap(({ dataset, classList }) => [dataset['theme'], ...classList])
    .filter(word => word === 'dark' || word === 'light');
  if (said.length) return said.includes('dark');
  const around = element.parentElement ?? (element.getRootNode() as ShadowRoot).host ?? document.documentElement;
  const scheme = getComputedStyle(around).colorScheme;
  return scheme.includes('dark') && (!scheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches);
};

// One observer for all elements: pages with many elements would otherwise watch the same two nodes many times.
const followers = new Set<() => void>();
let quit = () => {};
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
  if (!followers.size) {
    const observer = new MutationObserver(tellAll);
    for (const root of roots()) observer.observe(root, { attributes: true });
    const query = matchMedia('(prefers-color-scheme: dark)');
    query.onchange = tellAll;
    quit = () => {
      observer.disconnect();
      query.onchange = null;
    };
  }
  followers.add(update);
  update();
  const stop = () => {
    followers.delete(update);
    if (!followers.size) quit();
  };
  return [update, stop] as const;
};
