import { ContextProvider } from '@lit/context';
import { property } from 'lit/decorators.js';
import { atom } from '../state/atom.js';
import { type Scope, scopeContext } from './context.js';
import type { Options, PartialOptions } from './options.js';
import { elements, ScElement } from './sc-element.js';

/** An element whose options count for the elements inside it too. */
export abstract class ScopeElement extends ScElement implements Scope {
  /** When the launcher connects: `on-open` or `on-load`. */
  @property() connect?: Options['connect'];
  /** Corner of the launcher: `bottom-end`, `bottom-start`, `top-end` or `top-start`. */
  @property() position?: Options['position'];

  /** @internal */
  readonly $options = atom<PartialOptions>({});
  protected readonly inner = new ContextProvider(this, { context: scopeContext, initialValue: this as Scope });

  /**
   * Where the session events of those inside are dispatched.
   * @internal
   */
  get target(): EventTarget {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    // Elements that were there before this one was an element have asked somebody else.
    for (const element of elements) if (element !== this && this.contains(element)) element.seek();
  }

  protected override optionsChanged() {
    super.optionsChanged();
    this.$options.set(this.options);
  }
}
