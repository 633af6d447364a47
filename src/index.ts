import { createScriptApi } from './page/script-api.js';
import './components/elements.js';

export type { Endpoints } from './api/address.js';
export type { ErrorCode } from './api/errors.js';
export * from './components/elements.js';
export type { ChatEventMap, PublicUser } from './components/events.js';
export type { Options, PartialOptions } from './components/options.js';
export type { Strings } from './i18n/en.js';
export type { Check, Report } from './page/diagnose.js';
export type { OpenOptions, ScChatApi, SendResult } from './page/script-api.js';
export type { ConnectionStatus } from './state/connection.js';
export type { SendStatus } from './state/outbox.js';
export type { LoginVia, LogoutReason, TokenSource } from './state/session.js';

const { api, start } = createScriptApi({ launcher: false, gone() {} });
if (globalThis.document) start();

/** What `window.scChat` is for the script; mounts nothing until it is asked to. */
export const scChat = api;
/** Options of the page, for the elements outside any provider. */
export const configure = api.configure;
