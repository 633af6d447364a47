import { html, render } from 'lit';
import { property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { directionOf } from '../../i18n/locales.js';
import { isAddress } from '../../state/session.js';
import { controls } from '../../styles/controls.js';
import { forms } from '../../styles/forms.js';
import { tokens } from '../../styles/tokens.js';
import { define } from '../define.js';
import { hasFocus } from '../focus.js';
import { SlotChain } from '../slot-chain.js';
import type { View } from './auth-forms.js';
import { AuthViews } from './auth-views.js';
import { styles } from './sc-auth.styles.js';

/**
 * @summary Login and registration; once logged in, who one is and the way out.
 * @element sc-auth
 *
 * @fires {CustomEvent<{ user: PublicUser, via: LoginVia }>} sc-login - Somebody is logged in.
 * @fires {CustomEvent<{ user: PublicUser }>} sc-register - A new account was made here.
 * @fires {CustomEvent<{ reason: LogoutReason }>} sc-logout - Nobody is logged in any more.
 *
 * @slot header - Above the form: a logo, a sentence.
 * @slot footer - Below the form: terms, privacy.
 * @slot sc-form - Taken by the form itself with `light-dom`.
 *
 * @csspart form - Each form.
 * @csspart title - Its heading, and "Logged in as …".
 * @csspart notice - Why one was logged out, and what was done.
 * @csspart summary - The list of errors, where there are several.
 * @csspart alert - What is wrong with the whole form.
 * @csspart countdown - How long the server holds back.
 * @csspart field - A label, its field, hint and errors.
 * @csspart label - The label of a field.
 * @csspart box - The frame around a field and its button.
 * @csspart input - The field itself.
 * @csspart toggle - "Show password".
 * @csspart hint - What helps to fill a field.
 * @csspart error - The errors of a field.
 * @csspart keep - "Keep me logged in".
 * @csspart submit - The main button.
 * @csspart link - The quiet buttons below it.
 *
 * @cssprop --sc-accent - Buttons, links and the focus ring.
 * @cssprop --sc-radius - Corners.
 * @cssprop --sc-space - The unit of all distances.
 *
 * @cssstate logged-in - Somebody is logged in.
 * @cssstate dark - It is shown in dark colours.
 */
@define('sc-auth')
export class ScAuth extends AuthViews {
  static override styles = [tokens, controls, forms, styles];

  /** The form that is shown to who is logged out: `login` or `register`. */
  @property({ reflect: true }) view: 'login' | 'register' = 'login';
  /** What the page knows of the visitor already: the forms begin with this username or email. */
  @property() username = '';

  private current: View | undefined;
  private follows?: boolean;
  private sought: unknown;
  private readonly chain = new SlotChain(this);

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    super.willUpdate(changed);
    const next = this.shownView;
    if (next === this.current) return;
    this.follows = this.hasUpdated && hasFocus(this);
    this.reset();
    this.turn(next);
    this.current = next;
    this.asked = false;
  }

  protected override updated() {
    super.updated();
    if (this.follows) this.find('title')?.focus();
    this.follows = false;
    if (this.current === this.login) this.seekHelp();
  }

  override render() {
    const { language } = this;
    return html`
      <div lang=${language} dir=${directionOf(language)}>
        <slot name="header"></slot>
        ${this.place()}
        <slot name="footer"></slot>
        <p class="unseen" role="status">${this.said}</p>
      </div>
    `;
  }

  protected override get root(): ParentNode {
    return this.chain.form ?? this.renderRoot;
  }

  protected override get mark() {
    return this.options.lightDom && !this.account.value ? 'sc-' : '';
  }

  /** The view, anew for each; in the light DOM of the outermost element where password managers should see it. */
  private place() {
    const view = keyed(this.current, this.current!());
    if (!this.mark) {
      this.chain.close();
      return view;
    }
    const host = this.chain.open();
    render(view, host, { host: this, renderBefore: this.chain.end! });
    return html`<slot name="sc-form"></slot>`;
  }

  protected override go(view: 'login' | 'register') {
    this.panel = undefined;
    this.view = view;
  }

  private get shownView(): View {
    const { panel } = this;
    const inside = !!this.account.value;
    if (panel && inside === (panel === this.change)) return panel;
    return inside ? this.inside : this.view === 'register' ? this.registration : this.login;
  }

  /** What the next view takes from the one before, and what it says of it. */
  private turn(next: View) {
    const { chat, t, current } = this;
    const email = this.typed('email');
    const name = this.typed('username') || email || this.username;
    this.notice = '';
    if (next === this.registration) {
      this.carried = chat.drafts.read('registration');
      if (name) this.carried[isAddress(name) ? 'email' : 'username'] = name;
    } else this.carried = { username: name, email: email || (isAddress(name) ? name : '') };
    // Whoever has an account now logs in the next time.
    if (next === this.inside) this.view = 'login';
    if (next !== this.login && next !== this.registration) return;
    const { left } = chat.session;
    this.notice = left === 'expired' ? t['error-expired'] : left === 'other-tab' ? t.loggedOutElsewhere : '';
    if (current !== this.inside && current !== this.change) return;
    this.panel = undefined;
    this.said = this.notice || t.nowLoggedOut;
  }

  /** Whether the backend has password help is asked once, when a form is there that could offer it. */
  private seekHelp() {
    const { chat } = this;
    const known = chat.vault.get('password-help') !== undefined;
    if (known || this.sought === chat || this.options.passwordHelp !== 'auto') return;
    this.sought = chat;
    void chat.api.has('passwordReset').then(has => {
      // Who is gone by then may have left a storage that was purged.
      if (!this.isConnected) this.sought = undefined;
      if (has === undefined || !this.isConnected) return;
      chat.vault.set('password-help', has ? '1' : '0');
      this.requestUpdate();
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sc-auth': ScAuth;
  }
}
