import * as z from 'zod/mini';
import { parse, stringify } from '../api/json.js';
import type { Vault } from './storage.js';

/** What was typed and not sent, by name: plain texts, and never a password. */
export type Draft = Record<string, string>;

const draftSchema = z.record(z.string(), z.string());

/** What is typed into forms outlives the form: it is kept where everything else is. */
export const createDrafts = (vault: Vault) => ({
  read(name: string): Draft {
    const result = z.safeParse(draftSchema, parse(vault.get(`draft-${name}`) ?? ''));
    return result.success ? result.data : {};
  },
  write(name: string, draft: Draft) {
    vault.set(`draft-${name}`, Object.values(draft).some(Boolean) ? stringify(draft) : undefined);
  },
});
