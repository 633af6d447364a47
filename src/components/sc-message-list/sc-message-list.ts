import { html, LitElement, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import type { Strings } from '../../i18n/en.js';
import { timeText } from '../../i18n/format.js';
import type { Conversation, HistoryState } from '../../state/conversation.js';
import type { Message } from '../../state/timeline.js';
import { controls } from '../../styles/controls.js';
import { define } from '../define.js';
import { StoreController } from '../store-controller.js';
import { type MessageActions, messageTemplate } from './message.js';
import { createRows } from './rows.js';
import { styles } from './sc-message-list.styles.js';
import { type Anchor, anchorAt, frame, keepAnchor, takeAnchor } from './scroll.js';
import { createView } from './view.js';
import { follow, growDown, growUp, moved, newest, oldest, type Window } from './window.js';

/** This close to the end the reader counts as being there, px; further away than that the way back is offered. */
const NEAR = 40;
const FAR = 120;
/** By then the browser has noted how high a section is, ms. */
const SETTLED = 300;
/** More new rows than this at once come without a movement. */
const CALM = 3;

/** The log of a conversation. Inside `<sc-chat>` only; a message is a template, not an element. */
@define('sc-message-list')
export class MessageList extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) conversation!: Conversation;
  @property({ attribute: false }) t!: Strings;
  @property({ attribute: false }) language = 'en';
  /** The log's accessible name. */
  @property({ attribute: false }) label = '';
  /** The first message that was not read. */
  @property({ attribute: false }) divider: string | undefined;
  /** Told when the reader arrives at the newest message, and when they leave it. */
  @property({ attribute: false }) followed = (_following: boolean) => {};
  /** Takes the text of a message that has to be written anew. */
  @property({ attribute: false }) edit = (_text: string) => {};
  /** Takes the focus when the reader has had enough. */
  @property({ attribute: false }) leave = () => {};

  @state() private win: Window = newest(0);
  @state() private opened: ReadonlySet<string> = new Set();
  @state() private far = false;

  @query('.scroller') private readonly scroller!: HTMLElement;

  private readonly messages = new StoreController(this, () => this.conversation.$messages);
  private readonly history = new StoreController(this, () => this.conversation.$history);
  private readonly unread = new StoreController(this, () => this.conversation.$unread);
  private readonly resizes = new ResizeObserver(() => this.resized());

  private readonly rowsOf = createRows();
  private readonly show = createView();
  private shown: readonly Message[] = [];
  private isFollowing = true;
  /** What stays in place while the reader is away from the end. */
  private anchor: Anchor | undefined;
  /** Where we scrolled to ourselves, and where the reader is. */
  private placed = 0;
  private position = 0;
  private width = 0;
  private snap = true;
  private look = true;
  private added = 0;
  /** Another one where each row has to be drawn again. */
  private stamp = {};
  private today = '';
  private known: HistoryState | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private active: HTMLElement | undefined;
  private measured = new WeakSet<Element>();

  private readonly actions: MessageActions = {
    retry: ({ id, reason }) => {
      if (reason === 'too-long') this.edit(this.conversation.withdraw(id) ?? '');
      else this.conversation.retry(id);
    },
    showAll: ({ id }, event) => {
      const message = (event.target as Element).closest<HTMLElement>('.message')!;
      this.opened = new Set([...this.opened, id]);
      // It unfolds downwards, also where the list would grow upwards.
      this.anchor = anchorAt(message, this.scroller);
      this.setFollowing(false);
      message.focus({ preventScroll: true });
    },
  };

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.resizes.disconnect();
    clearTimeout(this.pause);
    this.width = 0;
  }

  override connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.resizes.observe(this.scroller);
  }

  get following() {
    return this.isFollowing;
  }

  /** Shows the newest message. */
  toLatest() {
    this.win = newest(this.shown.length, this.win.base);
    this.snap = true;
    this.anchor = undefined;
    this.setFollowing(true);
  }

  /** However many messages arrive, they are drawn once a frame. */
  protected override async scheduleUpdate() {
    if (this.hasUpdated) await frame();
    return super.scheduleUpdate();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    if (changed.has('conversation')) this.shown = [];
    const today = new Date().toDateString();
    // Tomorrow "Today" is another day.
    if (changed.has('t') || changed.has('language') || today !== this.today) this.stamp = {};
    this.today = today;
    const history = this.history.value;
    if (history !== this.known) this.look = true;
    this.known = history;
    const messages = this.messages.value ?? [];
    if (messages !== this.shown) this.advance(messages);
  }

  protected override firstUpdated() {
    // It may have been taken out before it was drawn.
    if (this.isConnected) this.resizes.observe(this.scroller);
    // The first formatter takes as long as all else that shows the history: it is made while that is on its way.
    void frame().then(() => setTimeout(timeText, 0, this.language, 0));
  }

  override render() {
    const count = this.unread.value?.count ?? 0;
    return html`
      <div
        class="scroller"
        part="log"
        role="log"
        aria-live="off"
        aria-label=${this.label}
        tabindex="-1"
        @scroll=${this.readScroll}
        @keydown=${this.travel}
        @focusin=${this.enter}
        @copy=${this.copy}
      >
        <div class="content">${this.renderTop()}<div class="rows"></div></div>
      </div>
      ${
        this.far || (count && !this.isFollowing)
          ? html`<button class="jump ${count ? 'news' : ''}" part="jump" @click=${this.jump}>${this.t.jump(count)}</button>`
          : nothing
      }
    `;
  }

  private renderTop() {
    const status = this.history.value?.status;
    const { t } = this;
    if (status === 'failed')
      return html`<div class="note" part="history">
        ${t.historyFailed} <button class="quiet" part="retry" @click=${this.retryHistory}>${t.tryAgain}</button>
      </div>`;
    if (status !== 'ready') return html`<p class="note later" part="history">${t.loading}</p>`;
    return this.shown.length ? nothing : html`<p class="note greeting" part="empty"><slot></slot></p>`;
  }

  protected override updated() {
    const { scroller, shown, win, divider, opened, t, language, actions } = this;
    this.show(
      scroller.querySelector('.rows')!,
      this.rowsOf(shown, win, { divider, opened }),
      row => messageTemplate(row, t, language, actions),
      this.stamp,
    );
    this.skip(this.isFollowing);
    if (this.snap) scroller.scrollTop = 0;
    else if (!this.isFollowing && this.anchor) keepAnchor(scroller, this.anchor);
    if (this.snap || !this.isFollowing) this.placed = this.position = scroller.scrollTop;
    this.snap = false;
    this.measure();
    this.activate();
    this.animateNew();
    if (this.look) this.reach();
    this.look = false;
  }

  /** Takes the conversation as it is now: the same rows stay, and at the end the new ones come. */
  private advance(messages: readonly Message[]) {
    const before = this.shown;
    const win = before.length ? moved(this.win, before, messages) : undefined;
    this.shown = messages;
    if (!win) {
      this.win = newest(messages.length);
      this.opened = new Set();
      this.snap = this.look = true;
      this.setFollowing(true);
      return;
    }
    if (this.isFollowing) this.added = messages.length - win.to;
    else if (win.from !== this.win.from) this.look = true;
    this.win = this.isFollowing ? follow(win, messages.length) : win;
  }

  private setFollowing(following: boolean) {
    if (following) this.far = false;
    if (following === this.isFollowing) return;
    this.isFollowing = following;
    this.followed(following);
  }

  private readScroll() {
    const { scroller } = this;
    if (!scroller.clientHeight) return;
    const below = -scroller.scrollTop;
    this.position = scroller.scrollTop;
    const atEnd = this.win.to === this.shown.length;
    this.setFollowing(atEnd && below < NEAR);
    this.far = !this.isFollowing && (!atEnd || below > FAR);
    if (this.isFollowing) this.anchor = undefined;
    else if (scroller.scrollTop !== this.placed || !this.anchor) this.anchor = takeAnchor(scroller);
    this.reach();
  }

  /** Before the reader gets there the rows are: from memory, else from the server. */
  private reach() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (!clientHeight) return;
    const margin = 2 * clientHeight;
    const { length } = this.shown;
    if (scrollHeight - clientHeight + scrollTop < margin) {
      const { more, status } = this.history.value ?? {};
      if (this.win.from > 0) {
        this.win = growUp(this.win);
        this.look = true;
      } else if (more && status === 'ready') void this.conversation.older();
    } else if (-scrollTop < margin && this.win.to < length) {
      this.win = growDown(this.win, length);
      this.look = true;
    }
  }

  private resized() {
    const { scroller } = this;
    const { clientWidth } = scroller;
    if (clientWidth && clientWidth !== this.width) {
      this.skip(this.isFollowing);
      this.measured = new WeakSet();
      this.measure();
      // Out of sight it forgot where it was; at another width the lines break elsewhere.
      if (!this.width) scroller.scrollTop = this.position;
      else if (!this.isFollowing && this.anchor) keepAnchor(scroller, this.anchor);
    } else if (clientWidth && !this.isFollowing) this.anchor = takeAnchor(scroller);
    this.width = clientWidth;
    this.readScroll();
  }

  /**
   * Sections out of view are skipped, with the size they had. Those below the reader must have had one, or the reader
   * would be moved when it turns out to be another: so all are drawn for a moment after each change.
   */
  private skip(on: boolean) {
    clearTimeout(this.pause);
    for (const section of this.renderRoot.querySelectorAll('.section')) section.classList.toggle('skipped', on);
    if (!on) this.pause = setTimeout(() => this.skip(true), SETTLED);
  }

  /** Only a long text that really is cut has a button. */
  private measure() {
    for (const text of this.renderRoot.querySelectorAll('.clamped')) {
      if (this.measured.has(text) || !this.scroller.clientHeight) continue;
      this.measured.add(text);
      const button = text.nextElementSibling as HTMLElement;
      button.hidden = text.scrollHeight <= text.clientHeight + 1;
    }
  }

  private animateNew() {
    const { added } = this;
    this.added = 0;
    if (!added || added > CALM || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const message of this.articles.slice(-added))
      message.animate?.([{ opacity: 0, transform: 'translateY(4px)' }, {}], { duration: 120, easing: 'ease-out' });
  }

  private get articles(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.message')];
  }

  /** One message is the list's tab stop, and what can be pressed in it follows: the last visited, else the newest. */
  private activate(wanted?: HTMLElement) {
    const focused = (this.renderRoot as ShadowRoot).activeElement?.closest<HTMLElement>('.message');
    const next =
      wanted ??
      focused ??
      this.scroller.querySelector<HTMLElement>('.section:last-child > .row:last-child > .message') ??
      this.articles.at(-1);
    const set = (message: HTMLElement, index: number) => {
      message.tabIndex = index;
      for (const control of message.querySelectorAll<HTMLElement>('a, button')) control.tabIndex = index;
    };
    if (this.active && this.active !== next) set(this.active, -1);
    this.active = next;
    if (next) set(next, 0);
  }

  private enter({ target }: FocusEvent) {
    const message = (target as Element).closest<HTMLElement>('.message');
    if (message) this.activate(message);
  }

  private async travel(event: KeyboardEvent) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const from = (target as Element).closest<HTMLElement>('.message');
    if (!['Escape', 'Home', 'End', 'ArrowUp', 'ArrowDown'].includes(key) || (!from && /^Arrow/.test(key))) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'Escape') return this.leave();
    const step = key === 'ArrowUp' ? -1 : 1;
    if (key === 'Home') this.win = oldest(this.shown.length, this.win.base);
    else if (key === 'End') this.toLatest();
    else if (!this.articles[this.articles.indexOf(from!) + step])
      this.win = step < 0 ? growUp(this.win) : growDown(this.win, this.shown.length);
    await this.updateComplete;
    const { articles } = this;
    const next =
      key === 'Home' ? articles[0] : key === 'End' ? articles.at(-1) : articles[articles.indexOf(from!) + step];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
  }

  private readonly jump = async () => {
    const button = (this.renderRoot as ShadowRoot).activeElement;
    this.toLatest();
    await this.updateComplete;
    // The button is gone: its focus goes where the reader is now.
    if (button) this.articles.at(-1)?.focus({ preventScroll: true });
  };

  private readonly retryHistory = () => {
    void this.conversation.older();
  };

  /** Pasted elsewhere it is text, without our fonts and colours. */
  private copy(event: ClipboardEvent) {
    const root = this.renderRoot as ShadowRoot & { getSelection?(): Selection | null };
    const text = String((root.getSelection?.() ?? document.getSelection()) || '');
    if (!text || !event.clipboardData) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sc-message-list': MessageList;
  }
}
