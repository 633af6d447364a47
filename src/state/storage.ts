import { persistentAtom, setPersistentEngine } from '@nanostores/persistent';
import type { WritableAtom } from 'nanostores';

export type Persist = 'local' | 'session' | 'memory';

/** The storage of one backend: memory first, the browser's second. Nothing here ever throws. */
export interface Vault {
  /** Where things are kept. Changing it moves what is kept. */
  mode: Persist;
  get(name: string): string | undefined;
  set(name: string, value: string | undefined): void;
  /** The names that are kept and start with `prefix`, other windows' included. */
  names(prefix: string): string[];
  /** A store that is kept. `decode` must survive anything: other versions, other scripts and people write there too. */
  atom<T>(
    name: string,
    initial: T,
    codec: { encode(value: T): string | undefined; decode(text: string): T },
  ): WritableAtom<T>;
  /** Something could not be kept: it is forgotten with the page. */
  readonly troubled: boolean;
  /** Calls back once when something could not be kept. */
  onProblem(listener: () => void): void;
  purge(): void;
}

type Areas = Pick<Window, 'localStorage' | 'sessionStorage'>;

interface Slot {
  get(): string | undefined;
  set(value: string | undefined): void;
  /** Takes over what another window left in the storage. */
  follow(): void;
  changed?: (event: { key: string; newValue: string | null }) => void;
}

// The engine under @nanostores/persistent is one for all stores; keys find their vault here.
const slots = new Map<string, Slot>();

const engine = new Proxy({} as Record<string, string>, {
  has: (_, key) => slots.get(String(key))?.get() !== undefined,
  get: (_, key) => slots.get(String(key))?.get(),
  set: (_, key, value) => {
    slots.get(String(key))?.set(value);
    return true;
  },
  deleteProperty: (_, key) => {
    slots.get(String(key))?.set(undefined);
    return true;
  },
});

/** `scope` carries the backend's origin: keys are `sc-chat:<scope>:<name>`, never a bare word that the host page uses. */
export const createVault = (scope: string, persist: Persist, view: Areas | undefined = globalThis.window): Vault => {
  const prefix = `sc-chat:${scope}:`;
  const memory = new Map<string, string>();
  const written = new Set<string>();
  const problems = new Set<() => void>();
  let mode = persist;
  let troubled = false;

  const area = (kind: Persist = mode): Storage | undefined => {
    try {
      // Reading the property itself throws where storage is blocked; old private modes answer null.
      return (
        (kind === 'local' ? view?.localStorage : kind === 'session' ? view?.sessionStorage : undefined) ?? undefined
      );
    } catch {
      return undefined;
    }
  };
  const trouble = () => {
    if (troubled || mode === 'memory') return;
    troubled = true;
    for (const listener of problems) listener();
  };
  const readArea = (key: string, kind?: Persist): string | undefined => {
    try {
      return area(kind)?.getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  };
  const writeArea = (key: string, value: string | undefined) => {
    written.delete(key);
    try {
      const storage = area();
      if (value === undefined) storage?.removeItem(key);
      else if (storage) {
        storage.setItem(key, value);
        written.add(key);
      } else trouble();
    } catch {
      trouble();
    }
  };

  const names = (start: string) => {
    const found = new Set<string>();
    for (const key of memory.keys()) found.add(key);
    try {
      const storage = area();
      for (let index = 0; storage && index < storage.length; index++) found.add(storage.key(index)!);
    } catch {
      // Memory alone then.
    }
    return [...found].filter(key => key.startsWith(prefix + start)).map(key => key.slice(prefix.length));
  };

  const vault: Vault = {
    get troubled() {
      return troubled;
    },
    get mode() {
      return mode;
    },
    set mode(next) {
      if (next === mode) return;
      const kept = names('').map(name => [name, vault.get(name)] as const);
      for (const [name] of kept) writeArea(prefix + name, undefined);
      mode = next;
      for (const [name, value] of kept) vault.set(name, value);
    },
    get(name) {
      const key = prefix + name;
      return readArea(key) ?? (written.has(key) ? undefined : memory.get(key));
    },
    set(name, value) {
      const key = prefix + name;
      if (value === undefined) memory.delete(key);
      else memory.set(key, value);
      writeArea(key, value);
    },
    names,
    atom(name, initial, { encode, decode }) {
      const key = prefix + name;
      const slot: Slot = {
        get: () => (memory.has(key) ? memory.get(key) : readArea(key)),
        set: value => vault.set(name, value),
        follow() {
          const value = readArea(key, 'local');
          // What could not be written, or was kept for this tab alone, is not gone because the storage lacks it.
          if (mode !== 'local' || value === memory.get(key) || (value === undefined && !written.has(key))) return;
          if (value === undefined) memory.delete(key);
          else {
            memory.set(key, value);
            written.add(key);
          }
          slot.changed?.({ key, newValue: value ?? null });
        },
      };
      slots.set(key, slot);
      if (memory.get(key) === undefined) {
        const value = readArea(key);
        if (value !== undefined) {
          memory.set(key, value);
          written.add(key);
        }
      }
      setPersistentEngine(engine, {
        addEventListener: (key, listener) => {
          const slot = slots.get(key);
          if (slot) slot.changed = listener as NonNullable<Slot['changed']>;
        },
        removeEventListener: key => void delete slots.get(key)?.changed,
      });
      return persistentAtom(key, initial, { encode: encode as (value: unknown) => string, decode }) as never;
    },
    onProblem: listener => void problems.add(listener),
    purge() {
      for (const kind of ['local', 'session'] as const) {
        const storage = area(kind);
        try {
          const length = storage?.length ?? 0;
          const keys = Array.from({ length }, (_, index) => storage?.key(index) ?? '');
          for (const key of keys) if (key.startsWith(prefix)) storage?.removeItem(key);
        } catch {
          // Nothing can be kept there either.
        }
      }
      memory.clear();
    },
  };

  // A session that was not to be kept stays with its tab, also after a reload.
  if (mode === 'local' && readArea(`${prefix}session`, 'session') !== undefined) mode = 'session';
  return vault;
};

/** Compares every kept store with the storage: after a return from the back/forward cache, and when it is visible again. */
export const refreshStores = () => {
  for (const slot of slots.values()) slot.follow();
};

/**
 * Tells the stores what another window did. Any script may dispatch a `StorageEvent`: only what the storage really
 * holds counts, and other keys are none of our business.
 */
export const followStorage = (view: EventTarget | undefined = globalThis.window): (() => void) => {
  const hear = (event: Event) => {
    const { key } = event as StorageEvent;
    if (key === null) refreshStores();
    else slots.get(key)?.follow();
  };
  view?.addEventListener('storage', hear);
  return () => view?.removeEventListener('storage', hear);
};
