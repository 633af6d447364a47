import { randomBytes } from 'node:crypto';
import { type Accounts, createAccounts } from './accounts.js';
import { type Chats, createChats } from './chats.js';
import type { Db } from './db.js';
import type { Log } from './log.js';
import type { Settings } from './settings.js';
import { createThrottle, type Throttle } from './throttle.js';

export interface Mail {
  to: string;
  subject: string;
  body: string;
  /** What the links of a mail would carry, for tests: `key`, or `uid` and `token`. */
  data: Record<string, string>;
}

/** What every view gets. */
export interface Site {
  settings: Settings;
  accounts: Accounts;
  chats: Chats;
  /** Signs JWTs and the keys in mails; made once and kept with the data, so that a restart logs nobody out. */
  secret: string;
  throttle: Throttle;
  log: Log;
  mail(mail: Mail): void;
}

export async function createSite(db: Db, settings: Settings, log: Log, mail: (mail: Mail) => void): Promise<Site> {
  await db.query(`insert into meta (key, value) values ('secret', $1) on conflict do nothing`, [
    randomBytes(32).toString('hex'),
  ]);
  const [row] = await db.query<{ value: string }>(`select value from meta where key = 'secret'`);
  return {
    settings,
    accounts: createAccounts(db),
    chats: createChats(db),
    secret: row!.value,
    throttle: createThrottle(settings.throttle),
    log,
    mail,
  };
}
