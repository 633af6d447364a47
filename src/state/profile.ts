import type { Api } from '../api/api.js';
import type { ApiError } from '../api/errors.js';
import type { ProfileChanges, User } from '../api/schemas.js';
import type { Session } from './session.js';
import { createSignal } from './signal.js';

/** What became of a save: the server may keep a field as it was and still answer 200. */
export interface Receipt {
  user: User;
  saved: string[];
  ignored: string[];
}

export interface ProfileNews {
  user: User;
  changed: string[];
  source?: object | undefined;
}

export type Profile = ReturnType<typeof createProfile>;

/** The user's own details, and the change that waits for a new login. */
export const createProfile = (api: Api, session: Session) => {
  const news = createSignal<ProfileNews>();
  const receipts = createSignal<Receipt | ApiError>();
  let waiting: { user: User | null; changes: ProfileChanges; source?: object | undefined } | undefined;

  const save = async (changes: ProfileChanges, source?: object, signal?: AbortSignal): Promise<Receipt> => {
    const before = session.$user.get();
    try {
      const user = await session.run(() => api.patchUser(changes, signal));
      const keys = Object.keys(changes) as (keyof ProfileChanges)[];
      // Django trims: a value that came back without its outer spaces was taken.
      const ignored = keys.filter(key => user[key] !== changes[key]?.trim() && user[key] === before?.[key]);
      const changed = keys.filter(key => user[key] !== before?.[key]);
      session.setUser(user);
      if (changed.length) news.emit({ user, changed, source });
      return { user, saved: keys.filter(key => !ignored.includes(key)), ignored };
    } catch (error) {
      if ((error as ApiError).code === 'expired') waiting = { user: before, changes, source };
      throw error;
    }
  };

  // A save that the expired session interrupted is finished after the login, for the same user only.
  session.on(event => {
    if (event.type !== 'login' || !waiting) return;
    const { user, changes, source } = waiting;
    waiting = undefined;
    if (user?.pk === event.user.pk) save(changes, source).then(receipts.emit, receipts.emit);
  });

  return {
    on: news.on,
    /** What became of a save that was finished after a new login. */
    onReceipt: receipts.on,
    save,
  };
};
