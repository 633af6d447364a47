import type { User } from '../api/schemas.js';
import { type Chat, createChat, type Environment, parseBase } from '../state/chat.js';
import { type ChatEventMap, emit, type PublicUser } from './events.js';
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

interface News {
  user?: User;
  source?: object | undefined;
}

const announce = (entry: Registered) => {
  const { chat } = entry;
  /** An event of the same name; what it carries is for the page, but for its source and the details of the user. */
  const tell = (name: keyof ChatEventMap, { source, user, ...detail }: News) =>
    emit(targetOf(entry, source), name, { ...(user && { user: toPublic(user) }), ...detail } as never);
  chat.session.on(({ type, ...news }) => type !== 'leaving' && tell(`sc-${type}`, news as News));
  chat.profile.on(news => tell('sc-profile-change', news));
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
  let entry = registered.get(base.href);
  if (!entry) {
    entry = { chat: createChat(base, options, environment), targets: new Set() };
    registered.set(base.href, entry);
    announce(entry);
  } else entry.chat.configure(options);
  if (target instanceof HTMLElement) entry.targets.add(target);
  return entry.chat;
};

export const allChats = () => [...registered.values()].map(({ chat }) => chat);

/** Ends every chat of the page; with `purge` nothing that they kept is left. */
export const destroyChats = (purge: boolean) => {
  for (const { chat } of registered.values()) chat.destroy(purge);
  registered.clear();
};
