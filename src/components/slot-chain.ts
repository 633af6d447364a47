import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * The way of a form from the light DOM of the outermost `sc-*` element through every shadow root down to its own
 * element, for password managers that see light DOM only. It inherits tokens and type; `::slotted` lays it out, and the
 * rest is up to the page's own styles for forms.
 */
export class SlotChain implements ReactiveController {
  /** The outermost element, while the chain is open. */
  host: HTMLElement | undefined;
  /** What is shown ends before this. */
  end = document.createComment('');

  private readonly from: ReactiveControllerHost & HTMLElement;
  private slots: HTMLSlotElement[] = [];

  constructor(from: ReactiveControllerHost & HTMLElement) {
    this.from = from;
    from.addController(this);
  }

  get form(): HTMLElement | null {
    return this.host?.querySelector<HTMLElement>(':scope > form[slot=sc-form]') ?? null;
  }

  open(): HTMLElement {
    if (this.host) return this.host;
    let host: HTMLElement = this.from;
    for (let root = host.getRootNode(); root instanceof ShadowRoot; root = host.getRootNode()) {
      if (!root.host.localName.startsWith('sc-')) break;
      const slot = document.createElement('slot');
      slot.name = slot.slot = 'sc-form';
      host.append(slot);
      this.slots.push(slot);
      host = root.host as HTMLElement;
    }
    host.append((this.end = document.createComment('')));
    this.host = host;
    return host;
  }

  close() {
    this.form?.remove();
    this.end.remove();
    for (const slot of this.slots.splice(0)) slot.remove();
    this.host = undefined;
  }

  hostDisconnected() {
    this.close();
  }
}
