/** What can be set. The defaults answer like the recorded servers; `createServer(options)` and the environment change them. */
export interface Settings {
  /** 0 takes any free port. */
  port: number;
  host: string;
  /** Folder of the embedded database; null keeps everything in memory. */
  dataDir: string | null;
  /** A PostgreSQL server instead of the embedded database. */
  databaseUrl: string | null;
  /** `private`: replies to the sender, own records only. `shared`: whole records to everybody in the room. */
  rooms: 'private' | 'shared';
  /** Pages that may call, by HTTP (CORS) and by socket (Origin check). */
  origins: '*' | string[];
  verification: 'none' | 'mandatory';
  /** `none` is the session-only server: 204 without a body after login and registration. */
  tokens: 'token' | 'jwt' | 'none';
  loginMethods: 'username' | 'email' | 'both';
  /** Shape of a reply: `{message, serverMessage}`, `{message: <the reply>}`, the whole record, or the bare text. */
  outFrame: 'json-server' | 'json-message' | 'record' | 'text';
  /** `strict` closes with 1011 at a frame it does not understand. */
  inFrame: 'strict' | 'tolerant';
  /** `word` takes only `\w+` as the name in the socket's path. */
  nameRoute: 'any' | 'word';
  /** Session authentication before token authentication: refusals are 403, and cookies need a CSRF token. */
  sessionFirst: boolean;
  /** Whether the change of the password asks for the old one. */
  oldPassword: boolean;
  /** Page size of the history; null gives a bare array. */
  pageSize: number | null;
  /** How long a new record stays invisible in the history: a replica that lags behind. */
  historyLagMs: number;
  /** Calls a minute, per address and per account, on login, registration, logout and password views; null is no limit. */
  throttle: { calls: number; seconds: number } | null;
  /** Bytes of one frame; a longer one closes with 1009. */
  frameLimit: number;
  /** Bytes of a request body; a longer one is answered 413. */
  bodyLimit: number;
  /** Life of a JWT access token. */
  accessSeconds: number;
  /** scrypt's parallelization parameter; tests lower it to 1. */
  passwordWork: number;
  logLevel: 'silent' | 'error' | 'info';
}

export const defaults: Settings = {
  port: 8000,
  host: '127.0.0.1',
  dataDir: null,
  databaseUrl: null,
  rooms: 'private',
  origins: '*',
  verification: 'none',
  tokens: 'token',
  loginMethods: 'username',
  outFrame: 'json-server',
  inFrame: 'strict',
  nameRoute: 'any',
  sessionFirst: false,
  oldPassword: false,
  pageSize: null,
  historyLagMs: 0,
  throttle: { calls: 20, seconds: 60 },
  // 1 MiB of text and the JSON around it
  frameLimit: 2 ** 20 + 1024,
  bodyLimit: 2 ** 20,
  accessSeconds: 300,
  passwordWork: 5,
  logLevel: 'silent',
};

/** A mistake of the person who started the server: shown as one line, without a stack trace. */
export class SettingError extends Error {}

type Env = Record<string, string | undefined>;

/** Reads the environment; an unknown value is an error that names the variable. */
export function fromEnv(env: Env): Settings {
  const given = (name: string) => env[name]?.trim() || undefined;

  function choice<const T extends string>(name: string, values: readonly T[], fallback: T): T {
    const value = given(name);
    if (value === undefined) return fallback;
    const known = values.find(item => item === value);
    if (!known) throw new SettingError(`${name} must be one of ${values.join(', ')}, not "${value}".`);
    return known;
  }

  function whole(name: string, fallback: number, most = Number.MAX_SAFE_INTEGER): number {
    const value = given(name);
    if (value === undefined) return fallback;
    if (!/^\d+$/.test(value) || Number(value) > most) {
      throw new SettingError(`${name} must be a whole number${most < 1e9 ? ` up to ${most}` : ''}, not "${value}".`);
    }
    return Number(value);
  }

  const flag = (name: string) => choice(name, ['on', 'off'], 'off') === 'on';

  return {
    port: whole('API_PORT', defaults.port, 65535),
    host: given('HOST') ?? defaults.host,
    dataDir: given('DATA_DIR') ?? '.data',
    databaseUrl: given('DATABASE_URL') ?? null,
    rooms: choice('ROOMS', ['private', 'shared'], defaults.rooms),
    origins: origins(given('ORIGINS')),
    verification: choice('VERIFICATION', ['none', 'mandatory'], defaults.verification),
    tokens: choice('TOKENS', ['token', 'jwt', 'none'], defaults.tokens),
    loginMethods: choice('LOGIN_METHODS', ['username', 'email', 'both'], defaults.loginMethods),
    outFrame: choice('OUT_FRAME', ['json-server', 'json-message', 'record', 'text'], defaults.outFrame),
    inFrame: choice('IN_FRAME', ['strict', 'tolerant'], defaults.inFrame),
    nameRoute: choice('NAME_ROUTE', ['any', 'word'], defaults.nameRoute),
    sessionFirst: flag('SESSION_FIRST'),
    oldPassword: flag('OLD_PASSWORD'),
    pageSize: whole('PAGE_SIZE', 0) || null,
    historyLagMs: whole('HISTORY_LAG_MS', 0),
    throttle: rate(given('THROTTLE')),
    frameLimit: whole('FRAME_LIMIT', defaults.frameLimit),
    bodyLimit: whole('BODY_LIMIT', defaults.bodyLimit),
    accessSeconds: whole('ACCESS_SECONDS', defaults.accessSeconds),
    passwordWork: defaults.passwordWork,
    logLevel: choice('LOG_LEVEL', ['silent', 'error', 'info'], 'info'),
  };
}

function origins(value: string | undefined): '*' | string[] {
  if (value === undefined || value === '*') return '*';
  return value.split(',').map(part => {
    const url = URL.canParse(part.trim()) ? new URL(part.trim()) : null;
    if (!url || url.origin === 'null') {
      throw new SettingError(`ORIGINS must be * or origins such as https://example.com, not "${part.trim()}".`);
    }
    return url.origin;
  });
}

function rate(value: string | undefined): Settings['throttle'] {
  if (value === undefined) return defaults.throttle;
  if (value === 'off') return null;
  const parts = /^([1-9]\d*)\/(s|sec|m|min|h|hour)$/.exec(value);
  if (!parts) throw new SettingError(`THROTTLE must be off or a rate such as 20/min, not "${value}".`);
  return { calls: Number(parts[1]), seconds: { s: 1, m: 60, h: 3600 }[parts[2]![0] as 's' | 'm' | 'h'] };
}
