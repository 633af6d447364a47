import '../sc-auth/sc-auth.js';
import '../sc-composer/sc-composer.js';
import '../sc-message-list/sc-message-list.js';

import { html, nothing } from 'lit';
import { query, state } from 'lit/decorators.js';

import { directionOf } from '../../i18n/locales.js';
import type { Chat } from '../../state/chat.js';
import type { Conversation, ConversationNews } from '../../state/conversation.js';
import { controls } from '../../styles/controls.js';
import { tokens } from '../../styles/tokens.js';
import { announce, announceMessage, joinAnnouncer } from '../announcer.js';
import { define } from '../define.js';
import { emit } from '../events.js';
import { hasFocus } from '../focus.js';
import type { Composer } from '../sc-composer/sc-composer.js';
import { elements, ScElement } from '../sc-element.js';
import { authorOf } from '../sc-message-list/message.js';
import type { MessageList } from '../sc-message-list/sc-message-list.js';
import { StoreController } from '../store-controller.js';
import { ConnectionLine } from './connection-line.js';
import { styles } from './sc-chat.styles.js';

/** What was seen is noted this long after it came, ms: a burst is noted once. */
const NOTE = 200;

/**
 * @summary The room chat: previous messages, live ones, and the field to write in.
 * @element sc-chat
 *
 * @fires {CustomEvent<{ room: string, status: ConnectionStatus, code?: ErrorCode }>} sc-connection - The connection changed.
 * @fires {CustomEvent<{ room: string, text: string }>} sc-before-send - Before a message leaves; cancel it and the text stays.
 * @fires {CustomEvent<{ room: string, id: string, text: string }>} sc-send - A message was taken, once each.
 * @fires {CustomEvent<{ room: string, id: string, status: SendStatus, reason?: string }>} sc-message-status - What becomes of it.
 * @fires {CustomEvent<{ room: string, id: string, text: string, author: { kind: 'server' | 'participant', name: string } }>} sc-message - Somebody else wrote, just now.
 * @fires {CustomEvent<{ count: number }>} sc-unread - The number of unread messages changed.
 *
 * @slot logged-out - Stands where nobody is logged in, instead of the button or the sentence.
 * @slot empty - Stands in an empty conversation.
 *
 * @csspart connection - The line about the connection.
 * @csspart login - The button "Log in to chat".
 * @csspart log - The list of messages.
 * @csspart bubble - A message; also `own`, `server` or `participant`.
 * @csspart own - A message of the visitor.
 * @csspart server - A reply of the server.
 * @csspart participant - A message of somebody else.
 * @csspart link - A link in a message.
 * @csspart meta - Author, time and status under a group.
 * @csspart author - The author in it.
 * @csspart status - The status in it.
 * @csspart retry - The buttons "Retry" and "Try again".
 * @csspart show-all - The button "Show all" of a long message.
 * @csspart day - A day's name between messages.
 * @csspart unread - The line above the first unread message.
 * @csspart gap - The line where messages may be missing.
 * @csspart history - The line above the oldest message, while it loads and when it failed.
 * @csspart empty - The sentence of an empty conversation.
 * @csspart jump - The button "Jump to latest".
 * @csspart field - The box of the message field.
 * @csspart input - The message field.
 * @csspart send - The button "Send".
 * @csspart counter - The line under the field.
 *
 * @cssprop --sc-accent - Own messages, links, the button "Send" and the focus ring.
 * @cssprop --sc-font - Typeface.
 * @cssprop --sc-radius - Corners of bubbles and fields.
 * @cssprop --sc-space - The unit of all distances.
 * @cssprop --sc-surface - Background.
 * @cssprop --sc-bubble - Background of messages of others.
 *
 * @cssstate logged-in - Somebody is logged in.
 * @cssstate offline - The connection is lost.
 * @cssstate unread - There are unread messages.
 * @cssstate dark - It is shown in dark colours.
 */
@define('sc-chat')
export class ScChat extends ScElement {
  static override styles = [tokens, controls, styles];

  @state() private entering?: boolean;
  @state() private ended?: boolean;
  @state() private divider: string | undefined;

  @query('sc-message-list') private readonly list!: MessageList | null;
  @query('sc-composer') private readonly composer!: Composer | null;

  private conversation: Conversation | undefined;
  private used: { chat: Chat; room: string } | undefined;
  private stops: (() => void)[] = [];
  private seen?: boolean;
  private focused?: boolean;
  private inside?: boolean;

  private readonly account = new StoreController(this, () => this.chat.session.$account);
  private readonly user = new StoreController(this, () => this.chat.session.$user);
  private readonly connection = new StoreController(this, () => this.conversation?.$connection);
  private readonly unread = new StoreController(this, () => this.conversation?.$unread);
  private readonly roomNumber = new StoreController(this, () => this.conversation?.$room);
  private readonly line = new ConnectionLine(this, () => {
    if (!this.account.value) return { status: 'idle' };
    const connection = this.connection.value;
    // A session that was kept, and a backend that cannot say yet whose it is.
    return ((this.user.value || connection?.status === 'failed') && connection) || { status: 'connecting' };
  });

  override connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
    this.tellOthers();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    // An element that is moved is back before this runs, and keeps its socket.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.end();
      this.tellOthers();
    });
  }

  /** What is written in the message field, or will be when somebody has logged in. */
  get draft(): string {
    return this.conversation?.draft ?? '';
  }

  set draft(text: string) {
    if (this.composer) this.composer.value = text;
    else if (this.conversation) this.conversation.draft = text;
  }

  /**
   * Sends a text and returns its id; undefined where it is not taken: empty, too long, too many waiting, or cancelled.
   * Where nobody is logged in it becomes the draft.
   */
  send(text: string): string | undefined {
    if (!this.account.value) this.draft = text;
    if (!this.account.value || !this.conversation) return undefined;
    const room = this.roomNumber.value ?? '';
    if (!emit(this, 'sc-before-send', { room, text: text.trim() })) return undefined;
    const entry = this.conversation.send(text);
    if (!entry) return undefined;
    const { id } = entry;
    this.divider = undefined;
    this.list?.toLatest();
    emit(this, 'sc-send', { room, id, text: entry.text });
    return id;
  }

  /** Moves the focus to the message field, or to where one logs in. */
  override focus(options?: FocusOptions) {
    this.renderRoot.querySelector<HTMLElement>('sc-composer, sc-auth, .primary')?.focus(options);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    super.willUpdate(changed);
    const { chat } = this;
    const { room } = this.options;
    if (this.isConnected && (chat !== this.used?.chat || room !== this.used.room)) this.begin(chat, room);
    const inside = !!this.account.value;
    this.focused = inside !== !!this.inside && hasFocus(this);
    if (inside && !this.inside) this.ended = false;
    if (inside) this.entering = false;
  }

  override render() {
    if (!this.conversation) return nothing;
    const { language } = this;
    return html`<div class="box" lang=${language} dir=${directionOf(language)}>
      ${this.account.value ? this.renderChat() : this.renderDoor()}
    </div>`;
  }

  protected override updated() {
    const { line } = this;
    const inside = !!this.account.value;
    this.toggleState('logged-in', inside);
    this.toggleState('unread', !!this.unread.value?.count);
    this.toggleState('offline', !!line.text && !/polling|connecting$/.test(line.text));
    // Where the focus was the view has changed: it follows, but raises no keyboard over the page.
    if (this.focused && !(inside && matchMedia('(pointer: coarse)').matches)) void this.followFocus();
    this.inside = inside;
    // The form in the box is of the same backend, and has no provider of its own.
    const form = this.renderRoot.querySelector('sc-auth');
    if (form) Object.assign(form, this.ownOptions);
  }

  private renderChat() {
    const { t, language, conversation, line } = this;
    const failed = this.connection.value?.status === 'failed';
    const room = this.roomNumber.value;
    return html`
      ${
        line.text
          ? html`<p class="connection" part="connection">
              <span>${t[line.text]}</span>
              ${
                failed
                  ? html`<button class="quiet" part="retry" @click=${() => conversation?.reconnect()}>${t.tryAgain}</button>`
                  : nothing
              }
            </p>`
          : nothing
      }
      <sc-message-list
        exportparts="log, bubble, own, server, participant, link, meta, author, status, retry, show-all, day, unread, gap, history, empty, jump"
        .conversation=${conversation}
        .t=${t}
        .language=${language}
        .label=${room && this.others.length ? `${t.conversation} ${room}` : t.conversation}
        .divider=${this.divider}
        .followed=${this.attend}
        .edit=${this.edit}
        .leave=${this.focusField}
        ><slot name="empty">${this.options.greeting || t.noMessages}</slot></sc-message-list
      >
      <sc-composer
        exportparts="field, input, send, counter"
        .conversation=${conversation}
        .owner=${this.account.value!.pk}
        .t=${t}
        .language=${language}
        .submit=${this.submit}
      ></sc-composer>
    `;
  }

  private renderDoor() {
    const { t } = this;
    if (this.entering) return html`<div class="entry"><sc-auth></sc-auth></div>`;
    const elsewhere = [...elements].some(
      element =>
        element.localName === 'sc-auth' &&
        element['chat'] === this.chat &&
        element.getRootNode() === this.getRootNode(),
    );
    return html`<div class="door">
      <slot name="logged-out">
        <p>${this.ended ? t['error-expired'] : t.chatLoggedOut}</p>
        ${
          elsewhere
            ? nothing
            : html`<button class="primary" part="login" type="button" @click=${this.enter}>${t.logInToChat}</button>`
        }
      </slot>
    </div>`;
  }

  private get others(): ScChat[] {
    return [...elements].filter((element): element is ScChat => element instanceof ScChat && element !== this);
  }

  /** Where there are several, each says which room it is. */
  private tellOthers() {
    for (const chat of this.others) chat.requestUpdate();
  }

  private begin(chat: Chat, room: string) {
    this.end();
    this.used = { chat, room };
    chat.start();
    const conversation = chat.conversation(room);
    this.conversation = conversation;
    const sight = new IntersectionObserver(entries => {
      this.seen = !!entries.at(-1)?.isIntersecting;
      this.attend();
    });
    sight.observe(this);
    let note: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      note ??= setTimeout(() => {
        note = undefined;
        this.attend();
      }, NOTE);
    };
    this.stops = [
      () => sight.disconnect(),
      chat.page.on(this.attend),
      () => clearTimeout(note),
      joinAnnouncer(),
      conversation.on(this.hear),
      conversation.$connection.listen(state => {
        emit(this, 'sc-connection', { room: conversation.$room.get(), ...state });
      }),
      conversation.$messages.listen(later),
      conversation.$history.listen(later),
      conversation.$unread.listen(({ count, from }) => {
        // The line stays while one reads what is below it.
        if (from) this.divider = from;
        emit(this, 'sc-unread', { count });
      }),
      chat.session.on(event => {
        if (event.type === 'logout') this.ended = event.reason === 'expired';
      }),
      () => conversation.stop(),
    ];
    conversation.start();
  }

  private end() {
    for (const stop of this.stops.splice(0)) stop();
    this.used = this.conversation = this.divider = undefined;
  }

  private readonly hear = (news: ConversationNews) => {
    const { t, language } = this;
    const room = this.roomNumber.value ?? '';
    const { id, text, reason } = news;
    if ('kind' in news) {
      const { kind } = news;
      const name = authorOf(news, t);
      announceMessage(`${name}: ${text}`, language, t.newMessages);
      emit(this, 'sc-message', { room, id, text, author: { kind: kind === 'server' ? kind : 'participant', name } });
    } else {
      if (news.status === 'failed') announce(t['status-failed'], language);
      emit(this, 'sc-message-status', { room, id, status: news.status, ...(reason && { reason }) });
    }
  };

  /** Read is what is in sight: the page, the chat in it, and the end of the conversation. */
  private readonly attend = () => {
    const { conversation, list, chat } = this;
    const { status, more } = conversation?.$history.get() ?? {};
    const read = more || status === 'ready' || status === 'failed';
    conversation?.attend(!!(this.seen && read && list?.following) && chat.page.visible());
  };

  private readonly submit = (text: string) => this.send(text) !== undefined;

  private readonly edit = (text: string) => {
    const composer = this.composer!;
    composer.value = `${text}\n${composer.value}`.trim();
    composer.focus();
  };

  private readonly focusField = () => this.composer?.focus();

  private async enter() {
    this.entering = true;
    await this.followFocus();
  }

  private async followFocus() {
    await this.updateComplete;
    await this.renderRoot.querySelector<ScElement>('sc-auth, sc-composer')?.updateComplete;
    this.focus({ preventScroll: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sc-chat': ScChat;
  }
}
