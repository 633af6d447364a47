import { parse, stringify } from '../api/json.js';
import { createSignal } from './signal.js';

/** Other windows of the same site that use the same backend. Messages are plain data and never carry a token. */
export interface Bus {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): () => void;
  /** Hears nothing from here on: what arrives at a page in the back/forward cache takes it out of there. */
  close(): void;
  /** Hears again. */
  open(): void;
}

/** A `BroadcastChannel`, else storage events on a key of our own (which reach only windows that touched the storage). */
export const createBus = (name: string, view: Window | undefined = globalThis.window): Bus => {
  const { on, emit } = createSignal<unknown>();
  let channel: BroadcastChannel | undefined;
  const hear = ({ key, newValue }: StorageEvent) => {
    if (key === name && newValue) emit((parse(newValue) as { m?: unknown })?.m);
  };
  const open = () => {
    try {
      channel ??= new BroadcastChannel(name);
      channel.onmessage = event => emit(event.data);
    } catch {
      // Not there, or refused in a sandboxed frame.
      view?.addEventListener('storage', hear);
    }
  };
  open();
  return {
    open,
    post(message) {
      try {
        if (channel) channel.postMessage(message);
        else {
          view!.localStorage.setItem(name, stringify({ m: message, n: Math.random() }));
          view!.localStorage.removeItem(name);
        }
      } catch {
        // Refused or full: the other window learns it from the history.
      }
      // Neither hears itself, and a page may hold the same conversation twice.
      emit(message);
    },
    on,
    close() {
      channel?.close();
      channel = undefined;
      view?.removeEventListener('storage', hear);
    },
  };
};
