import { html, nothing } from 'lit';
import { AuthForms } from './auth-forms.js';
import { checklist } from './checklist.js';

/** What sc-auth shows, one view at a time. */
export abstract class AuthViews extends AuthForms {
  /** Goes to one of the two forms. */
  protected abstract go(view: 'login' | 'register'): void;

  protected login() {
    const { t, mode, identifiers } = this;
    const [name, other] = identifiers;
    return this.form(
      t.login,
      html`
        ${this.note()}
        ${this.field(name, mode === 'auto' ? t.identifier : t[name], {
          autocomplete: 'username',
          required: true,
          value: this.carried['username'],
        })}
        ${this.asked ? this.field(other, t[other], {}) : nothing}
        ${this.password('password', t.password, t.showPassword, 'current-password', true)}
        ${
          this.options.persist === 'local'
            ? html`<label part="keep" class="stay"><input type="checkbox" name="keep" checked /> ${t.keep}</label>`
            : nothing
        }
      `,
      t.login,
      values => this.logIn(values),
      this.more(
        this.link(t.toRegister, () => this.go('register')),
        this.help && this.link(t.forgot, () => (this.panel = this.resetRequest)),
      ),
    );
  }

  protected registration() {
    const { t } = this;
    return this.form(
      t.createAccount,
      html`
        ${this.note()}
        ${this.field('username', t.username, {
          required: true,
          hint: t.usernameHint,
          value: this.carried['username'],
        })}
        ${this.field('email', t.email, { value: this.carried['email'] })}
        ${this.newPasswords('password1', 'password2', t.password, t.showPassword)}
      `,
      t.createAccount,
      values => this.register(values),
      this.more(this.link(t.toLogin, () => this.go('login'))),
    );
  }

  private resetRequest() {
    const { t } = this;
    return this.form(
      t.reset,
      this.field('email', t.email, {
        go: true,
        required: true,
        hint: t.resetHint,
        value: this.carried['email'],
      }),
      t.sendLink,
      values => this.requestReset(values),
      this.more(this.link(t.backToLogin, () => this.go('login'))),
    );
  }

  protected change() {
    const { t } = this;
    // Managers save the new password with this name; without a box of its own Safari would not.
    return this.form(
      t.changePassword,
      html`
        <input
          class="unseen"
          name="username"
          autocomplete="username"
          readonly
          tabindex="-1"
          aria-hidden="true"
          value=${this.user.value?.username ?? ''}
        />
        ${this.asked ? this.password('old_password', t.oldPassword, t.showOld, 'current-password') : nothing}
        ${this.newPasswords('new_password1', 'new_password2', t.newPassword, t.showNew)}
      `,
      t.changePassword,
      values => this.changePassword(values),
      this.more(this.link(t.cancel, () => (this.panel = undefined))),
    );
  }

  protected confirmation() {
    const { t } = this;
    return this.inbox(
      t.inboxText(this.address),
      this.link(t.resend, () => this.resend(), this.busy || this.wait > 0),
    );
  }

  protected sent() {
    return this.inbox(this.t.resetSent(this.address));
  }

  private inbox(text: string, link: unknown = nothing) {
    const { t } = this;
    return html`
      <div class="stack" slot=${this.mark ? 'sc-form' : nothing}>
        ${this.head(t.inbox)}
        <p>${text}</p>
        ${this.note()}
        ${this.more(
          this.link(t.backToLogin, () => this.go('login')),
          link,
        )}
      </div>
    `;
  }

  protected inside() {
    const { t } = this;
    const user = this.user.value;
    const own = !this.account.value?.host;
    return html`
      <div class="stack">
        <p part="title" class="who" tabindex="-1">
          ${user ? t.loggedInAs(user.username || String(user.pk)) : t.loading}
        </p>
        ${this.note()} ${own && this.chat.vault.troubled ? html`<p class="hint">${t['error-storage']}</p>` : nothing}
        ${
          own
            ? this.more(
                this.link(t.logout, () => this.chat.session.logout(this), false, 'outlined'),
                this.help && this.link(t.changePassword, () => (this.panel = this.change)),
              )
            : nothing
        }
      </div>
    `;
  }

  private password(
    name: string,
    label: string,
    toggle: string,
    id: 'current-password' | 'new-password' | 'confirm-password',
    go = false,
    hint?: unknown,
  ) {
    // To a password manager the repeated one is new as well.
    const autocomplete = id.replace('confirm', 'new');
    return this.field(name, label, { id, autocomplete, go, required: true, toggle, hint });
  }

  private newPasswords(first: string, second: string, label: string, toggle: string) {
    const { t } = this;
    const password = this.typed(first);
    const met = checklist(password, [this.typed('username'), this.typed('email') || this.user.value?.email || '']);
    const rules = [t.longEnough, t.notDigits, t.notAlike].map((rule, index) =>
      met[index] ? html`<li class="ok">${rule}<span class="unseen">, ${t.done}</span></li>` : html`<li>${rule}</li>`,
    );
    return html`
      ${this.password(
        first,
        label,
        toggle,
        'new-password',
        false,
        html`<ul class="checks">${rules}</ul>${password === password.trim() ? nothing : html`<p>${t.outerSpaces}</p>`}`,
      )}
      ${this.password(second, t.repeatPassword, t.showRepeated, 'confirm-password', true)}
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

  private get help(): boolean {
    const { passwordHelp } = this.options;
    return passwordHelp === 'on' || (passwordHelp === 'auto' && this.chat.vault.get('password-help') === '1');
  }
}
