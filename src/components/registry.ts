import type { ErrorCode } from '../api/errors.js';
import type { User } from '../api/schemas.js';
import { type Chat, type ChatOptions, createChat, type Environment, parseBase } from '../state/chat.js';
import { emit, type PublicUser } from './events.js';
import { hintFor } from './hints.js';
import { type Options, warn } from './options.js';

/** What the page may know of a user. */
export const toPublic = ({ pk, username = '', first_name = '', last_name = '' }: User): PublicUser => ({
  pk,
  username,
  first_name,
  last_name,
});

interface Registered {
  chat: Chat;
  /** The scopes in which it is used: session events that no element caused go to the first that is a provider. */
  targets: Set<EventTarget>;
}

const registered = new Map<string, Registered>();
let environment: Environment = {};

/** For tests: the browser's own parts can be replaced before the first element asks for its chat. */
export const setEnvironment = (next: Environment) => {
  environment = next;
};

const toChatOptions = ({ persist, authScheme, wireFormat, locale, endpoints }: Options): ChatOptions => ({
  persist,
  authScheme,
  wireFormat,
  endpoints,
  language: locale,
});

/** Where an event of the session is dispatched: the element that was acted in, else a provider, else the document. */
const targetOf = ({ targets }: Registered, source: object | undefined): EventTarget => {
  if (source instanceof HTMLElement && source.isConnected) return source;
  for (const target of targets) if (target instanceof HTMLElement && target.isConnected) return target;
  return document;
};

const announce = (entry: Registered) => {
  const { chat } = entry;
  chat.session.on(event => {
    if (event.type === 'login') {
      emit(targetOf(entry, event.source), 'sc-login', { user: toPublic(event.user), via: event.via });
    } else if (event.type === 'register') {
      emit(targetOf(entry, event.source), 'sc-register', { user: toPublic(event.user) });
    } else if (event.type === 'logout') emit(targetOf(entry, event.source), 'sc-logout', { reason: event.reason });
  });
  chat.profile.on(({ user, changed, source }) =>
    emit(targetOf(entry, source), 'sc-profile-change', { user: toPublic(user), changed: [...changed] }),
  );
  const told = new Set<ErrorCode>();
  chat.onError(code => {
    const hint = hintFor(code, chat.base);
    emit(targetOf(entry, undefined), 'sc-error', { code, hint });
    // Once a cause: what the visitor does wrong is not the integrator's business.
    if (
      told.has(code) ||
      ['credentials', 'throttled', 'expired', 'offline', 'timeout', 'aborted', 'storage'].includes(code)
    )
      return;
    told.add(code);
    warn(`${code}: ${hint}`);
  });
};

/** The page's one chat for a backend. A bad address is a warning, and the page's own origin is used. */
export const chatFor = (options: Options, target: EventTarget): Chat => {
  const page = document.baseURI;
  let base = parseBase(options.apiBase || location.origin, page);
  if (!base) {
    warn(`api-base="${options.apiBase.slice(0, 80)}" is not an http(s) address; the page's own origin is used.`);
    base = parseBase(location.origin, page) ?? new URL('http://localhost/');
  }
  const key = base.href;
  let entry = registered.get(key);
  if (!entry) {
    entry = { chat: createChat(base, toChatOptions(options), environment), targets: new Set() };
    registered.set(key, entry);
    announce(entry);
  } else entry.chat.configure(toChatOptions(options));
  entry.targets.add(target);
  return entry.chat;
};

export const allChats = () => [...registered.values()].map(({ chat }) => chat);

/** Ends every chat of the page; with `purge` nothing that they kept is left. */
export const destroyChats = (purge: boolean) => {
  for (const { chat } of registered.values()) chat.destroy(purge);
  registered.clear();
};
