import { html, LitElement, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import type { Strings } from '../../i18n/en.js';
import { timeText } from '../../i18n/format.js';
import type { Conversation } from '../../state/conversation.js';
import type { Message } from '../../state/timeline.js';
import { controls } from '../../styles/controls.js';
import { define } from '../define.js';
import { StoreController } from '../store-controller.js';
import { type MessageActions, messageTemplate } from './message.js';
import { rowsOf } from './rows.js';
import { styles } from './sc-message-list.styles.js';
import { type Anchor, anchorAt, keepAnchor, takeAnchor } from './scroll.js';
import { createView } from './view.js';
import { follow, growDown, growUp, moved, newest, oldest, type Window } from './window.js';

/** This close to the end the reader counts as being there, px; further away the way back is offered. */
const NEAR = 64;
/** By then the browser has noted how high a section is, ms. */
const SETTLED = 300;
/** A new message takes as long to come in, ms. */
const MOVEMENT = 120;

/** The log of a conversation. Inside `<sc-chat>` only; a message is a template, not an element. */
@define('sc-message-list')
export class MessageList extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) conversation!: Conversation;
  @property({ attribute: false }) t!: Strings;
  @property({ attribute: false }) language = 'en';
  /** The log's accessible name. */
  @property({ attribute: false }) label!: string;
  /** The first message that was not read. */
  @property({ attribute: false }) divider: string | undefined;
  /** Told when the reader arrives at the newest message, and when they leave it. */
  followed?: (following: boolean) => void;
  /** Takes the text of a message that has to be written anew. */
  edit!: (text: string) => void;
  /** Takes the focus when the reader has had enough. */
  leave!: () => void;

  @state() private win: Window = newest(0);
  @state() private opened: ReadonlySet<string> = new Set();
  /** The reader is at the newest message. */
  @state() following = true;

  @query('.scroller') private readonly scroller!: HTMLElement;

  private readonly messages = new StoreController(this, () => this.conversation.$messages);
  private readonly history = new StoreController(this, () => this.conversation.$history);
  private readonly unread = new StoreController(this, () => this.conversation.$unread);
  private readonly resizes = new ResizeObserver(() => this.resized());

  private readonly show = createView();
  private shown: readonly Message[] = [];
  /** What stays in place while the reader is away from the end. */
  private anchor: Anchor | undefined;
  /** Where the reader is, as far as we know or have scrolled there ourselves. */
  private position = 0;
  private width?: number;
  private snap = true;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private active: HTMLElement | undefined;
  private last: HTMLElement | undefined;
  /** When it came, ms. */
  private came?: number;
  /** The keys so far. */
  private travelled: Promise<void> = Promise.resolve();
  private measured = new WeakSet<Element>();

  private readonly actions: MessageActions = {
    retry: ({ id, reason, text }) => {
      if (reason === 'too-long') {
        this.conversation.withdraw(id);
        this.edit(text);
      } else this.conversation.retry(id);
      // The button is gone.
      this.leave();
    },
    showAll: ({ id }, event) => {
      const message = (event.target as Element).closest<HTMLElement>('.post')!;
      this.opened = new Set([...this.opened, id]);
      // It unfolds downwards, also where the list would grow upwards.
      this.anchor = anchorAt(message, this.scroller);
      this.setFollowing(false);
      message.focus({ preventScroll: true });
    },
  };

  override connectedCallback() {
    super.connectedCallback();
    this.resizes.observe(this);
    // The first formatter takes as long as all else that shows the history: it is made while that is on its way.
    setTimeout(() => timeText(this.language, 0), 50);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.resizes.disconnect();
    clearTimeout(this.pause);
    this.width = 0;
  }

  /** Shows the newest message. */
  toLatest() {
    this.win = newest(this.shown.length, this.win.base);
    this.snap = true;
    this.setFollowing(true);
  }

  /** However many messages arrive, they are drawn once a frame. */
  protected override async scheduleUpdate() {
    // A page that is not shown draws none.
    if (this.hasUpdated)
      await new Promise(resolve => {
        requestAnimationFrame(resolve);
        setTimeout(resolve, 200);
      });
    return super.scheduleUpdate();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    if (changed.has('conversation')) this.shown = [];
    const messages = this.messages.value ?? [];
    if (messages !== this.shown) this.advance(messages);
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
        @focusin=${this.activate}
        @copy=${this.copy}
      >
        <div class="inner">${this.renderTop()}<div class="rows"></div></div>
      </div>
      ${
        this.following
          ? nothing
          : html`<button class="jump" part="jump" @click=${this.jump}>${this.t.jump(count)}</button>`
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
    return this.shown.length ? nothing : html`<p class="note" part="empty"><slot></slot></p>`;
  }

  protected override updated() {
    const { scroller, shown, win, divider, opened, t, language, actions } = this;
    this.show(scroller.querySelector('.rows')!, rowsOf(shown, win, { divider, opened, t, language }), row =>
      messageTemplate(row, actions),
    );
    const last = this.activate().at(-1);
    // After the one that was the newest it comes with a movement, but for what follows on its heels; what is there from
    // the beginning just stands there.
    if (last !== this.last) {
      const now = performance.now();
      if (this.last?.isConnected && now - this.came! > MOVEMENT) last!.parentElement!.classList.add('new');
      this.came = now;
    }
    this.last = last;
    // Only now, for it asks how high everything is.
    if (this.snap) this.position = scroller.scrollTop = 0;
    this.snap = false;
    this.settle();
  }

  /** Takes the conversation as it is now: the same rows stay, and at the end the new ones come. */
  private advance(messages: readonly Message[]) {
    const win = moved(this.win, this.shown, messages);
    this.shown = messages;
    if (win) this.win = this.following ? follow(win, messages.length) : win;
    else {
      this.opened = new Set();
      this.toLatest();
    }
  }

  private setFollowing(following: boolean) {
    if (following === this.following) return;
    this.following = following;
    this.followed?.(following);
  }

  private readScroll() {
    const { scroller, position } = this;
    const { scrollTop, clientHeight } = scroller;
    if (!clientHeight) return;
    this.setFollowing(this.win.to === this.shown.length && -scrollTop < NEAR);
    if (scrollTop !== position) this.anchor = takeAnchor(scroller);
    this.position = scrollTop;
    this.reach();
  }

  /** Before the reader gets there the rows are: from memory, else from the server. */
  private reach() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const margin = 2 * clientHeight;
    const { length } = this.shown;
    if (scrollHeight - clientHeight + scrollTop < margin) {
      const { more, status } = this.history.value ?? {};
      if (this.win.from > 0) this.win = growUp(this.win);
      else if (more && status === 'ready') void this.conversation.older();
    } else if (-scrollTop < margin && this.win.to < length) this.win = growDown(this.win, length);
  }

  private resized() {
    const { scroller, position } = this;
    const { clientWidth } = scroller;
    // Out of sight it forgot where it was; at another width the lines break elsewhere.
    if (!this.width) scroller.scrollTop = position;
    if (clientWidth !== this.width) this.measured = new WeakSet();
    this.width = clientWidth;
    this.settle();
  }

  /** What follows from how high the rows are now. */
  private settle() {
    const { scroller, anchor, following } = this;
    if (!scroller.clientHeight) return;
    this.skip(following);
    this.measure();
    if (!following && anchor) keepAnchor(scroller, anchor);
    this.position = scroller.scrollTop;
    this.reach();
  }

  /**
   * Sections out of view are skipped, with the size they had. Those below the reader must have had one, or the reader
   * would be moved when it turns out to be another: so all are drawn for a moment after each change.
   */
  private skip(on: boolean) {
    clearTimeout(this.pause);
    this.scroller.classList.toggle('skipping', on);
    if (!on) this.pause = setTimeout(() => this.skip(true), SETTLED);
  }

  /** Only a long text that really is cut has a button. */
  private measure() {
    for (const text of this.renderRoot.querySelectorAll('.clamped')) {
      if (this.measured.has(text)) continue;
      this.measured.add(text);
      const button = text.nextElementSibling as HTMLElement;
      button.hidden = text.scrollHeight <= text.clientHeight + 1;
    }
  }

  private get articles(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.post')];
  }

  /** One message is the list's tab stop, and what can be pressed in it follows: the last visited, else the newest. */
  private activate(): HTMLElement[] {
    const { articles } = this;
    const focused = (this.renderRoot as ShadowRoot).activeElement?.closest<HTMLElement>('.post');
    const next = focused ?? articles.at(-1);
    const set = (message: HTMLElement | undefined, index: number) => {
      for (const stop of message ? [message, ...message.querySelectorAll<HTMLElement>('a, button')] : [])
        stop.tabIndex = index;
    };
    if (this.active !== next) set(this.active, -1);
    this.active = next;
    set(next, 0);
    return articles;
  }

  private travel(event: KeyboardEvent) {
    const { key, target } = event;
    const from = (target as Element).closest('.post');
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!(/^(Escape|Home|End)$/.test(key) || (from && /^Arrow(Up|Down)$/.test(key)))) return;
    event.preventDefault();
    event.stopPropagation();
    // Each key goes on from where the one before arrives, which may be a frame later.
    this.travelled = this.travelled.then(() => this.step(key));
  }

  private async step(key: string) {
    if (key === 'Escape') return this.leave();
    if (key === 'End') return this.jump();
    if (key === 'Home') {
      this.win = oldest(this.shown.length, this.win.base);
      if (this.win.to < this.shown.length) this.setFollowing(false);
    }
    await this.updateComplete;
    const { articles } = this;
    const next = articles[key === 'Home' ? 0 : articles.indexOf(this.active!) + (key === 'ArrowUp' ? -1 : 1)];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
  }

  private readonly jump = async () => {
    this.toLatest();
    await this.updateComplete;
    // The button is gone: its focus goes where the reader is now.
    this.articles.at(-1)?.focus({ preventScroll: true });
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
