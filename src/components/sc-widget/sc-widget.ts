import { html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { directionOf } from '../../i18n/locales.js';
import { controls } from '../../styles/controls.js';
import { tokens } from '../../styles/tokens.js';
import { define } from '../define.js';
import { emit } from '../events.js';
import { hasFocus } from '../focus.js';
import { ScopeElement } from '../scope-element.js';
import { StoreController } from '../store-controller.js';
import { bubble, cross, person } from './icons.js';
import { styles } from './sc-widget.styles.js';
import { followViewport } from './viewport.js';
import { widgetsChanged } from './widgets.js';

/** What the panel shows: the chat, the profile, or where nobody is logged in one of the two forms. */
export type WidgetView = 'chat' | 'profile' | 'login' | 'register';

type InnerElement = HTMLElement & { updateComplete: Promise<boolean> };
type ChatElement = InnerElement & { draft: string; send(text: string): string | undefined };

/** Icons are drawn on 24 units and say nothing: the button has the name. */
const icon = (path: string) => html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

/**
 * @summary A launcher button in a corner of the page, and the panel with login, registration, profile and chat.
 * @element sc-widget
 *
 * @slot header - Stands in the panel's header instead of the heading.
 * @slot empty - Stands in an empty conversation.
 * @slot logged-out - Stands above the login form.
 *
 * @fires {CustomEvent<{}>} sc-open - The panel is open.
 * @fires {CustomEvent<{}>} sc-close - The panel is closed.
 *
 * @csspart launcher - The round button.
 * @csspart badge - The number of unread messages on it.
 * @csspart panel - The dialog.
 * @csspart header - The panel's first line.
 * @csspart heading - The title in it.
 * @csspart profile-button - The button "Profile" or "Back to chat".
 * @csspart close-button - The button "Close chat".
 * @csspart content - Everything under the header.
 * @csspart page - The box around the form or the profile.
 *
 * @cssprop --sc-accent - Buttons, links, own messages and the focus ring.
 * @cssprop --sc-surface - Background of the panel.
 * @cssprop --sc-raised - Background of fields.
 * @cssprop --sc-bubble - Background of messages of others.
 * @cssprop --sc-line - Lines between parts.
 * @cssprop --sc-text - Text.
 * @cssprop --sc-muted - Text that matters less.
 * @cssprop --sc-danger - Errors, and the badge.
 * @cssprop --sc-success - What went well.
 * @cssprop --sc-font - Typeface.
 * @cssprop --sc-font-size - Size of text, 15px.
 * @cssprop --sc-radius - Corners of panel and bubbles, 16px; fields have at most 10px of it.
 * @cssprop --sc-space - The unit of all distances, 4px.
 * @cssprop --sc-duration - How long the panel takes to appear, 160ms.
 * @cssprop --sc-z-index - Where it stands among the page's layers, 1000.
 * @cssprop --sc-offset-inline - Distance from the side of the page, 16px.
 * @cssprop --sc-offset-block - Distance from the top or bottom of the page, 16px.
 *
 * @cssstate open - The panel is open.
 * @cssstate logged-in - Somebody is logged in.
 * @cssstate offline - The connection is lost.
 * @cssstate unread - There are unread messages.
 * @cssstate dark - It is shown in dark colours.
 */
@define('sc-widget')
export class ScWidget extends ScopeElement {
  static override styles = [tokens, controls, styles];

  /** Whether the panel is open. */
  @property({ type: Boolean, reflect: true }) open = false;

  // Nothing of it exists before somebody opens it, or a session that was kept is to be connected.
  @state() private started?: boolean;
  @state() private view: 'chat' | 'profile' = 'chat';
  @state() private unread = 0;
  @state() private offline?: boolean;

  @query('.launcher') private readonly launcherButton!: HTMLElement | null;
  @query('.sheet') private readonly panel!: HTMLElement;
  @query('sc-chat') private readonly chatElement!: ChatElement | null;
  @query('sc-auth') private readonly authElement!: InnerElement | null;

  private readonly account = new StoreController(this, () => this.chat.session.$account);
  private opener: HTMLElement | undefined;
  private focusWanted?: boolean;
  private focusInside?: boolean;
  private inside?: boolean;
  private leaving?: boolean;
  private unfollowViewport = () => {};

  override connectedCallback() {
    super.connectedCallback();
    if (!this.hasUpdated && this.chat.vault.get('open')) this.open = true;
    if (this.hasUpdated && this.open) this.unfollowViewport = followViewport(this.panel);
    widgetsChanged.emit(this);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.unfollowViewport();
    widgetsChanged.emit(this);
  }

  /** Opens the panel; the focus moves into it where a visitor did something, and comes back when it closes. */
  show({ view, opener }: { view?: WidgetView | undefined; opener?: HTMLElement | undefined } = {}) {
    if (view === 'login' || view === 'register') {
      void this.prepare().then(() => this.authElement?.setAttribute('view', view));
    } else if (view) this.view = view;
    this.opener = opener ?? this.opener;
    this.focusWanted = !!opener || navigator.userActivation?.hasBeenActive !== false;
    if (this.open && this.focusWanted) void this.focusIn();
    this.open = true;
  }

  /** Closes the panel. What was typed stays. */
  hide() {
    this.open = false;
  }

  /**
   * The chat inside, whether the panel is open or not.
   * @internal
   */
  async prepare(): Promise<ChatElement> {
    this.started = true;
    await this.updateComplete;
    await this.chatElement!.updateComplete;
    return this.chatElement!;
  }

  /** @internal */
  override get target(): EventTarget {
    return this.scope.target;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    super.willUpdate(changed);
    this.focusInside = hasFocus(this);
    const inside = !!this.account.value;
    this.leaving = !!this.inside && !inside && this.shadowRoot!.activeElement === this.chatElement && this.focusInside;
    this.inside = inside;
    const { session } = this.chat;
    if (this.open || (this.options.connect === 'on-load' && (session.grant() || this.token))) this.started = true;
    if (this.started) this.chat.start();
    if (!this.account.value && this.view === 'profile') this.view = 'chat';
  }

  override render() {
    const { t, open, options, unread } = this;
    return html`
      <div class="corner ${options.position}">
        ${
          options.launcher === 'off'
            ? nothing
            : html`
              <button
                class="launcher primary"
                part="launcher"
                type="button"
                aria-haspopup="dialog"
                aria-label=${t.open(unread)}
                ?hidden=${open}
                @click=${this.openByLauncher}
              >
                ${icon(bubble)}
                ${unread ? html`<span class="badge" part="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
              </button>
            `
        }
        <section
          class="sheet"
          part="panel"
          role="dialog"
          tabindex="-1"
          aria-label=${this.label}
          lang=${this.language}
          dir=${directionOf(this.language)}
          ?hidden=${!open}
          ?inert=${!open}
          @keydown=${this.closeOnEscape}
          @sc-login=${this.welcome}
          @sc-unread=${this.count}
          @sc-connection=${this.watchConnection}
        >
          ${this.started ? this.renderPanel() : nothing}
        </section>
      </div>
    `;
  }

  protected override updated(changed: Map<PropertyKey, unknown>) {
    this.toggleState('open', this.open);
    this.toggleState('logged-in', !!this.account.value);
    this.toggleState('offline', !!this.offline);
    this.toggleState('unread', this.unread > 0);
    const before = changed.get('open');
    if (changed.has('open') && this.open !== (before ?? false)) this.toggled(before !== undefined);
    else if (this.open && this.leaving) void this.focusIn();
    else if (this.open && this.focusInside && !hasFocus(this)) this.panel.focus({ preventScroll: true });
  }

  private get label() {
    return this.options.heading || this.t.heading;
  }

  private renderPanel() {
    const { t, view } = this;
    const loggedIn = !!this.account.value;
    const inProfile = view === 'profile';
    return html`
      <header class="bar" part="header">
        <div class="caption"><slot name="header"><h2 part="heading">${this.label}</h2></slot></div>
        ${
          loggedIn
            ? html`
              <button
                class="icon"
                part="profile-button"
                type="button"
                aria-label=${inProfile ? t.back : t.profile}
                title=${inProfile ? t.back : t.profile}
                @click=${this.switchView}
              >
                ${icon(inProfile ? bubble : person)}
              </button>
            `
            : nothing
        }
        <button
          class="icon"
          part="close-button"
          type="button"
          aria-label=${t.close}
          title=${t.close}
          @click=${this.hide}
        >
          ${icon(cross)}
        </button>
      </header>
      <div class="inner" part="content">
        <div class="leaf" part="page" ?hidden=${loggedIn && !inProfile}>
          ${loggedIn ? html`<sc-profile></sc-profile>` : html`<slot name="logged-out"></slot>`}
          <sc-auth></sc-auth>
        </div>
        <sc-chat ?hidden=${!loggedIn || inProfile}>
          ${this.querySelector(':scope > [slot="empty"]') ? html`<slot name="empty" slot="empty"></slot>` : nothing}
        </sc-chat>
      </div>
    `;
  }

  /** `kept`: not where the page's markup says so, which says so on the next page as well. */
  private toggled(kept: boolean) {
    const { open } = this;
    if (kept) this.chat.vault.set('open', open ? '1' : undefined);
    this.unfollowViewport();
    if (open) {
      if (this.isConnected) this.unfollowViewport = followViewport(this.panel);
      if (this.focusWanted) void this.focusIn();
    } else if (this.focusInside) {
      const back = this.opener?.isConnected ? this.opener : this.launcherButton;
      back?.focus({ preventScroll: true });
    }
    if (!open) this.opener = undefined;
    this.focusWanted = false;
    emit(this, open ? 'sc-open' : 'sc-close', {});
  }

  /** Into the field that is to be filled in, but not where that would raise a keyboard over the page. */
  private async focusIn() {
    this.panel.focus({ preventScroll: true });
    if (matchMedia('(pointer: coarse)').matches) return;
    const inner = this.account.value ? this.chatElement : this.authElement;
    await inner?.updateComplete;
    // The visitor may have gone elsewhere meanwhile.
    if (this.open && this.shadowRoot?.activeElement === this.panel) inner?.focus({ preventScroll: true });
  }

  private openByLauncher() {
    this.show({ opener: this.launcherButton! });
  }

  private closeOnEscape(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    // One Escape closes one thing: a dialog of the page's around it stays open.
    event.preventDefault();
    event.stopPropagation();
    this.hide();
  }

  private async welcome() {
    this.view = 'chat';
    await this.updateComplete;
    if (this.open) void this.focusIn();
  }

  private count(event: HTMLElementEventMap['sc-unread']) {
    this.unread = event.detail.count;
  }

  private watchConnection(event: HTMLElementEventMap['sc-connection']) {
    this.offline = event.detail.status === 'offline' || event.detail.status === 'failed';
  }

  private switchView() {
    this.view = this.view === 'profile' ? 'chat' : 'profile';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sc-widget': ScWidget;
  }
}
