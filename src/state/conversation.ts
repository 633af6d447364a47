import { atom, type ReadableAtom } from 'nanostores';
import { type Endpoints, identityOf, isRoom, makeRoom, socketUrl, wellFormed } from '../api/address.js';
import type { Api } from '../api/api.js';
import type { Clock } from '../api/clock.js';
import { type ErrorCode, toApiError } from '../api/errors.js';
import { decode, encode } from '../api/frames.js';
import type { ChatRecord, User } from '../api/schemas.js';
import type { Bus } from './bus.js';
import { createConnection } from './connection.js';
import { compareRecords, createHistory } from './history.js';
import { createOutbox, type Entry, normalize } from './outbox.js';
import type { Page } from './page.js';
import { createPeers } from './peers.js';
import { createReplies } from './replies.js';
import type { Session } from './session.js';
import { createSignal } from './signal.js';
import type { Vault } from './storage.js';
import { createTimeline, type Message, replyTo } from './timeline.js';
import { createUnread, type Unread } from './unread.js';

/** Something became of an own message, or somebody else wrote. */
export type ConversationNews = Entry | Message;

export interface HistoryState {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  /** Older messages can be asked for. */
  more: boolean;
}

export interface ConversationDeps {
  /** Those under way: what was stopped for good can be forgotten. */
  conversations: Set<Conversation>;
  api: Api;
  session: Session;
  vault: Vault;
  bus: Bus;
  page: Page;
  clock: Clock;
  WebSocket: typeof WebSocket;
  base: URL;
  /** Read at each use: the page may configure them late. */
  options: { endpoints: Partial<Endpoints>; wireFormat: 'json' | 'text' };
  report(code: ErrorCode): void;
}

/** Messages above this many UTF-16 units are not taken: servers cut the link at sizes that nobody documents. */
export const MAX_TEXT = 4_000;

const nothing: HistoryState = { status: 'idle', more: false };

/** A reply that comes this soon after an equal message was answered may be the first one's again, in ms. */
const REPEAT = 60_000;

export type Conversation = ReturnType<typeof createConversation>;

/**
 * One `<sc-chat>`: its room, messages, outbox, draft and socket. `room` is a room number, or `auto` for the visitor's
 * own: then the messages are the visitor's own of all rooms.
 */
export const createConversation = (room: string, deps: ConversationDeps) => {
  const { api, session, vault, page, clock } = deps;
  const auto = room === 'auto';
  const news = createSignal<ConversationNews>();
  const $history = atom(nothing);
  const $room = atom(auto ? '' : room);
  const $full = atom(false);
  const history = createHistory(api, session);
  let replies = createReplies();
  let pk: string | undefined;
  let user: User | undefined;
  let healed = vault.get('healed') === '1';
  let historyRead = false;
  let reading: Promise<boolean | null> | undefined;
  let counter = 0;
  let quietUntil = 0;
  let starts = 0;
  let stops: (() => void)[] = [];
  // Every way this account was written in socket paths: all of them are the visitor.
  const identities = new Set<string>();

  const written = ({ name, email }: Pick<ChatRecord, 'name' | 'email'>) => `${name}\n${email}`;
  const identity = () => identityOf(user!, healed);
  const isOwn = (record: Pick<ChatRecord, 'name' | 'email'>) => identities.has(written(record));
  const timeline = createTimeline(isOwn, clock.date);
  const unread = createUnread(vault, timeline, () => `read:${pk}:${room}`);
  const belongs = (record: ChatRecord) => (auto ? isOwn(record) : record.room === room);
  const showHistory = (status: HistoryState['status']) => $history.set({ status, more: historyRead && history.more });
  const newId = () => `${peers.window}-${counter++}`;

  /**
   * The newest record that any window of this account has seen. A history that lags may not show yet what a live frame
   * has told, and its reader may be another page load by now.
   */
  const newestKnown = (key = timeline.newest) => {
    const kept = vault.get(`newest:${pk}`) ?? '';
    return Number(kept) > Number(key) ? kept : key;
  };
  const remember = (key?: string) => {
    const name = `newest:${pk}`;
    const newest = newestKnown(key);
    // To write takes a hundred times as long as to read.
    if (newest !== vault.get(name)) vault.set(name, newest);
  };

  const outbox = createOutbox({
    ...deps,
    isOwn,
    mark: () => (historyRead ? newestKnown() : null),
    ready: () => connection.ready() && !peers.electing,
    transmit: text => connection.send(encode(text, deps.options.wireFormat)),
    suspect: () => connection.reconnect(),
    audit: () => readHistory(),
    newId,
    changed(entry, told) {
      timeline.own(entry);
      peers.tell(entry);
      save();
      if (!told) news.emit(entry);
      $full.set(false);
    },
    removed({ id }) {
      peers.gone(id);
      save();
    },
  });

  const peers = createPeers({
    ...deps,
    scope: () => `${pk}:${room}`,
    entries: () => outbox.entries,
    settled: timeline.settled,
    changed(entry) {
      timeline.own(entry);
      // What its records are may be guessed better now.
      take([]);
    },
    hide(id) {
      outbox.withdraw(id);
      timeline.remove(id);
    },
    again: outbox.retry,
    adopt(entries, certain) {
      outbox.adopt(entries, certain);
      // What is known of the history may tell of them already, and the next mark must not be taken before.
      take([]);
    },
  });
  const save = () => peers.save(outbox.entries);

  /** Records that arrived by either way find the entries they stand for, and the rest is new. */
  const take = (records: ChatRecord[], gap = false) => {
    const added = records.filter(belongs);
    for (const { message, serverMessage } of added) replies.learn(message, serverMessage);
    const others = peers.entries();
    let bound = new Map<string, Entry>();
    if (outbox.entries.length || others.length) {
      const fresh = added.filter(({ id }) => !timeline.has(id));
      const known = fresh.length ? timeline.records.concat(fresh).sort(compareRecords) : timeline.records;
      bound = outbox.reconcile(known, others, timeline.taken, historyRead);
    }
    timeline.merge(added, bound, gap);
    const shown = new Set(bound.values());
    for (const entry of others) if (!shown.has(entry)) timeline.own(entry);
    for (const [key, { id, record }] of bound) if (record === key && timeline.has(key)) peers.settle(id);
    remember();
    save();
    outbox.settle();
  };

  /**
   * Reads what is new, or what is `older`: true when what is new was read, false when it was not, null where the backend
   * has no history. One at a time.
   */
  const readHistory = (older = false): Promise<boolean | null> => {
    // The server asked to be left alone for a while.
    if (clock.now() < quietUntil) return Promise.resolve(false);
    reading ??= (async () => {
      const at = starts;
      const first = !historyRead;
      const back = older && !first;
      try {
        if (first || back) showHistory('loading');
        const { records, gap } = await (back ? history.before() : history.newest(first ? undefined : timeline.has));
        if (at !== starts) return false;
        historyRead = true;
        const before = new Set(timeline.$messages.get().map(({ id }) => id));
        take(records, gap);
        showHistory('ready');
        if (first) unread.restore();
        else if (!back)
          for (const message of timeline.$messages.get()) if (!before.has(message.id)) unread.count(message);
        return !back;
      } catch (error) {
        const { code, retryAfter } = toApiError(error);
        if (at !== starts || code === 'aborted') return false;
        if (retryAfter) quietUntil = clock.now() + retryAfter * 1_000;
        if (code === 'not-found') {
          showHistory('ready');
          return null;
        }
        if (first || back) showHistory('failed');
        deps.report(code);
        return false;
      } finally {
        if (at === starts) reading = undefined;
      }
    })();
    return reading;
  };

  /** Somebody else wrote, just now. */
  const tell = (message: Message) => {
    unread.count(message);
    news.emit(message);
  };
  const showOther = (kind: 'server' | 'participant', text: string | undefined, name = '') => {
    if (!text) return;
    const message: Message = { id: newId(), kind, text, name, at: clock.date() };
    timeline.add(message);
    tell(message);
  };

  const answered = (entry: Entry, words?: string, record?: string) => {
    const doubtful = record === undefined && replies.repeats(entry.text, clock.now() - REPEAT);
    replies.seen(entry, words, clock.now());
    outbox.confirm(entry, words, record, doubtful);
    if (words) tell(replyTo(entry, words, clock.date()));
  };

  const hear = (data: unknown) => {
    const frame = decode(data);
    if (!frame) return;
    connection.replied();
    const { message, reply, error, name, email = identity().email } = frame;
    const head = outbox.inFlight();
    if (error !== undefined) {
      if (head) outbox.refuse(head, error);
      return;
    }
    const record = frame.record && { ...frame.record, room: $room.get() };
    if (record) {
      if (timeline.has(record.id)) return;
      remember(record.id);
    }
    const foreign = name !== undefined && !isOwn({ name, email });
    // Of a whole record too, where it is no part of this conversation's history: it was said in the room.
    if (foreign && !(record && belongs(record))) {
      showOther('participant', message, name);
      return showOther('server', reply);
    }
    replies.learn(message, reply);
    const pair = message !== undefined && reply !== undefined;
    const words = reply ?? message;
    // Two windows may have sent the same text at once, and both hear both records: the outbox tells which is whose.
    const answer =
      head &&
      !foreign &&
      message !== undefined &&
      normalize(message) === normalize(head.text) &&
      !(record && peers.awaits(head.text, record.id));
    /** Broadcast without an id: what this account wrote, here, in another window or on another device. */
    const isEcho = () =>
      message !== undefined &&
      !reply &&
      (name !== undefined ||
        [...outbox.entries, ...peers.entries()].some(
          entry =>
            entry.tries && !entry.echoed && normalize(message) === normalize(entry.text) && (entry.echoed = true),
        ));
    if (answer) {
      head.echoed = !reply;
      answered(head, reply, record?.id);
    } else if (!record) {
      // Only the server's words: the reply to the message in flight, the repetition of an earlier one, or its own.
      if (head && words && !pair && replies.answers(head.text, words)) answered(head, words);
      else if (!isEcho() && (pair ? !replies.repeats(message) : !replies.repeated(words))) showOther('server', words);
    }
    if (!record) return;
    take([record]);
    if (foreign) for (const line of timeline.linesOf(record)) tell(line);
  };

  const connection = createConnection({
    ...deps,
    url: () => $room.get() && socketUrl(deps.base, $room.get(), identity(), deps.options.endpoints.socket),
    probe: () => session.run(() => api.history()),
    heal() {
      if (identityOf(user!, !healed).name === identity().name) return false;
      healed = !healed;
      return true;
    },
    opened() {
      vault.set('healed', healed ? '1' : undefined);
      outbox.pump();
      void readHistory();
    },
    frame: hear,
    lost: code => outbox.lost(code),
    async look() {
      peers.rollCall();
      const before = timeline.newest;
      // The history knows of somebody else's message that the socket did not bring: it is deaf.
      if (
        (await readHistory()) &&
        connection.ready() &&
        timeline.after(before).some(({ kind }) => kind === 'participant')
      )
        connection.reconnect();
    },
  });

  const begin = async () => {
    const next = session.$user.get();
    if (!next) return;
    const { username: name = '', email = '' } = next;
    for (const own of [identityOf(next), identityOf(next, true), { name, email }]) identities.add(written(own));
    const before = user && written(identity());
    user = next;
    if (before === written(identity())) return;
    if (before) return connection.reconnect();

    const at = starts;
    // The visitor's own room: the one kept for the account, else the latest of the history, else a new one.
    const key = `room:${pk}`;
    const kept = vault.get(key) ?? '';
    if (auto && isRoom(kept)) $room.set(kept);
    connection.start();
    const answer = await readHistory();
    if (at !== starts || $room.get()) return;
    const found = timeline.records.findLast(record => isRoom(record.room ?? ''))?.room ?? makeRoom();
    // Where the history could not be read there may be a room to resume, next time.
    if (answer !== false) vault.set(key, found);
    $room.set(found);
    connection.located();
  };

  const end = () => {
    starts++;
    outbox.close();
    connection.stop();
    history.abort();
    peers.leave();
    timeline.clear();
    replies = createReplies();
    unread.clear();
    identities.clear();
    user = pk = reading = undefined;
    historyRead = false;
    if (auto) $room.set('');
    $history.set(nothing);
  };

  const follow = () => {
    const account = session.$account.get();
    if (account?.pk !== pk) {
      end();
      if (account) {
        // What was written before the login is the visitor's who logs in.
        const { draft } = conversation;
        conversation.draft = '';
        pk = account.pk;
        conversation.draft = `${conversation.draft}\n${draft}`.trim();
        peers.join();
      }
    }
    if (pk !== undefined) void begin();
  };

  const draftKey = () => `draft:${pk ?? ''}:${room}`;

  const conversation = {
    $messages: timeline.$messages,
    $connection: connection.$connection,
    $history: $history as ReadableAtom<HistoryState>,
    $room: $room as ReadableAtom<string>,
    $unread: unread.$unread as ReadableAtom<Unread>,
    /** The outbox takes no more until something is confirmed. */
    $full: $full as ReadableAtom<boolean>,
    on: news.on,

    /** Follows the session from here on: connects when somebody is logged in, and ends when nobody is. */
    start() {
      if (stops.length) return;
      deps.conversations.add(conversation);
      stops = [
        () => deps.conversations.delete(conversation),
        session.on(event => {
          if (event.type === 'leaving' && event.pk === pk && event.reason !== 'expired') outbox.park();
        }),
        session.$account.listen(follow),
        session.$user.listen(follow),
        connection.$connection.listen(({ status, code }) => {
          // Final, or worked around: the integrator should know. What a policy blocks is told already.
          if ((status === 'failed' || status === 'polling') && code && code !== 'csp') deps.report(code);
        }),
        page.on(event => {
          if (event === 'leave') {
            history.abort();
            peers.bye();
          } else if (event === 'revive' && peers.robbed()) {
            // Another window has them now: what they became comes back with the history, or from there.
            for (const { id } of outbox.entries) timeline.remove(id);
            outbox.close();
          }
        }),
      ];
      follow();
    },

    stop() {
      for (const stop of stops.splice(0)) stop();
      end();
    },

    /**
     * Sends a text; undefined where it is empty, too long, or the outbox is full, and where nobody is logged in. The
     * message is there at once, and everything that becomes of it is told by its status.
     */
    send(text: string): Entry | undefined {
      const clean = wellFormed(text).replaceAll('\0', '').trim();
      if (!clean || clean.length > MAX_TEXT || pk === undefined) return undefined;
      const entry = outbox.add(clean);
      $full.set(!entry);
      return entry;
    },

    /** Sends a message that failed again, from the window that it was written in. */
    retry: peers.retry,
    /** Takes a message that failed out of the conversation, in each window. */
    withdraw: peers.gone,

    reconnect: connection.reconnect,
    block: connection.block,
    /** Reads the messages before the oldest one, or the first ones where that went wrong. */
    older: () => readHistory(true),

    /** Whether the visitor sees the newest messages now. */
    attend: unread.attend,

    get draft(): string {
      return vault.get(draftKey()) ?? '';
    },
    set draft(text: string) {
      vault.set(draftKey(), text || undefined);
    },
  };
  return conversation;
};
