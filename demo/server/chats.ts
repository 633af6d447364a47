import { createHash } from 'node:crypto';
import type { User } from './accounts.js';
import type { Db } from './db.js';

/** One record of the history: what the visitor wrote and what the server answered. */
export interface Chat {
  id: number;
  name: string;
  email: string;
  room: string;
  message: string;
  serverMessage: string;
  created_at: string;
}

export type NewChat = Omit<Chat, 'id' | 'created_at'>;

// An ISO time as Django REST framework writes it: six digits of a second, or none when they are all zero.
const COLUMNS = `id, name, email, room, message, server_message as "serverMessage",
  replace(to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z') as created_at`;

/** PostgreSQL's text cannot hold U+0000, which the recorded server keeps: it is written as a noncharacter and a letter. */
const hideNul = (text: string) => text.replace(/[\0\uffff]/g, char => (char === '\0' ? '\uffff0' : '\uffffF'));
const showNul = (text: string) => text.replace(/\uffff[0F]/g, mark => (mark[1] === '0' ? '\0' : '\uffff'));

const restore = (row: Chat): Chat => ({
  id: row.id,
  name: showNul(row.name),
  email: showNul(row.email),
  room: row.room,
  message: showNul(row.message),
  serverMessage: showNul(row.serverMessage),
  created_at: row.created_at,
});

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** The socket path needs an e-mail; an account without one stands in it with this address. */
export const socketEmail = (user: Pick<User, 'id' | 'email'>) => user.email || `${user.id}@no-email.invalid`;

export interface Slice {
  /** Records younger than this are not shown yet. */
  lagMs: number;
  offset?: number;
  limit?: number | undefined;
}

export function createChats(db: Db) {
  async function select(where: string, values: unknown[], { lagMs, offset = 0, limit }: Slice): Promise<Chat[]> {
    const at = values.length;
    const rows = await db.query<Chat>(
      `select ${COLUMNS} from messages where (${where}) ${recent(at + 1)}
       order by messages.id limit $${at + 2} offset $${at + 3}`,
      [...values, lagMs, limit ?? null, offset],
    );
    return rows.map(restore);
  }

  async function count(where: string, values: unknown[], lagMs: number): Promise<number> {
    const [row] = await db.query<{ n: number }>(
      `select count(*)::integer as n from messages where (${where}) ${recent(values.length + 1)}`,
      [...values, lagMs],
    );
    return row!.n;
  }

  const recent = (at: number) =>
    `and ($${at}::integer = 0 or created_at <= clock_timestamp() - $${at}::integer * interval '1 ms')`;

  return {
    select,
    count,
    all: () => select('true', [], { lagMs: 0 }),

    /** Saved when this resolves: only then may anybody be answered. */
    async add(chat: NewChat): Promise<Chat> {
      const [row] = await db.query<Chat>(
        `insert into messages (name, email, room, message, server_message) values ($1, $2, $3, $4, $5)
         returning ${COLUMNS}`,
        [hideNul(chat.name), hideNul(chat.email), chat.room, hideNul(chat.message), hideNul(chat.serverMessage)],
      );
      return restore(row!);
    },

    /** Own records: those under the account's e-mail, so renaming the account keeps them. */
    own: (user: User): [string, unknown[]] => ['email = $1', [hideNul(socketEmail(user))]],

    /** Shared rooms: every record of the rooms the account has written in or been connected to. */
    joined: (user: User): [string, unknown[]] => [
      `room in (select room from messages where email = $1 union select room from visits where email_digest = $2)`,
      [hideNul(socketEmail(user)), digest(socketEmail(user))],
    ],
    inRoom: (room: string): [string, unknown[]] => ['room = $1', [room]],

    visit: (room: string, email: string) =>
      db.query('insert into visits (room, email_digest) values ($1, $2) on conflict do nothing', [room, digest(email)]),

    /** `n` records at once, a second apart and all in the past. */
    seed: (name: string, email: string, room: string, n: number) =>
      db.query(
        `insert into messages (name, email, room, message, server_message, created_at)
         select $1::text, $2::text, $3::text, 'Message ' || i,
           $1::text || ', you have sent this message: Message ' || i
             || '. Thanks for contact us. We will message you soon to your email: ' || $2::text,
           clock_timestamp() - ($4::integer - i + 1) * interval '1 second'
         from generate_series(1, $4::integer) i order by i`,
        [hideNul(name), hideNul(email), room, n],
      ),
  };
}

export type Chats = ReturnType<typeof createChats>;
