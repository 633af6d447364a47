import { state } from 'lit/decorators.js';
import type { ApiError } from '../../api/errors.js';
import { credentialsFor } from '../../state/session.js';
import { Countdown } from '../countdown.js';
import { ScForm, type Values } from '../sc-form.js';
import { checklist } from './checklist.js';
import { type LoginField, lessonOf } from './lesson.js';

/** How a resend is paced, in seconds. */
const COOL_DOWN = 60;

export const isAddress = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** What the forms of sc-auth do when they are sent. */
export abstract class AuthForms extends ScForm {
  /** What is shown instead of what `view` names. */
  @state() protected panel: 'confirm' | 'reset' | 'sent' | 'change' | undefined;
  /** Fields that only the server's answer asks for. */
  @state() protected revealed: readonly string[] = [];
  /** Which rules the new password meets. */
  @state() protected rules: readonly boolean[] = [];
  /** Whether it has spaces around it. */
  @state() protected spaces = false;
  @state() protected notice = '';

  /** What a form begins with: typed before, in another form. */
  protected carried: Values = {};
  /** Where an email was sent to. */
  protected address = '';
  protected readonly cooling = new Countdown(this, () => this.chat.clock);
  private asked: unknown;

  /** What the login form asks for. */
  protected get mode(): LoginField | 'auto' {
    const { loginWith } = this.options;
    if (loginWith !== 'auto') return loginWith;
    const learned = this.chat.vault.get('login-with');
    return learned === 'username' || learned === 'email' ? learned : 'auto';
  }

  protected get help(): boolean {
    const { passwordHelp } = this.options;
    return passwordHelp === 'on' || (passwordHelp === 'auto' && this.chat.vault.get('password-help') === '1');
  }

  protected logIn(form: HTMLFormElement) {
    if (!this.complete(form)) return;
    const { mode, options, chat } = this;
    const shown = mode === 'email' ? 'email' : 'username';
    const other = mode === 'email' ? 'username' : 'email';
    const values = this.values(form);
    const identifier = (values[shown] ?? '').trim();
    const credentials = credentialsFor(identifier, values['password'] ?? '', mode);
    if (values[other]) credentials[other] = values[other].trim();
    const stay = options.persist !== 'local' || 'keep' in values;
    void this.attempt(this.t.loggingIn, async signal => {
      try {
        await chat.session.login(credentials, stay, this, signal);
        chat.drafts.write('registration', {});
      } catch (failure) {
        const error = failure as ApiError;
        if (error.code === 'credentials') this.input('password')!.value = '';
        const { mode, reveal } = lessonOf(error, shown, credentials);
        if (mode && options.loginWith === 'auto') chat.vault.set('login-with', mode);
        if (reveal) this.revealed = [reveal];
        await this.renewed();
        throw error;
      }
    });
  }

  protected register(form: HTMLFormElement) {
    if (!this.complete(form, 'password1', 'password2')) return;
    const { username = '', email = '', password1 = '', password2 = '' } = this.values(form);
    const { session, drafts } = this.chat;
    void this.attempt(this.t.creatingAccount, async signal => {
      const inside = await session.register({ username, email, password1, password2 }, this, signal);
      drafts.write('registration', {});
      if (!inside) {
        this.address = email;
        this.panel = 'confirm';
        this.cooling.start(COOL_DOWN);
      }
    });
  }

  protected resend() {
    void this.attempt(this.t.working, async signal => {
      await this.chat.api.resend(this.address, signal);
      this.notice = this.said = this.t.resent;
      this.cooling.start(COOL_DOWN);
    });
  }

  protected requestReset(form: HTMLFormElement) {
    if (!this.complete(form)) return;
    const email = (this.values(form)['email'] ?? '').trim();
    void this.attempt(this.t.working, async signal => {
      await this.chat.api.requestReset(email, signal);
      this.address = email;
      this.panel = 'sent';
    });
  }

  protected changePassword(form: HTMLFormElement) {
    if (!this.complete(form, 'new_password1', 'new_password2')) return;
    const { new_password1 = '', new_password2 = '', old_password } = this.values(form);
    const values = { new_password1, new_password2, ...(old_password && { old_password }) };
    const { session, api } = this.chat;
    void this.attempt(this.t.working, async signal => {
      try {
        await session.run(() => api.changePassword(values, signal));
      } catch (error) {
        if ((error as ApiError).fields.has('old_password')) this.revealed = ['old_password'];
        await this.renewed();
        throw error;
      }
      this.panel = undefined;
      await this.renewed();
      this.notice = this.said = this.t.passwordChanged;
    });
  }

  /** What can be told without the server: fields that are empty, and two passwords that differ. */
  private complete(form: HTMLFormElement, first?: string, second = ''): boolean {
    const fields = this.missing(form);
    if (first && !fields.has(second) && this.input(first)?.value !== this.input(second)?.value)
      fields.set(second, [this.t.mismatch]);
    if (fields.size) void this.show({ fields, form: [] });
    return !fields.size;
  }

  private renewed() {
    this.requestUpdate();
    return this.updateComplete;
  }

  protected override onInput(event: Event) {
    super.onInput(event);
    const { form } = event.target as HTMLInputElement;
    if (!form) return;
    const { username = '', email = '', password1, new_password1 } = this.values(form);
    if (password1 !== undefined) this.chat.drafts.write('registration', { username, email });
    const password = password1 ?? new_password1;
    if (password === undefined) return;
    this.rules = checklist(password, [username, email || this.user.value?.email || '']);
    this.spaces = password !== password.trim();
  }

  /** Whether the backend has password help is asked once, when a form is there that could offer it. */
  protected seekHelp() {
    const { chat } = this;
    const known = chat.vault.get('password-help') !== undefined;
    if (known || this.asked === chat || this.options.passwordHelp !== 'auto') return;
    this.asked = chat;
    void chat.api.has('passwordReset').then(has => {
      if (has === undefined) return;
      chat.vault.set('password-help', has ? '1' : '0');
      this.requestUpdate();
    });
  }
}
