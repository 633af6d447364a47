import { html, nothing, render, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { ApiError } from '../api/errors.js';
import type { Chat } from '../state/chat.js';
import { Countdown } from './countdown.js';
import { noProblems, type Problems, problemsOf } from './form-errors.js';
import { ScElement } from './sc-element.js';
import { SlotChain } from './slot-chain.js';
import { StoreController } from './store-controller.js';

export interface Field {
  /** Stable across versions, for password managers; the name unless set. */
  id?: string;
  type?: 'text' | 'email' | 'password';
  autocomplete: string;
  enterkeyhint?: 'next' | 'go';
  required?: boolean;
  /** What a managers' generator should know. */
  rules?: string;
  hint?: string | TemplateResult;
  /** Where refused credentials lead back to. */
  main?: boolean;
  /** The name of the button that shows a password. */
  toggle?: string;
  /** No credential: password managers keep out. */
  plain?: boolean;
  value?: string | undefined;
}

export type Values = Record<string, string>;

/** What login, registration and profile share: fields, errors, what is said, and one request at a time. */
export abstract class ScForm extends ScElement {
  @state() protected problems: Problems = noProblems;
  /** What the live region says. */
  @state() protected said = '';
  @state() protected busy = false;
  @state() private shown: readonly string[] = [];
  @state() private caps = '';

  protected readonly account = new StoreController(this, () => this.chat.session.$account);
  protected readonly user = new StoreController(this, () => this.chat.session.$user);
  /** Seconds until the server takes another try. */
  protected readonly hold = new Countdown(
    this,
    () => this.chat.clock,
    left => (this.said = this.t.throttled(left)),
  );
  private readonly chain = new SlotChain(this);
  private readonly labels = new Map<string, string>();
  private readonly edited = new Set<string>();
  private request = new AbortController();
  private watched: Chat | undefined;
  private stops: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.unwatch();
    // Moved elements are back at once, and what they asked for goes on.
    queueMicrotask(() => this.isConnected || this.request.abort());
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    super.willUpdate(changed);
    if (!this.isConnected || this.watched === this.chat) return;
    this.unwatch();
    this.watched = this.chat;
    this.stops = this.watch(this.chat);
    this.chat.start();
  }

  protected override updated() {
    this.toggleState('logged-in', !!this.account.value);
  }

  override focus(options?: FocusOptions) {
    const { root } = this;
    (root.querySelector<HTMLElement>('input:not([readonly])') ?? root.querySelector('button'))?.focus(options);
  }

  /** Follows a chat that is new here; returns how to stop. */
  protected watch(_chat: Chat): (() => void)[] {
    return [];
  }

  /** Where the form is: ids are looked up here and nowhere else. */
  protected get root(): ParentNode {
    return this.chain.form ?? this.renderRoot;
  }

  /** Before every id, where others may use the same ones. */
  protected get mark() {
    return this.chain.host ? 'sc-' : '';
  }

  protected find<T extends HTMLElement = HTMLElement>(id: string): T | null {
    return this.root.querySelector<T>(`#${this.mark}${id}`);
  }

  protected input(name: string): HTMLInputElement | null {
    return (
      this.root.querySelector(`form[slot="sc-form"] [name="${name}"]`) ?? this.root.querySelector(`[name="${name}"]`)
    );
  }

  /** Shows a view in the light DOM of the outermost element where the option asks for it. */
  protected place(view: () => TemplateResult, light: boolean): TemplateResult {
    if (!light || !this.options.lightDom) {
      this.chain.close();
      return view();
    }
    const host = this.chain.open();
    render(view(), host, { host: this, renderBefore: this.chain.end });
    return html`<slot name="sc-form"></slot>`;
  }

  protected readonly values = (form: HTMLFormElement): Values =>
    Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));

  /** Ends what is under way, and forgets what was wrong. */
  protected reset() {
    this.request.abort();
    this.busy = false;
    this.problems = noProblems;
    this.shown = [];
    this.caps = '';
  }

  /** One request at a time, and none while the server holds back. A failure is shown where it belongs. */
  protected async attempt(saying: string, task: (signal: AbortSignal) => Promise<unknown>) {
    if (this.busy) return;
    if (this.hold.left) {
      this.said = this.t.throttled(this.hold.left);
      return;
    }
    const request = (this.request = new AbortController());
    this.problems = noProblems;
    this.said = saying;
    this.busy = true;
    try {
      await task(request.signal);
      if (this.said === saying) this.said = '';
    } catch (error) {
      if (this.said === saying) this.said = '';
      if (request === this.request && !request.signal.aborted) await this.refuse(error as ApiError);
    } finally {
      if (request === this.request) this.busy = false;
    }
  }

  /** What the server refused, in its words. */
  protected refuse(error: ApiError) {
    const inputs = [...this.root.querySelectorAll<HTMLInputElement>('input[name]')];
    if (error.code === 'aborted') return undefined;
    if (error.code === 'throttled') this.hold.start(error.retryAfter ?? 30);
    const names = inputs.map(({ name }) => name);
    return this.show(problemsOf(error, names, this.t), error.code === 'validation' || error.code === 'credentials');
  }

  /** Shows what is wrong and moves the focus to where it can be mended. */
  protected async show(problems: Problems, aboutInput = true) {
    const { fields, form } = problems;
    this.edited.clear();
    this.problems = problems;
    await this.updateComplete;
    const [first] = fields.keys();
    if (this.summed) this.find('summary')?.focus();
    else if (first) this.input(first)?.focus();
    else if (aboutInput && form.length) this.root.querySelector<HTMLElement>('[aria-describedby$=alert]')?.focus();
  }

  /** Required fields that are empty. What a password manager filled may look empty to a script, and is not. */
  protected missing(form: HTMLFormElement): Map<string, string[]> {
    const empty = [...form.querySelectorAll<HTMLInputElement>('[required]')].filter(
      input => !input.value.trim() && !input.matches(':autofill'),
    );
    return new Map(empty.map(({ name }) => [name, [this.t.required]]));
  }

  private get summed() {
    const { fields, form } = this.problems;
    return fields.size + (form.length ? 1 : 0) > 1;
  }

  private unwatch() {
    for (const stop of this.stops.splice(0)) stop();
    this.watched = undefined;
  }

  protected form(
    title: string,
    fields: unknown,
    action: string,
    submit: (form: HTMLFormElement) => void,
    more?: unknown,
  ) {
    const { t, mark, hold, problems } = this;
    const lines = problems.form.map(line => html`<p>${line}</p>`);
    return html`
      <form
        part="form"
        slot=${mark ? 'sc-form' : nothing}
        method="post"
        novalidate
        aria-labelledby="${mark}title"
        @submit=${(event: Event) => this.submitted(event, submit)}
        @input=${this.onInput}
        @keydown=${this.onKey}
        @keyup=${this.onKey}
      >
        <div>
          <h2 id="${mark}title" part="title" tabindex="-1">${title}</h2>
          ${this.summed ? this.summary(lines) : nothing}
          <div id="${mark}alert" part="alert" role="alert" class="alert">${this.summed ? nothing : lines}</div>
          ${hold.left ? html`<p part="countdown" class="hint wait">${t.throttled(hold.left)}</p>` : nothing}
        </div>
        ${fields}
        <button part="submit" class="primary" aria-disabled=${this.busy || hold.left ? 'true' : nothing}>
          ${action}
        </button>
        ${more ?? nothing}
      </form>
    `;
  }

  protected field(name: string, label: string, field: Field) {
    const { t, problems, shown } = this;
    const id = this.mark + (field.id ?? name);
    const messages = problems.fields.get(name);
    const password = field.type === 'password';
    const notes = [
      field.hint && `${id}-hint`,
      messages && `${id}-error`,
      field.main && problems.form.length && !this.summed && `${this.mark}alert`,
    ];
    this.labels.set(name, label);
    return html`
      <div class="field" part="field">
        <label for=${id} part="label">${label}</label>
        <div class="box" part="box">
          <input
            part="input"
            id=${id}
            name=${name}
            type=${password && shown.includes(id) ? 'text' : (field.type ?? 'text')}
            inputmode=${field.type === 'email' ? 'email' : nothing}
            autocomplete=${field.autocomplete}
            autocapitalize=${field.plain ? nothing : 'none'}
            autocorrect=${field.plain ? nothing : 'off'}
            spellcheck="false"
            enterkeyhint=${field.enterkeyhint ?? nothing}
            passwordrules=${field.rules ?? nothing}
            value=${field.value || nothing}
            ?required=${field.required}
            ?data-1p-ignore=${field.plain}
            ?data-bwignore=${field.plain}
            data-lpignore=${field.plain ? 'true' : nothing}
            data-form-type=${field.plain ? 'other' : nothing}
            aria-invalid=${messages && !this.edited.has(name) ? 'true' : nothing}
            aria-describedby=${notes.filter(Boolean).join(' ') || nothing}
          />
          ${
            field.toggle
              ? html`<button
                type="button"
                part="toggle"
                class="toggle"
                aria-label=${field.toggle}
                aria-controls=${id}
                aria-pressed=${shown.includes(id)}
                @click=${() => this.toggle(id)}
              >${t.show}</button>`
              : nothing
          }
        </div>
        ${field.hint ? html`<div id="${id}-hint" part="hint" class="hint">${field.hint}</div>` : nothing}
        ${password && this.caps === id ? html`<p part="hint" class="hint">${t.capsLock}</p>` : nothing}
        ${
          messages
            ? html`<div class="unfold"><ul id="${id}-error" part="error" class="error">
              ${messages.map(message => html`<li><span class="hidden">${t.error} </span>${message}</li>`)}
            </ul></div>`
            : nothing
        }
      </div>
    `;
  }

  private summary(lines: unknown) {
    const { t, mark } = this;
    return html`
      <div id="${mark}summary" part="summary" class="summary" role="group" tabindex="-1" aria-labelledby="${mark}problem">
        <strong id="${mark}problem">${t.problem}</strong>
        ${lines}
        <ul>
          ${[...this.problems.fields].map(
            ([name, messages]) =>
              html`<li><a href="#${name}" @click=${(event: Event) => this.follow(event, name)}>${this.labels.get(name)}: ${messages.join(' ')}</a></li>`,
          )}
        </ul>
      </div>
    `;
  }

  // A fragment does not reach into a shadow root, and would change the page's address.
  private follow(event: Event, name: string) {
    event.preventDefault();
    this.input(name)?.focus();
  }

  private toggle(id: string) {
    this.shown = this.shown.includes(id) ? this.shown.filter(other => other !== id) : [...this.shown, id];
  }

  private submitted(event: Event, submit: (form: HTMLFormElement) => void) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    // What a browser offers to save is what was a password when the form was sent.
    for (const id of this.shown) (form.querySelector(`#${id}`) as HTMLInputElement).type = 'password';
    this.shown = [];
    submit(form);
  }

  protected onInput(event: Event) {
    const { name } = event.target as HTMLInputElement;
    if (!this.problems.fields.has(name) || this.edited.has(name)) return;
    this.edited.add(name);
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent) {
    const { id, autocomplete } = event.target as HTMLInputElement;
    const on = /password$/.test(autocomplete ?? '') && event.getModifierState?.('CapsLock');
    if (on && !this.caps) this.said = this.t.capsLock;
    this.caps = on ? id : '';
  }
}
