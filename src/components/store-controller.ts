import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ReadableAtom } from 'nanostores';

/** Re-renders its host whenever the store changes. The one bridge between stores and Lit. */
export class StoreController<T> implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private readonly find: () => ReadableAtom<T> | undefined;
  private store: ReadableAtom<T> | undefined;
  private connected = false;
  private unbind = () => {};

  /** `find` is a function because the chat arrives when the host connects, and may be another one later. */
  constructor(host: ReactiveControllerHost, find: () => ReadableAtom<T> | undefined) {
    this.host = host;
    this.find = find;
    host.addController(this);
  }

  get value(): T | undefined {
    return this.find()?.get();
  }

  hostConnected() {
    this.connected = true;
    this.bind();
  }

  hostUpdate() {
    // An update may still come after the host has gone.
    if (this.connected && this.find() !== this.store) this.bind();
  }

  hostDisconnected() {
    this.connected = false;
    this.unbind();
    this.unbind = () => {};
    this.store = undefined;
  }

  private bind() {
    this.unbind();
    this.store = this.find();
    this.unbind = this.store?.listen(() => this.host.requestUpdate()) ?? (() => {});
  }
}
