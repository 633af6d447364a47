import type { User } from '../api/schemas.js';
import { type Chat, createChat, type Environment, parseBase } from '../state/chat.js';
import { emit, type PublicUser } from './events.js';
import { hintFor } from './hints.js';
import { complain, type Options } from './options.js';

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
  targets: Set<Node>;
}

const registered = new Map<string, Registered>();
let environment: Environment = {};

/** For tests: the browser's own parts can be replaced before the first element asks for its chat. */
export const setEnvironment = (next: Environment) => {
  environment = next;
};

/** Where an event of the session is dispatched: the element that was acted in, else a provider, else the document. */
const targetOf = ({ targets }: Registered, source: object | undefined): EventTarget => {
  if (source instanceof HTMLElement && source.isConnected) return source;
  for (const target of targets) {
    if (target.isConnected) return target;
    targets.delete(target);
  }
  return document;
};

const announce = (entry: Registered) => {
  const { chat } = entry;
  chat.session.on(event => {
    const target = () => targetOf(entry, 'source' in event ? event.source : undefined);
    if (event.type === 'login') emit(target(), 'sc-login', { user: toPublic(event.user), via: event.via });
    if (event.type === 'register') emit(target(), 'sc-register', { user: toPublic(event.user) });
    if (event.type === 'logout') emit(target(), 'sc-logout', { reason: event.reason });
  });
  chat.profile.on(({ user, changed, source }) =>
    emit(targetOf(entry, source), 'sc-profile-change', { user: toPublic(user), changed: [...changed] }),
  );
  chat.onError(code => {
    complain(code, hintFor(code, chat.base), targetOf(entry, undefined));
  });
};

/** The page's one chat for a backend. A bad address is a warning, and the page's own origin is used. */
export const chatFor = (options: Options, target: EventTarget): Chat => {
  const page = document.baseURI;
  let base = parseBase(options.apiBase || location.origin, page);
  if (!base) {
    complain(
      'config',
      `api-base="${options.apiBase.slice(0, 80)}" is not an http(s) address; the page's own origin is used.`,
    );
    base = parseBase(location.origin, page) ?? new URL('http://localhost/');
  }
  const { persist, authScheme, wireFormat, endpoints, locale: language } = options;
  const chosen = { persist, authScheme, wireFormat, endpoints, language };
  let entry = registered.get(base.href);
  if (!entry) {
    entry = { chat: createChat(base, chosen, environment), targets: new Set() };
    registered.set(base.href, entry);
    announce(entry);
  } else entry.chat.configure(chosen);
  if (target instanceof HTMLElement) entry.targets.add(target);
  return entry.chat;
};

export const allChats = () => [...registered.values()].map(({ chat }) => chat);

/** Ends every chat of the page; with `purge` nothing that they kept is left. */
export const destroyChats = (purge: boolean) => {
  for (const { chat } of registered.values()) chat.destroy(purge);
  registered.clear();
};
