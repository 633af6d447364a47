// Before the first paint: the reader's own choice of light or dark, when there is one. Without it the system decides.
(() => {
  try {
    const scheme = localStorage.getItem('docs:scheme');
    if (scheme) document.documentElement.dataset.theme = scheme;
  } catch {
    // No storage here; the system's preference it is.
  }
})();
