import { html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { ApiError } from '../../api/errors.js';
import { directionOf } from '../../i18n/locales.js';
import type { Chat } from '../../state/chat.js';
import type { Draft } from '../../state/drafts.js';
import type { Receipt } from '../../state/profile.js';
import { controls } from '../../styles/controls.js';
import { forms } from '../../styles/forms.js';
import { tokens } from '../../styles/tokens.js';
import { define } from '../define.js';
import { labelOf, noProblems } from '../form-errors.js';
import { ScForm } from '../sc-form.js';
import { styles } from './sc-profile.styles.js';

type Name = 'username' | 'first_name' | 'last_name';

/**
 * @summary User details: what the server knows, and the names, which can be changed.
 * @element sc-profile
 *
 * @fires {CustomEvent<{ user: PublicUser, changed: string[] }>} sc-profile-change - The server took a change.
 *
 * @slot logged-out - Instead of the sentence that is shown to who is logged out.
 * @slot footer - Below the form.
 *
 * @csspart form - The form.
 * @csspart title - Its heading.
 * @csspart details - The list of what cannot be changed.
 * @csspart summary - The list of errors, where there are several.
 * @csspart alert - What is wrong with the whole form.
 * @csspart countdown - How long the server holds back.
 * @csspart field - A label, its field, hint and errors.
 * @csspart label - The label of a field.
 * @csspart box - The frame around a field.
 * @csspart input - The field itself.
 * @csspart hint - What helps to fill a field.
 * @csspart error - The errors of a field.
 * @csspart submit - "Save".
 * @csspart status - What became of a save.
 *
 * @cssprop --sc-accent - The button and the focus ring.
 * @cssprop --sc-radius - Corners.
 * @cssprop --sc-space - The unit of all distances.
 *
 * @cssstate logged-in - Somebody is logged in.
 * @cssstate dark - It is shown in dark colours.
 */
@define('sc-profile')
export class ScProfile extends ScForm {
  static override styles = [tokens, controls, forms, styles];

  /** Shows what else the backend's user model has. */
  @property({ type: Boolean }) extra = false;

  /** What was edited and not saved yet; `was-…` is what the server had then. */
  private draft: Draft = {};
  private taken?: boolean;

  private heard: Chat | undefined;
  private stops: (() => void)[] = [];

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.hear(undefined);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    super.willUpdate(changed);
    if (this.isConnected && this.heard !== this.chat) this.hear(this.chat);
    const user = this.user.value;
    if (!user) return;
    const pk = String(user.pk);
    if (this.draft['pk'] !== pk) {
      const kept = this.chat.drafts.read('profile');
      this.draft = kept['pk'] === pk ? kept : { pk };
    }
    for (const name of this.names) if (this.draft[name] === this.stored(name)) this.forget(name);
  }

  protected override updated() {
    super.updated();
    for (const name of this.names) {
      const input = this.input(name);
      const value = this.draft[name] ?? this.stored(name);
      if (input && input.value !== value) input.value = value;
    }
  }

  private hear(chat: Chat | undefined) {
    for (const stop of this.stops) stop();
    this.heard = chat;
    this.stops = chat
      ? [
          chat.profile.onReceipt(news => ('saved' in news ? this.receive(news) : this.refuse(news))),
          chat.page.on(news => {
            if (news === 'wake' || news === 'revive') void chat.session.refresh();
          }),
        ]
      : [];
  }

  override render() {
    const { t, language } = this;
    const body = this.user.value
      ? this.details()
      : this.account.value
        ? html`<p class="later">${t.loading}</p>`
        : html`<slot name="logged-out"><p>${t.profileLoggedOut}</p></slot>`;
    return html`<div lang=${language} dir=${directionOf(language)}>${body}<slot name="footer"></slot></div>`;
  }

  private get names() {
    return (['username', 'first_name', 'last_name'] as const).slice(this.options.editUsername ? 0 : 1);
  }

  private stored(name: Name): string {
    return this.user.value?.[name] ?? '';
  }

  private details() {
    const { t } = this;
    const { pk, username, email, first_name, last_name, ...others } = this.user.value!;
    const more = this.extra
      ? Object.entries(others).filter(([, value]) => value !== null && typeof value !== 'object')
      : [];
    return this.form(
      t.profile,
      html`
        <dl part="details">
          ${this.row(t.userNumber, String(pk))}
          ${this.names.includes('username') ? nothing : this.row(t.username, username)}
          ${this.row(t.email, email, t.emailFixed)}
          ${more.map(([key, value]) => this.row(labelOf(key), String(value)))}
        </dl>
        ${this.names.map(name => this.edit(name))}
      `,
      t.save,
      () => this.save(),
      html`<p part="status" class="saved ${this.taken ? 'ok' : ''}" role="status">${this.said}</p>`,
    );
  }

  private row(label: string, value = '', hint?: string) {
    return html`<div>
      <dt>${label}</dt>
      <dd>${value || this.t.notGiven}</dd>
      ${hint ? html`<dd class="hint">${hint}</dd>` : nothing}
    </div>`;
  }

  private edit(name: Name) {
    const { t, draft } = this;
    const elsewhere = draft[name] !== undefined && draft[`was-${name}`] !== this.stored(name);
    const autocomplete = { username: 'username', first_name: 'given-name', last_name: 'family-name' }[name];
    return this.field(name, t[name], {
      id: autocomplete,
      autocomplete,
      go: name === 'last_name',
      plain: name !== 'username',
      hint: elsewhere && t.changedElsewhere(this.stored(name)),
    });
  }

  protected override onInput(event: Event) {
    super.onInput(event);
    const { name, value } = event.target as HTMLInputElement & { name: Name };
    this.draft[name] = value;
    this.draft[`was-${name}`] ??= this.stored(name);
    this.keep();
    this.said = '';
  }

  private forget(name: string) {
    delete this.draft[name];
    delete this.draft[`was-${name}`];
    this.keep();
  }

  private keep() {
    this.chat.drafts.write('profile', this.draft);
  }

  private save() {
    const { chat, t, draft } = this;
    const names = this.names.filter(name => draft[name] !== undefined);
    this.taken = false;
    if (!names.length) {
      this.problems = noProblems;
      this.said = t.noChanges;
      return;
    }
    const changes = Object.fromEntries(names.map(name => [name, draft[name]!]));
    void this.attempt(t.saving, async signal => this.receive(await chat.profile.save(changes, this, signal), changes));
  }

  private receive({ saved, ignored }: Receipt, sent = this.draft) {
    const { t } = this;
    // What was typed since then is not saved.
    for (const name of [...saved, ...ignored]) if (this.draft[name] === sent[name]) this.forget(name);
    this.taken = !ignored.length;
    const list = (names: string[]) => names.map(name => t[name as Name]).join(', ');
    this.said = [saved.length && t.saved(list(saved)), ignored.length && t.notTaken(list(ignored))]
      .filter(Boolean)
      .join(' ');
  }

  protected override async refuse(error: ApiError) {
    const { username = '' } = this.draft;
    if (username.toLowerCase() === this.stored('username').toLowerCase())
      error.fields.get('username')?.push(this.t.caseOnly);
    await super.refuse(error);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sc-profile': ScProfile;
  }
}
