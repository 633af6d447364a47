import { atom, type ReadableAtom } from 'nanostores';
import { type Endpoints, type Identity, identityOf, isRoom, makeRoom, socketUrl, wellFormed } from '../api/address.js';
import type { Api } from '../api/api.js';
import type { Clock } from '../api/clock.js';
import { type ErrorCode, toApiError } from '../api/errors.js';
import { decode, encode } from '../api/frames.js';
import type { ChatRecord } from '../api/schemas.js';
import type { Bus } from './bus.js';
import { type ConnectionState, createConnection } from './connection.js';
import { compareRecords, createHistory, keyOf } from './history.js';
import { createOutbox, type Entry, type FailReason, normalize, type SendStatus } from './outbox.js';
import type { Page } from './page.js';
import { createPeers } from './peers.js';
import { createReplies } from './replies.js';
import type { Session } from './session.js';
import { createSignal } from './signal.js';
import type { Vault } from './storage.js';
import { createTimeline, type Message, replyTo } from './timeline.js';
import { createUnread, type Unread } from './unread.js';

export type ConversationNews =
  | { type: 'connection'; room: string; state: ConnectionState }
  | { type: 'send'; room: string; id: string; text: string }
  | { type: 'status'; room: string; id: string; status: SendStatus; reason?: FailReason | undefined }
  /** A live line of somebody else. */
  | { type: 'message'; room: string; message: Message };

export interface HistoryState {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  /** Older messages can be asked for. */
  more: boolean;
  older: 'idle' | 'loading' | 'failed';
}

export interface ConversationDeps {
  api: Api;
  session: Session;
  vault: Vault;
  bus: Bus;
  page: Page;
  clock: Clock;
  WebSocket: typeof WebSocket;
  base: URL;
  endpoints: () => Partial<Endpoints>;
  wireFormat: () => 'json' | 'text';
  report(code: ErrorCode): void;
}

/** Messages above this many UTF-16 units are not taken: servers cut the link at sizes that nobody documents. */
export const MAX_TEXT = 4_000;

/** So many of the newest records tell how the server words its replies; the thousands before say the same. */
const LEARN = 50;

export type Conversation = ReturnType<typeof createConversation>;

/**
 * One `<sc-chat>`: its room, messages, outbox, draft and socket. `room` is a room number, or `auto` for the visitor's
 * own: then the messages are the visitor's own of all rooms.
 */
export const createConversation = (room: string, deps: ConversationDeps) => {
  const { api, session, vault, bus, page, clock } = deps;
  const auto = room === 'auto';
  const news = createSignal<ConversationNews>();
  const $history = atom<HistoryState>({ status: 'idle', more: false, older: 'idle' });
  const $room = atom(auto ? '' : room);
  const $full = atom(false);
  const history = createHistory(api, session);
  const replies = createReplies();
  let pk: string | undefined;
  let identity: Identity | undefined;
  let healed = vault.get('healed') === '1';
  let historyRead = false;
  let reading: Promise<boolean | null> | undefined;
  let counter = 0;
  let quietUntil = 0;
  let starts = 0;
  let stops: (() => void)[] = [];
  // Every way this account was written in socket paths: all of them are the visitor.
  const identities = new Set<string>();

  const isOwn = ({ name, email }: { name?: string | undefined; email?: string | undefined }) =>
    identities.has(`${name}\n${email}`);
  const timeline = createTimeline(isOwn, clock.date);
  const unread = createUnread(vault, () => `read:${pk}:${room}`);
  const belongs = (record: ChatRecord) => (auto ? isOwn(record) : String(record.room) === room);
  const setHistory = (part: Partial<HistoryState>) => $history.set({ ...$history.get(), ...part });

  /**
   * The newest record that any window of this account has seen. A history that lags may not show yet what a live frame
   * has told, and its reader may be another page load by now.
   */
  const newestKnown = () => {
    const kept = vault.get(`newest:${pk}`) ?? '';
    return Number(kept) > Number(timeline.newest) ? kept : timeline.newest;
  };
  const remember = (newest = timeline.newest) => {
    const kept = vault.get(`newest:${pk}`) ?? '';
    if (newest !== kept && !(Number(kept) > Number(newest))) vault.set(`newest:${pk}`, newest);
  };

  const outbox = createOutbox({
    clock,
    isOwn,
    mark: () => (historyRead ? newestKnown() : null),
    ready: () => connection.ready() && !peers.electing,
    transmit: text => connection.send(encode(text, deps.wireFormat())),
    suspect: () => connection.reconnect(),
    audit: () => readHistory(),
    makeId: () => `${peers.window}-${(counter++).toString(36)}`,
    changed(entry) {
      timeline.own(entry);
      peers.tell(entry);
      save();
      news.emit({ type: 'status', room: $room.get(), id: entry.id, status: entry.status, reason: entry.reason });
      $full.set(false);
    },
    removed(entry) {
      timeline.remove(entry.id);
      peers.gone(entry.id);
      save();
    },
  });

  const peers = createPeers({
    bus,
    vault,
    clock,
    scope: () => `${pk}:${room}`,
    entries: () => outbox.entries,
    show: timeline.own,
    hide: timeline.remove,
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
    for (const { message, serverMessage } of added.slice(-LEARN))
      if (message && serverMessage) replies.learn(message, serverMessage);
    const others = peers.entries();
    let bound = new Map<string, string>();
    if (outbox.entries.length || others.length) {
      const known = new Map(timeline.records.concat(added).map(record => [keyOf(record), record]));
      bound = outbox.reconcile([...known.values()].sort(compareRecords), others, timeline.taken, historyRead);
    }
    timeline.merge(added, bound, gap);
    for (const entry of others) if (entry.record !== undefined && timeline.has(entry.record)) peers.settle(entry);
    remember();
    if (bound.size) save();
    outbox.settle();
  };

  /** Reads what is new: true when it was read, false when it was not, null where the backend has no history. */
  const readHistory = (): Promise<boolean | null> => {
    // The server asked to be left alone for a while.
    if (clock.now() < quietUntil) return Promise.resolve(false);
    reading ??= (async () => {
      const at = starts;
      try {
        const first = !historyRead;
        if (first) setHistory({ status: 'loading' });
        const { records, gap } = await history.newest(first ? undefined : timeline.has);
        if (at !== starts) return false;
        historyRead = true;
        const before = first ? undefined : new Set(timeline.$messages.get().map(({ id }) => id));
        take(records, gap && timeline.records.length > 0);
        setHistory({ status: 'ready', more: history.more });
        if (before) {
          for (const message of timeline.$messages.get())
            if (!before.has(message.id) && message.kind !== 'own' && message.kind !== 'gap') unread.count(message);
        } else unread.restore(timeline);
        return true;
      } catch (error) {
        const { code, retryAfter } = toApiError(error);
        if (at !== starts || code === 'aborted') return false;
        if (retryAfter) quietUntil = clock.now() + retryAfter * 1_000;
        if (code === 'not-found') {
          setHistory({ status: 'ready', more: false });
          return null;
        }
        if (!historyRead) setHistory({ status: 'failed' });
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
    news.emit({ type: 'message', room: $room.get(), message });
  };
  const showOther = (kind: 'server' | 'participant', text: string | undefined, name = '') => {
    if (!text) return;
    const message: Message = { id: `f${counter++}-${peers.window}`, kind, text, name, at: clock.date() };
    timeline.add(message);
    tell(message);
  };

  const answered = (entry: Entry, words?: string, record?: string) => {
    const doubtful = record === undefined && replies.repeats(entry.text, clock.now());
    replies.seen(entry, words, clock.now());
    outbox.confirm(entry, words, record, doubtful);
    if (words) tell(replyTo(entry, words, clock.date()));
  };

  const hear = (data: unknown) => {
    const frame = decode(data);
    if (!frame) return;
    connection.replied();
    const { message, reply, error, name, email = identity?.email } = frame;
    const head = outbox.inFlight();
    if (error !== undefined) {
      if (head) outbox.refuse(head, error);
      return;
    }
    const record = frame.record && { ...frame.record, room: $room.get() };
    const key = record && keyOf(record);
    if (key !== undefined && timeline.has(key)) return;
    if (key !== undefined) remember(key);
    const foreign = name !== undefined && !isOwn({ name, email });
    if (foreign && !record) {
      showOther('participant', message, name);
      return showOther('server', reply);
    }
    const same = !foreign && !!head && message !== undefined && normalize(message) === normalize(head.text);
    if (message !== undefined && reply) replies.learn(message, reply);
    // Two windows may have sent the same text at once: both hear both records, and take them in the same order.
    if (same && (record ? peers.first(head) : true)) answered(head, reply, key);
    else if (!record) {
      if (message !== undefined && reply !== undefined) {
        if (!replies.knows(message)) showOther('server', reply);
        return;
      }
      // Only the server's words: the reply to the message in flight, the repetition of an earlier one, or its own.
      const words = reply ?? message ?? '';
      if (head && words && replies.answers(head.text, words)) answered(head, words);
      else if (!replies.repeated(words)) showOther('server', words);
    }
    if (!record) return;
    take([record]);
    if (foreign) for (const line of timeline.linesOf(record)) tell(line);
  };

  const connection = createConnection({
    page,
    clock,
    WebSocket: deps.WebSocket,
    url: () =>
      identity && $room.get() ? socketUrl(deps.base, $room.get(), identity, deps.endpoints().socket) : undefined,
    probe: () => session.run(() => api.history()),
    heal() {
      const user = session.$user.get();
      const other = user && identityOf(user, !healed);
      if (!other || other.name === identity?.name) return false;
      healed = !healed;
      setIdentity(other);
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
      if (!(await readHistory()) || connection.$connection.get().status !== 'open') return;
      // The history knows of somebody else's message that the socket did not bring: it is deaf.
      const missed = timeline.records.slice(timeline.records.findIndex(record => keyOf(record) === before) + 1);
      if (before && missed.some(record => String(record.room) === $room.get() && !isOwn(record)))
        connection.reconnect();
    },
  });

  const setIdentity = (next: Identity) => {
    identity = next;
    identities.add(`${next.name}\n${next.email}`);
  };

  /** The visitor's own room: the one kept for the account, else the latest of the history, else a new one. */
  const findRoom = async () => {
    const key = `room:${pk}`;
    const kept = vault.get(key);
    if (kept && isRoom(kept)) $room.set(kept);
    const read = readHistory();
    if ($room.get()) return;
    const at = starts;
    const answer = await read;
    if (at !== starts || $room.get()) return;
    const latest = timeline.records.findLast(record => isRoom(String(record.room ?? '')));
    const found = latest ? String(latest.room) : makeRoom();
    // Where the history could not be read there may be a room to resume, next time.
    if (answer !== false) vault.set(key, found);
    $room.set(found);
  };

  const begin = async () => {
    const user = session.$user.get();
    if (!user) return;
    const raw = identityOf(user);
    for (const own of [raw, identityOf(user, true), { name: user.username ?? '', email: user.email ?? '' }]) {
      identities.add(`${own.name}\n${own.email}`);
    }
    const next = healed ? identityOf(user, true) : raw;
    const renamed = identity && (identity.name !== next.name || identity.email !== next.email);
    if (identity && !renamed) return;
    setIdentity(next);
    if (renamed) return connection.reconnect();
    const at = starts;
    connection.start();
    if (!auto) return void readHistory();
    await findRoom();
    if (at === starts && identity) connection.located();
  };

  const end = () => {
    starts++;
    connection.stop();
    history.abort();
    peers.leave();
    outbox.close();
    timeline.clear();
    replies.clear();
    unread.clear();
    identities.clear();
    identity = pk = reading = undefined;
    historyRead = false;
    if (auto) $room.set('');
    $history.set({ status: 'idle', more: false, older: 'idle' });
  };

  const follow = () => {
    const account = session.$account.get();
    if (account?.pk !== pk) {
      if (pk !== undefined) end();
      if (account) {
        pk = account.pk;
        starts++;
        conversation.moveDraft();
        peers.join();
      }
    }
    if (pk !== undefined) void begin();
  };

  const draftKey = (owner: string | undefined) => `draft:${owner ?? ''}:${room}`;

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
      stops = [
        session.on(event => {
          if (event.type === 'leaving' && event.pk === pk && event.reason !== 'expired') outbox.park();
        }),
        session.$account.listen(follow),
        session.$user.listen(follow),
        connection.$connection.listen(state => {
          news.emit({ type: 'connection', room: $room.get(), state });
          // Final, or worked around: the integrator should know. What a policy blocks is told already.
          const { status, code } = state;
          if ((status === 'failed' || status === 'polling') && code && code !== 'csp') deps.report(code);
        }),
        page.on(event => {
          if (event === 'leave') {
            history.abort();
            peers.bye();
          } else if (event === 'revive' && pk !== undefined && peers.robbed()) {
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
      if (pk !== undefined) end();
    },

    /**
     * Sends a text; undefined where it is empty, too long, or the outbox is full, and where nobody is logged in. The
     * message is there at once, and everything that becomes of it is told by its status.
     */
    send(text: string): string | undefined {
      const clean = wellFormed(text).replaceAll('\0', '').trim();
      if (!clean || clean.length > MAX_TEXT || pk === undefined) return undefined;
      const entry = outbox.add(clean);
      $full.set(!entry);
      if (!entry) return undefined;
      news.emit({ type: 'send', room: $room.get(), id: entry.id, text: clean });
      return entry.id;
    },

    retry: outbox.retry,
    /** Takes a message that failed out of the conversation and gives its text back, to be written anew. */
    withdraw: outbox.withdraw,

    reconnect: () => connection.reconnect(),
    block: (code: ErrorCode) => connection.block(code),
    readHistory: () => void readHistory(),

    async older() {
      if ($history.get().older === 'loading' || !$history.get().more) return;
      setHistory({ older: 'loading' });
      const at = starts;
      try {
        const records = await history.before();
        if (at !== starts) return;
        take(records);
        setHistory({ older: 'idle', more: history.more });
      } catch {
        if (at === starts) setHistory({ older: 'failed' });
      }
    },

    /** Whether the visitor sees the newest messages now. */
    attend: (attending: boolean) => unread.attend(attending, timeline),

    get draft(): string {
      return vault.get(draftKey(pk)) ?? '';
    },
    set draft(text: string) {
      vault.set(draftKey(pk), text || undefined);
    },
    /** What was written before the login is the visitor's who logs in. */
    moveDraft() {
      const text = vault.get(draftKey(undefined));
      if (!text) return;
      vault.set(draftKey(undefined), undefined);
      if (!vault.get(draftKey(pk))) vault.set(draftKey(pk), text);
    },
  };
  return conversation;
};
