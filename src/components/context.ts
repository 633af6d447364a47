import { createContext } from '@lit/context';
import { atom, type ReadableAtom } from '../state/atom.js';
import type { PartialOptions } from './options.js';

/** What a provider hands down: its options and those around it, and where the session events of those inside are dispatched. */
export interface Scope {
  readonly $options: ReadableAtom<PartialOptions>;
  readonly target: EventTarget;
}

export const scopeContext = createContext<Scope | undefined>(Symbol('sc-chat'));

const $pageOptions = atom<PartialOptions>({});

/** The page's own scope, for elements outside any provider: the options of the script tag and of `configure`. */
export const pageScope: Scope = {
  $options: $pageOptions,
  get target() {
    return document;
  },
};

export const configurePage = (changes: PartialOptions) => $pageOptions.set({ ...$pageOptions.get(), ...changes });
export const resetPage = () => $pageOptions.set({});
