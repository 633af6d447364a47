import { persistentAtom, setPersistentEngine } from '@nanostores/persistent';
import type { WritableAtom } from 'nanostores';

export type Persist = 'local' | 'session' | 'memory';

/** The storage of one backend: the browser's, and memory for what it does not take. Nothing here ever throws. */
export interface Vault {
  /** Where things are kept. Changing it moves what is kept. */
  mode: Persist;
  get(name: string): string | undefined;
  set(name: string, value: string | undefined): void;
  /** The names that are kept and start with `prefix`, other windows' included. */
  names(prefix: string): string[];
  /**
   * The one store that is kept, as a text that is empty where there is nothing to keep. `decode` must survive anything:
   * other versions, other scripts and people write there too.
   */
  atom<T>(name: string, codec: { encode(value: T): string; decode(text: string): T }): WritableAtom<T>;
  /**
   * Takes over what another window did to the store. Any script may dispatch a `StorageEvent`: only what the storage
   * really holds counts.
   */
  follow(): void;
  /** Something could not be kept: it is forgotten with the page. */
  readonly troubled: boolean;
  purge(): void;
}

type Areas = Pick<Window, 'localStorage' | 'sessionStorage'>;

// The engine under @nanostores/persistent is one for all stores; each key in it leads to its vault.
const engine: Record<string, string> = {};
const listeners: Record<string, (event: { key: string; newValue: string }) => void> = {};
setPersistentEngine(engine, {
  addEventListener: (key, listener) => {
    listeners[key] = listener as (typeof listeners)[string];
  },
  removeEventListener() {},
});

/**
 * `scope` carries the backend's origin: keys are `sc-chat:<scope>:<name>`, never a bare word that the host page uses.
 * `onProblem` is called once, when something could not be kept.
 */
export const createVault = (
  scope: string,
  persist: Persist,
  view: Areas | undefined = globalThis.window,
  onProblem = () => {},
): Vault => {
  const prefix = `sc-chat:${scope}:`;
  /** What the storage did not take. */
  const memory = new Map<string, string>();
  let mode = persist;
  let troubled = false;
  let follow = () => {};

  /** Even reading the property throws where storage is blocked; old private modes answer null. */
  const attempt = <T>(task: (storage: Storage) => T, area = mode): T | undefined => {
    try {
      return area === 'memory' ? undefined : task(view![`${area}Storage`]);
    } catch {
      return undefined;
    }
  };
  const read = (name: string, area?: Persist) => attempt(storage => storage.getItem(prefix + name), area) ?? undefined;

  const vault: Vault = {
    get troubled() {
      return troubled;
    },
    get mode() {
      return mode;
    },
    set mode(next) {
      if (next === mode) return;
      const kept = vault.names('').map(name => [name, vault.get(name)] as const);
      for (const [name] of kept) vault.set(name, undefined);
      mode = next;
      for (const [name, value] of kept) vault.set(name, value);
    },
    get: name => memory.get(name) ?? read(name),
    set(name, value) {
      memory.delete(name);
      const key = prefix + name;
      if (value !== undefined && attempt(storage => [storage.setItem(key, value)])) return;
      // Where it cannot be written, what was there is worse than nothing: a message in flight would look unsent.
      attempt(storage => storage.removeItem(key));
      if (value === undefined) return;
      memory.set(name, value);
      if (troubled || mode === 'memory') return;
      troubled = true;
      onProblem();
    },
    names(start) {
      const kept = (attempt(Object.keys) ?? [])
        .filter(key => key.startsWith(prefix))
        .map(key => key.slice(prefix.length));
      return [...new Set([...memory.keys(), ...kept])].filter(name => name.startsWith(start));
    },
    atom(name, { encode, decode }) {
      const key = prefix + name;
      let last = vault.get(name);
      Object.defineProperty(engine, key, {
        configurable: true,
        get: () => last ?? '',
        set(value: string) {
          last = value || undefined;
          vault.set(name, last);
        },
      });
      follow = () => {
        const value = read(name);
        // What is kept for this tab alone, or could not be written, is not gone because the storage lacks it.
        if (mode !== 'local' || memory.has(name) || value === last) return;
        last = value;
        listeners[key]?.({ key, newValue: value ?? '' });
      };
      return persistentAtom(key, decode(''), { encode, decode });
    },
    follow: () => follow(),
    purge() {
      for (const area of ['local', 'session'] as const)
        attempt(storage => {
          for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key);
        }, area);
      memory.clear();
    },
  };

  // A session that was not to be kept stays with its tab, also after a reload.
  if (mode === 'local' && read('session', 'session') !== undefined) mode = 'session';
  return vault;
};
