import type { Bus } from '../bus.js';
import { createChat } from '../chat.js';
import type { Page, PageNews } from '../page.js';
import { createSignal } from '../signal.js';
import type { createTestClock } from './clock.js';
import type { createTestServer } from './server.js';

/** A storage that behaves like the browser's, and can be full or broken. */
export const createStorage = (): Storage =>
  Object.create({
    get length() {
      return Object.keys(this).length;
    },
    key(index: number) {
      return Object.keys(this)[index] ?? null;
    },
    getItem(key: string) {
      return Object.hasOwn(this, key) ? this[key as never] : null;
    },
    setItem(key: string, value: string) {
      Object.assign(this, { [key]: String(value) });
    },
    removeItem(key: string) {
      delete this[key as never];
    },
    clear() {
      for (const key of Object.keys(this)) delete this[key as never];
    },
  });

/** A browser with one storage, in which windows are opened and closed. */
export const createWorld = (server: ReturnType<typeof createTestServer>, clock: ReturnType<typeof createTestClock>) => {
  const localStorage = createStorage();
  const buses = new Set<{ emit(message: unknown): void }>();

  const open = (sessionStorage = createStorage()) => {
    const signal = createSignal<unknown>();
    const pageSignal = createSignal<PageNews>();
    const own = { emit: (message: unknown) => signal.emit(message) };
    buses.add(own);
    const bus: Bus = {
      post(message) {
        const copy = structuredClone(message);
        for (const other of buses)
          if (other !== own) clock.after(0, () => buses.has(other) && other.emit(structuredClone(copy)));
      },
      on: signal.on,
      close: () => void buses.delete(own),
      open: () => void buses.add(own),
    };
    const page: Page = { on: pageSignal.on, visible: () => true, online: () => true, shown: Promise.resolve() };
    const chat = createChat(
      new URL('http://chat.example/'),
      { persist: 'local', authScheme: 'auto', wireFormat: 'json', locale: '', endpoints: {} },
      {
        fetch: server.fetch,
        WebSocket: server.WebSocket,
        clock,
        page,
        bus,
        areas: { localStorage, sessionStorage } as never,
      },
    );
    return {
      chat,
      sessionStorage,
      page: pageSignal,
      /** The window dies: nothing of it runs any more, and its storage stays as it is. */
      crash() {
        buses.delete(own);
        chat.destroy();
      },
    };
  };
  return { open, localStorage };
};
