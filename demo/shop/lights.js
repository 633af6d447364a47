// Before the first paint: the visitor's own choice of lights, when there is one. Without it the system decides.
(() => {
  try {
    const lights = localStorage.getItem('wickett:lights');
    if (lights) document.documentElement.dataset.theme = lights === 'on' ? 'dark' : 'light';
  } catch {
    // No storage here; the system's preference it is.
  }
})();
