import { randomBytes } from 'node:crypto';
import type { Db } from './db.js';

export interface User {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  password: string;
  active: boolean;
  verified: boolean;
  /** Counts revocations: a JWT of an earlier epoch is dead. */
  epoch: number;
}

export type NewUser = Pick<User, 'username' | 'email' | 'password'>;

const COLUMNS = 'id, username, email, first_name, last_name, password, active, verified, epoch';
const QUALIFIED = COLUMNS.replace(/\w+/g, 'users.$&');

/** Names and addresses are looked up without regard to letter case, and kept as they were typed. */
const keyOf = (text: string) => text.toLowerCase();

/** Django's `EmailField(max_length=254)`: a longer address is cut, silently. */
export const cutEmail = (email: string) => [...email].slice(0, 254).join('');

export function createAccounts(db: Db) {
  const one = async (sql: string, values: unknown[]): Promise<User | null> =>
    (await db.query<User>(sql, values))[0] ?? null;

  return {
    byId: (id: number) => one(`select ${COLUMNS} from users where id = $1`, [id]),
    byUsername: (name: string) => one(`select ${COLUMNS} from users where username_key = $1`, [keyOf(name)]),
    byEmail: (email: string) =>
      email ? one(`select ${COLUMNS} from users where email_key = $1`, [keyOf(email)]) : Promise.resolve(null),
    byToken: (key: string) => one(`select ${QUALIFIED} from users join tokens on user_id = id where key = $1`, [key]),
    bySession: (key: string) =>
      one(
        `select ${QUALIFIED} from users join sessions on user_id = id
         where key = $1 and created_at > now() - interval '14 days'`,
        [key],
      ),

    /** Throws the database's error when a name or an address is taken: `duplicateOf` tells which. */
    async add({ username, email, password }: NewUser): Promise<User> {
      const kept = cutEmail(email);
      const user = await one(
        `insert into users (username, username_key, email, email_key, password) values ($1, $2, $3, $4, $5)
         returning ${COLUMNS}`,
        [username, keyOf(username), kept, keyOf(kept), password],
      );
      return user!;
    },

    async change(id: number, values: Partial<Pick<User, 'username' | 'first_name' | 'last_name'>>): Promise<User> {
      const user = await one(
        `update users set username = coalesce($2, username), username_key = coalesce($3, username_key),
           first_name = coalesce($4, first_name), last_name = coalesce($5, last_name)
         where id = $1 returning ${COLUMNS}`,
        [
          id,
          values.username ?? null,
          values.username === undefined ? null : keyOf(values.username),
          values.first_name ?? null,
          values.last_name ?? null,
        ],
      );
      return user!;
    },

    setPassword: (id: number, hash: string) => db.query('update users set password = $2 where id = $1', [id, hash]),
    verify: (id: number) => db.query('update users set verified = true where id = $1', [id]),
    setActive: (username: string, active: boolean) =>
      db.query('update users set active = $2 where username_key = $1', [keyOf(username), active]),

    /** One token a user: every login and every device gets the same key until somebody logs out. */
    async token(id: number): Promise<string> {
      await db.query('insert into tokens (key, user_id) values ($1, $2) on conflict (user_id) do nothing', [
        randomBytes(20).toString('hex'),
        id,
      ]);
      const [row] = await db.query<{ key: string }>('select key from tokens where user_id = $1', [id]);
      return row!.key;
    },
    dropToken: (id: number) => db.query('delete from tokens where user_id = $1', [id]),

    async openSession(id: number): Promise<string> {
      const key = randomBytes(16).toString('hex');
      await db.query(`delete from sessions where created_at < now() - interval '14 days'`);
      await db.query('insert into sessions (key, user_id) values ($1, $2)', [key, id]);
      return key;
    },
    closeSession: (key: string) => db.query('delete from sessions where key = $1', [key]),

    /** Everything that proves this user stops working: the token, the sessions, the JWTs. */
    async revoke(id: number): Promise<void> {
      await db.query('delete from tokens where user_id = $1', [id]);
      await db.query('delete from sessions where user_id = $1', [id]);
      await db.query('update users set epoch = epoch + 1 where id = $1', [id]);
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
