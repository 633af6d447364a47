/** Where the rows of `<sc-chat>` are. The page around it is the one an integrator would write. */
const list = () => document.querySelector('sc-chat')?.shadowRoot?.querySelector('sc-message-list')?.shadowRoot;

window.probe.newest = () => [...(list()?.querySelectorAll('[role=article]') ?? [])].at(-1) ?? null;
window.probe.rows = () => list()?.querySelectorAll('[role=article]').length ?? 0;
