import { html } from 'lit';
import { property } from 'lit/decorators.js';
import { directionOf } from '../../i18n/locales.js';
import { controls } from '../../styles/controls.js';
import { forms } from '../../styles/forms.js';
import { tokens } from '../../styles/tokens.js';
import { define } from '../define.js';
import { hasFocus } from '../focus.js';
import { isAddress } from './auth-forms.js';
import { AuthViews, type View } from './auth-views.js';
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

  private current: View = 'login';
  private follows = false;

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    super.willUpdate(changed);
    const next = this.shownView;
    if (this.hasUpdated && next === this.current) return;
    if (this.hasUpdated) {
      this.follows = hasFocus(this);
      this.reset();
    }
    this.turn(next);
    this.current = next;
    this.rules = this.revealed = [];
    this.spaces = false;
  }

  protected override updated() {
    super.updated();
    if (this.follows) this.find('title')?.focus();
    this.follows = false;
    if (this.current === 'login') this.seekHelp();
  }

  override render() {
    const { language, current, options } = this;
    // What password managers look for.
    const light = options.lightDom && ['login', 'register', 'reset'].includes(current);
    return html`
      <div lang=${language} dir=${directionOf(language)}>
        <slot name="header"></slot>
        ${this.place(current, this.views[current], light)}
        <slot name="footer"></slot>
        <p class="hidden" role="status">${this.said}</p>
      </div>
    `;
  }

  protected override go(view: 'login' | 'register') {
    this.panel = undefined;
    this.view = view;
  }

  private get shownView(): View {
    const { panel } = this;
    if (this.account.value) return panel === 'change' ? panel : 'inside';
    if (panel && panel !== 'change') return panel;
    return this.view === 'register' ? 'register' : 'login';
  }

  /** What the next view takes from the one before, and what it says of it. */
  private turn(next: View) {
    const { chat, t, root, current } = this;
    const form = root instanceof HTMLFormElement ? root : root.querySelector('form');
    const { username = '', email = '' } = form ? this.values(form) : {};
    const name = username || email;
    this.carried = { username: name, email: email || (isAddress(name) ? name : '') };
    this.notice = '';
    if (next === 'register') {
      this.carried = chat.drafts.read('registration');
      if (name) this.carried[isAddress(name) ? 'email' : 'username'] = name;
    }
    // Whoever has an account now logs in the next time.
    if (next === 'inside') this.view = 'login';
    if (next !== 'login' && next !== 'register') return;
    const { left } = chat.session;
    this.notice = left === 'expired' ? t['error-expired'] : left === 'other-tab' ? t.loggedOutElsewhere : '';
    if (current !== 'inside' && current !== 'change') return;
    this.panel = undefined;
    this.said = this.notice || t.nowLoggedOut;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sc-auth': ScAuth;
  }
}
