import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ReadableAtom } from 'nanostores';

/** Re-renders its host whenever the store changes. The one bridge between stores and Lit. */
export class StoreController<T> implements ReactiveController {
  private readonly host: ReactiveControllerHost & Element;
  private readonly find: () => ReadableAtom<T> | undefined;
  private store: ReadableAtom<T> | undefined;
  private unbind: (() => void) | undefined;

  /** `find` is a function because the chat arrives when the host connects, and may be another one later. */
  constructor(host: ReactiveControllerHost & Element, find: () => ReadableAtom<T> | undefined) {
    this.host = host;
    this.find = find;
    host.addController(this);
  }

  get value(): T | undefined {
    return this.find()?.get();
  }

  hostConnected() {
    this.hostUpdate();
  }

  hostUpdate() {
    const store = this.find();
    // An update may still come after the host has gone.
    if (!this.host.isConnected || store === this.store) return;
    this.hostDisconnected();
    this.store = store;
    this.unbind = store?.listen(() => this.host.requestUpdate());
  }

  hostDisconnected() {
    this.unbind?.();
    this.store = this.unbind = undefined;
  }
}
