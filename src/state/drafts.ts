import { parse, stringify } from '../api/json.js';
import { accept, draftSchema } from '../api/schemas.js';
import type { Vault } from './storage.js';

/** What was typed and not sent, by name: plain texts, and never a password. */
export type Draft = Record<string, string>;

/** What is typed into forms outlives the form: it is kept where everything else is. */
export const createDrafts = (vault: Vault) => ({
  read(name: string): Draft {
    return accept(draftSchema, parse(vault.get(`draft-${name}`) ?? '')) ?? {};
  },
  write(name: string, draft: Draft) {
    vault.set(`draft-${name}`, Object.values(draft).some(Boolean) ? stringify(draft) : undefined);
  },
});
