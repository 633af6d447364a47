import { state } from 'lit/decorators.js';
import type { ApiError } from '../../api/errors.js';
import type { Credentials, PasswordChange, Registration } from '../../api/schemas.js';
import { credentialsFor } from '../../state/session.js';
import type { Values } from '../form-fields.js';
import { ScForm } from '../sc-form.js';

/** How a resend is paced, in seconds. */
const COOL_DOWN = 60;

/** Draws what is shown, and is a method of the element. */
export type View = () => unknown;

/** What the forms of sc-auth do when they are sent. */
export abstract class AuthForms extends ScForm {
  /** What is shown instead of what `view` names. */
  @state() protected panel: View | undefined;
  /** The server asks for one more field than the form has. */
  @state() protected asked?: boolean;
  @state() protected notice?: string;

  /** What a form begins with: typed before, in another form. */
  protected carried: Values = {};
  /** Where an email was sent to. */
  protected address = '';

  protected abstract confirmation(): unknown;
  protected abstract sent(): unknown;

  /** What the login form asks for, as the backend's first refusal taught where nobody says it. */
  protected get mode() {
    const { loginWith } = this.options;
    return loginWith === 'auto' ? (this.chat.vault.get('login-with') ?? loginWith) : loginWith;
  }

  /** The name that the login form has a field for, and the other one. */
  protected get identifiers() {
    return this.mode === 'email' ? (['email', 'username'] as const) : (['username', 'email'] as const);
  }

  protected typed(name: string) {
    return this.input(name)?.value ?? '';
  }

  protected logIn(values: Values) {
    if (!this.complete(values)) return;
    const { chat, identifiers } = this;
    const [shown, other] = identifiers;
    const credentials = credentialsFor(values[shown]!.trim(), values['password']!, this.mode as 'auto');
    if (values[other]) credentials[other] = values[other].trim();
    void this.attempt(this.t.loggingIn, async signal => {
      try {
        await chat.session.login(credentials, 'keep' in values, this, signal);
        chat.drafts.write('registration', {});
      } catch (error) {
        this.learn(error as ApiError, credentials);
        throw error;
      }
    });
  }

  /**
   * Reads from a refused login how the backend wants to be logged in to, and moves its messages to the field on screen
   * that they are about. Only the names of fields in quotes are looked at, which survive translation; never the words
   * around them.
   */
  private learn({ code, fields, form }: ApiError, sent: Credentials) {
    const [shown, other] = this.identifiers;
    const quoted = (word: string) => new RegExp(`[^\\w\\s]${word}[^\\w\\s]`).test(form.join(' '));
    const messages = fields.get(other);
    if (code === 'credentials') this.input('password')!.value = '';
    if (this.options.loginWith === 'auto' && quoted(other) && quoted('password') && !quoted(shown)) {
      this.chat.vault.set('login-with', other);
      fields.set(other, form.splice(0));
      this.requestUpdate();
    } else if (messages && sent[other] && sent[other] === sent[shown]) {
      // One value went into both.
      fields.delete(other);
      fields.set(shown, [...(fields.get(shown) ?? []), ...messages]);
    } else if (messages) this.asked = true;
  }

  protected register(values: Values) {
    if (!this.complete(values, 'password1', 'password2')) return;
    const { session, drafts } = this.chat;
    void this.attempt(this.t.working, async signal => {
      const inside = await session.register(values as unknown as Registration, this, signal);
      drafts.write('registration', {});
      if (inside) return;
      this.address = values['email']!;
      this.panel = this.confirmation;
      await this.updateComplete;
      this.hold(COOL_DOWN);
    });
  }

  protected resend() {
    void this.attempt(this.t.working, async signal => {
      await this.chat.api.resend(this.address, signal);
      this.notice = this.said = this.t.resent;
      this.hold(COOL_DOWN);
    });
  }

  protected requestReset(values: Values) {
    if (!this.complete(values)) return;
    const email = values['email']!.trim();
    void this.attempt(this.t.working, async signal => {
      await this.chat.api.requestReset(email, signal);
      this.address = email;
      this.panel = this.sent;
    });
  }

  protected changePassword({ username, ...values }: Values) {
    if (!this.complete(values, 'new_password1', 'new_password2')) return;
    const { session, api } = this.chat;
    void this.attempt(this.t.working, async signal => {
      try {
        await session.run(() => api.changePassword(values as unknown as PasswordChange, signal));
      } catch (error) {
        this.asked ||= (error as ApiError).fields.has('old_password');
        throw error;
      }
      this.panel = undefined;
      await this.updateComplete;
      this.notice = this.said = this.t.passwordChanged;
    });
  }

  /** What can be told without the server: fields that are empty, and two passwords that differ. */
  private complete(values: Values, first = '', second = ''): boolean {
    const fields = this.missing();
    if (values[first] !== values[second] && !fields.has(second)) fields.set(second, [this.t.mismatch]);
    if (fields.size) void this.show({ fields, form: [] });
    return !fields.size;
  }

  protected override onInput(event: Event) {
    super.onInput(event);
    if (this.input('password1'))
      this.chat.drafts.write('registration', { username: this.typed('username'), email: this.typed('email') });
  }
}
