import { parse, stringify } from '../api/json.js';
import { createSignal } from './signal.js';

/** Other windows of the same site that use the same backend. Messages are plain data and never carry a token. */
export interface Bus {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): () => void;
  close(): void;
  /** False where other windows cannot be reached at all. */
  readonly connected: boolean;
}

/** A `BroadcastChannel`, else storage events on a key of our own (which reach only windows that touched the storage). */
export const createBus = (name: string, view: Window | undefined = globalThis.window): Bus => {
  const signal = createSignal<unknown>();
  try {
    const channel = new BroadcastChannel(name);
    // Node would wait for it, browsers have no such method.
    (channel as { unref?: () => void }).unref?.();
    channel.onmessage = event => signal.emit(event.data);
    return {
      post(message) {
        channel.postMessage(message);
        // A channel does not hear itself, and a page may hold the same conversation twice.
        signal.emit(message);
      },
      on: signal.on,
      close: () => channel.close(),
      connected: true,
    };
  } catch {
    // Not there, or refused in a sandboxed frame.
  }
  try {
    const storage = view!.localStorage;
    const hear = (event: StorageEvent) => {
      if (event.key === name && event.newValue) signal.emit((parse(event.newValue) as { m?: unknown })?.m);
    };
    view!.addEventListener('storage', hear);
    return {
      post(message) {
        try {
          storage.setItem(name, stringify({ m: message, n: Math.random() }));
          storage.removeItem(name);
        } catch {
          // Full: the other window learns it from the history.
        }
      },
      on: signal.on,
      close: () => view!.removeEventListener('storage', hear),
      connected: true,
    };
  } catch {
    return { post() {}, on: signal.on, close() {}, connected: false };
  }
};
