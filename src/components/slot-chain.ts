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
  end: Comment | undefined;

  private readonly from: ReactiveControllerHost & HTMLElement;
  private slots: HTMLSlotElement[] = [];

  constructor(from: ReactiveControllerHost & HTMLElement) {
    this.from = from;
    from.addController(this);
  }

  get form(): Element | null | undefined {
    return this.host?.querySelector(':scope > [slot=sc-form]');
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
    this.end = document.createComment('');
    host.append(this.end);
    this.host = host;
    return host;
  }

  close() {
    for (const node of [this.form, this.end, ...this.slots.splice(0)]) node?.remove();
    this.host = undefined;
  }

  hostDisconnected() {
    this.close();
  }
}
