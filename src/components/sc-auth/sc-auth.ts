import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { ApiError } from '../../api/errors.js';
import { directionOf } from '../../i18n/locales.js';
import { credentialsFor } from '../../state/session.js';
import { controls } from '../../styles/controls.js';
import { forms } from '../../styles/forms.js';
import { tokens } from '../../styles/tokens.js';
import { Countdown } from '../countdown.js';
import { define } from '../define.js';
import { ScForm, type Values } from '../sc-form.js';
import { checklist } from './checklist.js';
import { styles } from './sc-auth.styles.js';

type View = 'login' | 'register' | 'confirm' | 'reset' | 'sent' | 'in' | 'change';

/** How a resend is paced, in seconds. */
const COOL_DOWN = 60;

const isAddress = (text = '') => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

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
 */
@define('sc-auth')
export class ScAuth extends ScForm {
  static override styles = [tokens, controls, forms, styles];

  /** The form that is shown to who is logged out: `login` or `register`. */
  @property({ reflect: true }) view: 'login' | 'register' = 'login';

  @state() private panel: 'confirm' | 'reset' | 'sent' | 'change' | undefined;
  @state() private rules = [false, false, false];
  @state() private spaces = false;
  /** Fields that only the server's answer asks for. */
  @state() private revealed: readonly string[] = [];
  @state() private notice = '';

  private readonly cooling = new Countdown(this, () => this.chat.clock);
  private current: View | undefined;
  private carried: Values = {};
  private address = '';
  private asking = false;
  private follows = false;

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    super.willUpdate(changed);
    const next = this.shownView;
    if (next === this.current) return;
    // What is left of one view when the next one takes its place.
    if (this.current) {
      this.follows = this.matches(':focus-within') || !!this.root.querySelector(':focus');
      this.carry(this.current, next);
      this.reset();
    }
    this.current = next;
    this.rules = [false, false, false];
    this.spaces = false;
    this.revealed = [];
  }

  protected override updated() {
    super.updated();
    if (this.follows) this.find('title')?.focus();
    this.follows = false;
    if (this.current === 'login') this.seekHelp();
  }

  override render() {
    const view = this.current!;
    const { language } = this;
    return html`
      <div lang=${language} dir=${directionOf(language)}>
        <slot name="header"></slot>
        ${keyed(view, this.place(this.views[view], view === 'login' || view === 'register' || view === 'reset'))}
        <slot name="footer"></slot>
        <p class="hidden" role="status">${this.said}</p>
      </div>
    `;
  }

  private get shownView(): View {
    if (this.account.value) return this.panel === 'change' ? 'change' : 'in';
    if (this.panel && this.panel !== 'change') return this.panel;
    return this.view === 'register' ? 'register' : 'login';
  }

  private get mode() {
    const { loginWith } = this.options;
    if (loginWith !== 'auto') return loginWith;
    const { learned } = this.chat;
    return learned === 'username' || learned === 'email' ? learned : 'auto';
  }

  private get help() {
    const { passwordHelp } = this.options;
    return passwordHelp === 'on' || (passwordHelp === 'auto' && this.chat.vault.get('password-help') === '1');
  }

  private carry(from: View, to: View) {
    const form = this.root.querySelector('form') ?? (this.root as HTMLElement);
    const values = form instanceof HTMLFormElement ? this.values(form) : {};
    const { username = '', email = '' } = values;
    const name = username || email;
    this.carried = {};
    this.notice = '';
    if (to === 'register') {
      this.carried = this.chat.drafts.read('registration');
      if (name) this.carried[isAddress(name) ? 'email' : 'username'] = name;
    } else if (to === 'login' || to === 'reset') {
      const address = email || (isAddress(username) ? username : '');
      this.carried = { username: name, email: address };
    }
    if (from !== 'in' && from !== 'change') return;
    if (to === 'login' || to === 'register') {
      this.panel = undefined;
      const { left } = this.chat.session;
      const { t } = this;
      this.said = left === 'expired' ? t.errorExpired : left === 'other-tab' ? t.loggedOutElsewhere : t.nowLoggedOut;
    }
  }

  private readonly views: Record<View, () => TemplateResult> = {
    login: () => {
      const { t, mode } = this;
      const name = mode === 'email' ? 'email' : 'username';
      const other = mode === 'email' ? 'username' : 'email';
      const { left } = this.chat.session;
      return this.form(
        t.login,
        html`
          ${this.note(left === 'expired' ? t.errorExpired : left === 'other-tab' ? t.loggedOutElsewhere : this.notice)}
          ${this.field(name, mode === 'auto' ? t.identifier : t[mode], {
            type: mode === 'email' ? 'email' : 'text',
            autocomplete: 'username',
            enterkeyhint: 'next',
            required: true,
            value: this.carried['username'],
          })}
          ${
            this.revealed.includes(other)
              ? this.field(other, t[other], {
                  type: other === 'email' ? 'email' : 'text',
                  autocomplete: other,
                  enterkeyhint: 'next',
                })
              : nothing
          }
          ${this.field('password', t.password, {
            id: 'current-password',
            type: 'password',
            autocomplete: 'current-password',
            enterkeyhint: 'go',
            required: true,
            main: true,
            toggle: t.showPassword,
          })}
          ${
            this.options.persist === 'local'
              ? html`<label part="keep" class="keep"><input type="checkbox" name="keep" checked /> ${t.keep}</label>`
              : nothing
          }
        `,
        t.login,
        form => this.logIn(form),
        html`<div class="more">
          ${this.link(t.toRegister, () => this.open('register'))}
          ${this.help ? this.link(t.forgot, () => (this.panel = 'reset')) : nothing}
        </div>`,
      );
    },

    register: () => {
      const { t } = this;
      return this.form(
        t.createAccount,
        html`
          ${this.field('username', t.username, {
            autocomplete: 'username',
            enterkeyhint: 'next',
            required: true,
            hint: t.usernameHint,
            value: this.carried['username'],
          })}
          ${this.field('email', t.email, {
            type: 'email',
            autocomplete: 'email',
            enterkeyhint: 'next',
            value: this.carried['email'],
          })}
          ${this.newPassword('password1', t.password, t.showPassword)}
          ${this.repeated('password2')}
        `,
        t.createAccount,
        form => this.register(form),
        html`<div class="more">${this.link(t.toLogin, () => this.open('login'))}</div>`,
      );
    },

    confirm: () => {
      const { t, cooling } = this;
      return html`
        <div class="stack">
          <h2 id="title" part="title" tabindex="-1">${t.inbox}</h2>
          <p>${t.inboxText(this.address)}</p>
          <div role="alert" part="alert" class="alert">${this.problems.form.map(line => html`<p>${line}</p>`)}</div>
          <div class="more">
            ${this.link(t.backToLogin, () => this.open('login'))}
            ${this.link(t.resend, () => this.resend(), !!cooling.left || this.busy)}
          </div>
          ${this.note(this.notice)}
          ${cooling.left ? html`<p part="countdown" class="hint wait">${t.throttled(cooling.left)}</p>` : nothing}
        </div>
      `;
    },

    reset: () => {
      const { t } = this;
      return this.form(
        t.reset,
        this.field('email', t.email, {
          type: 'email',
          autocomplete: 'email',
          enterkeyhint: 'go',
          required: true,
          hint: t.resetHint,
          value: this.carried['email'],
        }),
        t.sendLink,
        form => this.requestReset(form),
        html`<div class="more">${this.link(t.backToLogin, () => this.open('login'))}</div>`,
      );
    },

    sent: () => {
      const { t } = this;
      return html`
        <div class="stack">
          <h2 id="title" part="title" tabindex="-1">${t.inbox}</h2>
          <p>${t.resetSent(this.address)}</p>
          <div class="more">${this.link(t.backToLogin, () => this.open('login'))}</div>
        </div>
      `;
    },

    in: () => {
      const { t } = this;
      const host = this.account.value?.host;
      return html`
        <div class="stack">
          <p id="title" part="title" class="who" tabindex="-1">${this.user.value ? t.loggedInAs(this.user.value.username || String(this.user.value.pk)) : t.loading}</p>
          ${this.note(this.notice)}
          ${
            host
              ? nothing
              : html`<div class="more">
                  <button type="button" part="link" class="outlined" @click=${() => this.chat.session.logout(this)}>${t.logout}</button>
                  ${this.help ? this.link(t.changePassword, () => (this.panel = 'change')) : nothing}
                </div>`
          }
        </div>
      `;
    },

    change: () => {
      const { t } = this;
      return this.form(
        t.changePassword,
        html`
          <input class="hidden" name="username" autocomplete="username" readonly tabindex="-1" aria-hidden="true" value=${this.user.value?.username ?? ''} />
          ${
            this.revealed.includes('old_password')
              ? this.field('old_password', t.oldPassword, {
                  id: 'current-password',
                  type: 'password',
                  autocomplete: 'current-password',
                  enterkeyhint: 'next',
                  required: true,
                  toggle: t.showOld,
                })
              : nothing
          }
          ${this.newPassword('new_password1', t.newPassword, t.showNew)}
          ${this.repeated('new_password2')}
        `,
        t.changePassword,
        form => this.changePassword(form),
        html`<div class="more">${this.link(t.cancel, () => (this.panel = undefined))}</div>`,
      );
    },
  };

  private newPassword(name: string, label: string, toggle: string) {
    const { t } = this;
    const lines = [t.longEnough, t.notDigits, t.notAlike];
    return this.field(name, label, {
      id: 'new-password',
      type: 'password',
      autocomplete: 'new-password',
      enterkeyhint: 'next',
      rules: 'minlength: 8;',
      required: true,
      main: true,
      toggle,
      hint: html`<ul class="checks">
        ${lines.map((line, index) =>
          this.rules[index]
            ? html`<li class="ok">${line}<span class="hidden">, ${t.done}</span></li>`
            : html`<li>${line}</li>`,
        )}
      </ul>${this.spaces ? html`<p>${t.outerSpaces}</p>` : nothing}`,
    });
  }

  private repeated(name: string) {
    const { t } = this;
    return this.field(name, t.repeatPassword, {
      id: 'confirm-password',
      type: 'password',
      autocomplete: 'new-password',
      enterkeyhint: 'go',
      required: true,
      toggle: t.showRepeated,
    });
  }

  private link(text: string, act: () => void, held = false) {
    return html`<button
      type="button"
      part="link"
      class="quiet"
      aria-disabled=${held ? 'true' : nothing}
      @click=${() => held || act()}
    >${text}</button>`;
  }

  private note(text: string) {
    return text ? html`<p part="notice" class="notice">${text}</p>` : nothing;
  }

  private open(view: 'login' | 'register') {
    this.panel = undefined;
    this.view = view;
  }

  private logIn(form: HTMLFormElement) {
    const empty = this.missing(form);
    if (empty.size) return void this.show({ fields: empty, form: [] });
    const { mode } = this;
    const values = this.values(form);
    const identifier = (mode === 'email' ? values['email'] : values['username'])?.trim() ?? '';
    const credentials = credentialsFor(identifier, values['password'] ?? '', mode);
    const other = mode === 'email' ? 'username' : 'email';
    if (values[other]) credentials[other] = values[other].trim();
    const stay = !form.querySelector('[name=keep]') || 'keep' in values;
    void this.attempt(this.t.loggingIn, async signal => {
      try {
        await this.chat.session.login(credentials, stay, this, signal);
        this.chat.drafts.write('registration', {});
      } catch (error) {
        throw await this.learn(error as ApiError, identifier, credentials);
      }
    });
  }

  /** What a refusal tells of the backend: the way it wants to be logged in to, and fields that are not on screen. */
  private async learn(error: ApiError, identifier: string, credentials: Values | object): Promise<ApiError> {
    const { fields, form, code } = error;
    if (code === 'credentials') this.input('password')!.value = '';
    const name = this.mode === 'email' ? 'email' : 'username';
    const other = name === 'email' ? 'username' : 'email';
    // Names of fields in quotes survive translation; the words around them are not looked at.
    const named = (['username', 'email', 'password'] as const).filter(key =>
      new RegExp(`["'“”„«»]${key}["'“”«»]`).test(form.join()),
    );
    if (this.options.loginWith === 'auto' && named.length === 2 && named[1] === 'password' && named[0] !== name) {
      this.carried = { username: identifier };
      this.chat.learned = named[0];
      fields.set(named[0] as string, form.splice(0));
    }
    const messages = fields.get(other);
    if (messages && (credentials as Values)[other] === identifier && identifier && !this.revealed.includes(other)) {
      fields.delete(other);
      fields.set(name, [...(fields.get(name) ?? []), ...messages]);
    } else if (messages && name !== other && !this.input(other)) this.revealed = [...this.revealed, other];
    this.requestUpdate();
    await this.updateComplete;
    return error;
  }

  private register(form: HTMLFormElement) {
    const values = this.values(form);
    const { username = '', email = '', password1 = '', password2 = '' } = values;
    if (!this.passwordsFit(form, 'password1', 'password2')) return;
    void this.attempt(this.t.creatingAccount, async signal => {
      const entrance = await this.chat.session.register({ username, email, password1, password2 }, this, signal);
      this.chat.drafts.write('registration', {});
      if (entrance.to !== 'confirm') return;
      this.address = entrance.email;
      this.panel = 'confirm';
      this.cooling.start(COOL_DOWN);
    });
  }

  private passwordsFit(form: HTMLFormElement, first: string, second: string) {
    const fields = this.missing(form);
    const value = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value;
    if (!fields.has(second) && value(first) !== value(second)) fields.set(second, [this.t.mismatch]);
    if (fields.size) void this.show({ fields, form: [] });
    return !fields.size;
  }

  private resend() {
    void this.attempt(this.t.working, async signal => {
      await this.chat.api.resend(this.address, signal);
      this.notice = this.said = this.t.resent;
      this.cooling.start(COOL_DOWN);
    });
  }

  private requestReset(form: HTMLFormElement) {
    const empty = this.missing(form);
    if (empty.size) return void this.show({ fields: empty, form: [] });
    const { email = '' } = this.values(form);
    void this.attempt(this.t.working, async signal => {
      await this.chat.api.requestReset(email.trim(), signal);
      this.address = email.trim();
      this.panel = 'sent';
    });
  }

  private changePassword(form: HTMLFormElement) {
    if (!this.passwordsFit(form, 'new_password1', 'new_password2')) return;
    const { new_password1 = '', new_password2 = '', old_password } = this.values(form);
    const values = { new_password1, new_password2, ...(old_password && { old_password }) };
    void this.attempt(this.t.working, async signal => {
      try {
        await this.chat.session.run(() => this.chat.api.changePassword(values, signal));
      } catch (error) {
        if ((error as ApiError).fields.has('old_password')) this.revealed = ['old_password'];
        await this.updateComplete;
        throw error;
      }
      this.panel = undefined;
      await this.updateComplete;
      this.notice = this.said = this.t.passwordChanged;
    });
  }

  protected override onInput(event: Event) {
    super.onInput(event);
    const { form } = event.target as HTMLInputElement;
    if (!form) return;
    const { username = '', email = '', ...rest } = this.values(form);
    if (this.current === 'register') this.chat.drafts.write('registration', { username, email });
    const password = rest['password1'] ?? rest['new_password1'];
    if (password === undefined) return;
    this.rules = [...checklist(password, [username, email || this.user.value?.email || ''])];
    this.spaces = password !== password.trim();
  }

  /** Whether the backend has password help is asked once, when a form is there that could offer it. */
  private seekHelp() {
    const { chat } = this;
    if (this.asking || this.options.passwordHelp !== 'auto' || chat.vault.get('password-help') !== undefined) return;
    this.asking = true;
    void chat.api.has('passwordReset').then(has => {
      if (has === undefined) return;
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
