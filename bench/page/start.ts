/** Finds the launcher of either contender, through its shadow roots. */
const widget = () => document.querySelector('sc-widget, bare-launcher')?.shadowRoot;

window.launcher = {
  button: () => widget()?.querySelector<HTMLElement>('.launcher, [part=launcher]'),
  field: () => {
    const inner = widget()?.querySelector('sc-auth')?.shadowRoot ?? widget();
    return inner?.querySelector<HTMLElement>('.panel input, form input');
  },
};
