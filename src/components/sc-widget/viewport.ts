/**
 * Keeps the panel on what is visible of the page: a phone's keyboard covers the page without making it smaller.
 * Written as custom properties, once a frame. A page that somebody enlarged with two fingers is left alone.
 */
export const followViewport = (panel: HTMLElement) => {
  const view = globalThis.visualViewport;
  if (!view) return () => {};
  let frame = 0;
  const write = () => {
    frame = 0;
    if (view.scale > 1.01) return;
    const set = (name: string, value: number) => panel.style.setProperty(name, `${value}px`);
    set('--_top', view.offsetTop);
    set('--_left', view.offsetLeft);
    set('--_width', view.width);
    set('--_height', view.height);
  };
  const plan = () => {
    frame ||= requestAnimationFrame(write);
  };
  write();
  view.addEventListener('resize', plan);
  view.addEventListener('scroll', plan);
  return () => {
    cancelAnimationFrame(frame);
    view.removeEventListener('resize', plan);
    view.removeEventListener('scroll', plan);
  };
};
