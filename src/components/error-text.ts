import type { ErrorCode } from '../api/errors.js';
import type { Strings } from '../i18n/en.js';

const keys = {
  config: 'errorSetup',
  cors: 'errorUnreachable',
  csp: 'errorUnreachable',
  'mixed-content': 'errorUnreachable',
  'origin-refused': 'errorUnreachable',
  'not-found': 'errorAnswer',
  'bad-answer': 'errorAnswer',
  server: 'errorServer',
  timeout: 'errorTimeout',
  offline: 'errorOffline',
  credentials: 'errorCredentials',
  'no-token': 'errorSetup',
  'token-refused': 'errorSetup',
  csrf: 'errorSetup',
  throttled: 'errorThrottled',
  expired: 'errorExpired',
  room: 'errorRoom',
  'too-long': 'errorTooLong',
  storage: 'errorStorage',
  version: 'errorAnswer',
  validation: 'errorValidation',
  aborted: 'errorAborted',
} as const satisfies Record<ErrorCode, keyof Strings>;

/** What a visitor reads about an error that the server has no words for. */
export const errorText = (code: ErrorCode, t: Strings): string => t[keys[code]];
