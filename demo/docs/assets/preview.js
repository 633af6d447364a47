// What the address of the preview says: the options, the layout, what is shown, the scheme. `preview` is for the page around it.
(() => {
  const query = new URLSearchParams(location.search);
  const root = document.documentElement;
  const sample = query.has('sample');
  const queue = (window.scChat ||= []);

  const preview = {
    scheme(name) {
      root.dataset.theme = name;
    },
    tokens(tokens) {
      for (const name of [...root.style]) if (name.startsWith('--sc-')) root.style.removeProperty(name);
      for (const [name, value] of Object.entries(tokens)) root.style.setProperty(name, value);
    },
    show(view) {
      window.scChat.push(sc => {
        if (sample) sc.identify(view === 'chat' || view === 'profile' ? 'sample' : null);
        sc.open({ view });
      });
    },
    configure(options) {
      window.scChat.push(sc => sc.configure(options));
    },
  };
  window.preview = preview;

  // On the way down, so that nothing on the page hides one. The page around it keeps the list.
  for (const type of query.get('events')?.split(' ') ?? [])
    window.addEventListener(
      type,
      ({ detail, timeStamp }) =>
        parent.postMessage({ type, detail, time: performance.timeOrigin + timeStamp }, location.origin),
      { capture: true },
    );

  const inline = query.get('layout') === 'inline';
  const options = JSON.parse(query.get('options') ?? '{}');
  if (query.has('lang')) root.lang = query.get('lang');
  if (query.has('dir')) root.dir = query.get('dir');
  preview.scheme(query.get('scheme') ?? 'light');
  preview.tokens(JSON.parse(query.get('tokens') ?? '{}'));
  queue.push(sc =>
    sc.configure({
      ...(sample && { apiBase: 'https://sample.example', persist: 'memory' }),
      ...(inline && { launcher: 'off' }),
      ...options,
    }),
  );
  if (query.has('view')) preview.show(query.get('view'));
  else if (sample) queue.push(sc => sc.identify('sample'));

  document.addEventListener('DOMContentLoaded', () => {
    const template = document.querySelector('[data-inline]');
    if (inline) template.replaceWith(template.content);
  });
})();
