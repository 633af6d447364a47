import type { ErrorCode } from '../api/errors.js';
import type { ConnectionStatus } from '../state/connection.js';
import type { SendStatus } from '../state/outbox.js';
import type { LoginVia, LogoutReason } from '../state/session.js';

/** What the host page may know of a user: no e-mail, no token. */
export interface PublicUser {
  pk: number | string;
  username: string;
  first_name: string;
  last_name: string;
}

/** What the host page may hear, and what each event carries. */
export interface ChatEventMap {
  'sc-ready': { version: string };
  'sc-login': { user: PublicUser; via: LoginVia };
  'sc-register': { user: PublicUser };
  'sc-logout': { reason: LogoutReason };
  'sc-profile-change': { user: PublicUser; changed: string[] };
  'sc-connection': { room: string; status: ConnectionStatus; code?: ErrorCode };
  'sc-before-send': { room: string; text: string };
  'sc-send': { room: string; id: string; text: string };
  'sc-message-status': { room: string; id: string; status: SendStatus; reason?: string };
  'sc-message': { room: string; id: string; text: string; author: { kind: 'server' | 'participant'; name: string } };
  'sc-unread': { count: number };
  'sc-open': Record<string, never>;
  'sc-close': Record<string, never>;
  'sc-error': { code: ErrorCode; hint: string };
}

type ChatEvents = { [Type in keyof ChatEventMap]: CustomEvent<ChatEventMap[Type]> };

const freeze = <T>(value: T): T => {
  if (value && typeof value === 'object') for (const item of Object.values(Object.freeze(value))) freeze(item);
  return value;
};

/** Tells the host page; false when a listener cancelled the event. Only `sc-before-send` can be cancelled. */
export const emit = <Type extends keyof ChatEventMap>(from: EventTarget, type: Type, detail: ChatEventMap[Type]) =>
  from.dispatchEvent(
    new CustomEvent(type, {
      detail: freeze(detail),
      bubbles: true,
      composed: true,
      cancelable: type === 'sc-before-send',
    }),
  );

declare global {
  interface HTMLElementEventMap extends ChatEvents {}
  interface DocumentEventMap extends ChatEvents {}
  interface WindowEventMap extends ChatEvents {}
}
