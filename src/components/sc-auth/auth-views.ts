import { html, nothing, type TemplateResult } from 'lit';
import { AuthForms } from './auth-forms.js';

export type View = 'login' | 'register' | 'confirm' | 'reset' | 'sent' | 'inside' | 'change';

/** What sc-auth shows, one view at a time. */
export abstract class AuthViews extends AuthForms {
  /** Goes to one of the two forms. */
  protected abstract go(view: 'login' | 'register'): void;

  protected readonly views: Record<View, () => TemplateResult> = {
    login: () => this.login(),
    register: () => this.registration(),
    confirm: () => this.confirmation(),
    reset: () => this.resetRequest(),
    sent: () => this.inbox(this.t.resetSent(this.address)),
    inside: () => this.inside(),
    change: () => this.change(),
  };

  private login() {
    const { t, mode, revealed } = this;
    const [name, other] = mode === 'email' ? (['email', 'username'] as const) : (['username', 'email'] as const);
    const kind = (field: typeof name) => (field === 'email' ? field : 'text');
    return this.form(
      t.login,
      html`
        ${this.note()}
        ${this.field(name, mode === 'auto' ? t.identifier : t[mode], {
          type: kind(name),
          autocomplete: 'username',
          enterkeyhint: 'next',
          required: true,
          value: this.carried['username'],
        })}
        ${
          revealed.includes(other)
            ? this.field(other, t[other], { type: kind(other), autocomplete: other, enterkeyhint: 'next' })
            : nothing
        }
        ${this.password('password', t.password, 'current-password', t.showPassword, 'go', true)}
        ${
          this.options.persist === 'local'
            ? html`<label part="keep" class="keep"><input type="checkbox" name="keep" checked /> ${t.keep}</label>`
            : nothing
        }
      `,
      t.login,
      form => this.logIn(form),
      this.more(
        this.link(t.toRegister, () => this.go('register')),
        this.help && this.link(t.forgot, () => (this.panel = 'reset')),
      ),
    );
  }

  private registration() {
    const { t } = this;
    return this.form(
      t.createAccount,
      html`
        ${this.note()}
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
        ${this.newPasswords('password1', 'password2', t.password, t.showPassword)}
      `,
      t.createAccount,
      form => this.register(form),
      this.more(this.link(t.toLogin, () => this.go('login'))),
    );
  }

  private resetRequest() {
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
      this.more(this.link(t.backToLogin, () => this.go('login'))),
    );
  }

  private change() {
    const { t } = this;
    // Managers save the new password with this name; without a box of its own Safari would not.
    return this.form(
      t.changePassword,
      html`
        <input
          class="hidden"
          name="username"
          autocomplete="username"
          readonly
          tabindex="-1"
          aria-hidden="true"
          value=${this.user.value?.username ?? ''}
        />
        ${
          this.revealed.length
            ? this.password('old_password', t.oldPassword, 'current-password', t.showOld, 'next')
            : nothing
        }
        ${this.newPasswords('new_password1', 'new_password2', t.newPassword, t.showNew)}
      `,
      t.changePassword,
      form => this.changePassword(form),
      this.more(this.link(t.cancel, () => (this.panel = undefined))),
    );
  }

  private confirmation() {
    const { t, cooling } = this;
    return this.inbox(
      t.inboxText(this.address),
      html`
        <div role="alert" part="alert" class="alert">${this.problems.form.map(line => html`<p>${line}</p>`)}</div>
        ${this.note()}
        ${cooling.left ? html`<p part="countdown" class="hint">${t.throttled(cooling.left)}</p>` : nothing}
      `,
      this.link(t.resend, () => this.resend(), this.busy || cooling.left > 0),
    );
  }

  private inbox(text: string, body: unknown = nothing, link: unknown = nothing) {
    const { t } = this;
    return html`
      <div class="stack">
        <h2 id="title" part="title" tabindex="-1">${t.inbox}</h2>
        <p>${text}</p>
        ${body}
        ${this.more(
          this.link(t.backToLogin, () => this.go('login')),
          link,
        )}
      </div>
    `;
  }

  private inside() {
    const { t } = this;
    const user = this.user.value;
    const own = !this.account.value?.host;
    return html`
      <div class="stack">
        <p id="title" part="title" class="who" tabindex="-1">
          ${user ? t.loggedInAs(user.username || String(user.pk)) : t.loading}
        </p>
        ${this.note()} ${own && this.chat.vault.troubled ? html`<p class="hint">${t['error-storage']}</p>` : nothing}
        ${
          own
            ? this.more(
                this.link(t.logout, () => this.chat.session.logout(this), false, 'outlined'),
                this.help && this.link(t.changePassword, () => (this.panel = 'change')),
              )
            : nothing
        }
      </div>
    `;
  }

  private password(
    name: string,
    label: string,
    id: 'current-password' | 'confirm-password',
    toggle: string,
    enterkeyhint: 'next' | 'go',
    main = false,
  ) {
    const autocomplete = id === 'current-password' ? id : 'new-password';
    return this.field(name, label, { id, type: 'password', autocomplete, enterkeyhint, required: true, main, toggle });
  }

  private newPasswords(first: string, second: string, label: string, toggle: string) {
    const { t } = this;
    const met = html`<span class="hidden">, ${t.done}</span>`;
    const rules = [t.longEnough, t.notDigits, t.notAlike].map(
      (rule, index) =>
        html`<li class=${this.rules[index] ? 'ok' : ''}>${rule}${this.rules[index] ? met : nothing}</li>`,
    );
    return html`
      ${this.field(first, label, {
        id: 'new-password',
        type: 'password',
        autocomplete: 'new-password',
        enterkeyhint: 'next',
        rules: 'minlength: 8;',
        required: true,
        main: true,
        toggle,
        hint: html`<ul class="checks">${rules}</ul>${this.spaces ? html`<p>${t.outerSpaces}</p>` : nothing}`,
      })}
      ${this.password(second, t.repeatPassword, 'confirm-password', t.showRepeated, 'go')}
    `;
  }

  private link(text: string, act: () => void, held = false, look = 'quiet') {
    return html`<button
      type="button"
      part="link"
      class=${look}
      aria-disabled=${held ? 'true' : nothing}
      @click=${() => held || act()}
    >${text}</button>`;
  }

  private more(...links: unknown[]) {
    return html`<div class="more">${links.map(link => link || nothing)}</div>`;
  }

  private note() {
    return this.notice ? html`<p part="notice" class="notice">${this.notice}</p>` : nothing;
  }
}
