import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { noProblems, type Problems } from './form-errors.js';
import { ScElement } from './sc-element.js';

export interface Field {
  /** Stable across versions, for password managers; the name unless set. */
  id?: string;
  type?: 'text' | 'email' | 'password';
  autocomplete: string;
  enterkeyhint?: 'next' | 'go';
  required?: boolean;
  /** What a generator of passwords should know. */
  rules?: string;
  hint?: string | TemplateResult | undefined;
  /** Where refused credentials lead back to. */
  main?: boolean;
  /** The name of the button that shows a password. */
  toggle?: string;
  /** No credential: password managers keep out. */
  plain?: boolean;
  value?: string | undefined;
}

/** The looks of a form: raw inputs in one root, labels, hints and errors tied to them. Values stay with the inputs. */
export abstract class FormFields extends ScElement {
  @state() protected problems: Problems = noProblems;
  /** What the live region says. */
  @state() protected said = '';
  @state() protected busy = false;
  /** Ids of the passwords that are shown. */
  @state() protected shown: readonly string[] = [];
  @state() protected caps = '';

  protected readonly edited = new Set<string>();
  private readonly labels = new Map<string, string>();

  /** Where the form is: ids are looked up here and nowhere else. */
  protected abstract get root(): ParentNode;
  /** Before every id, where others may use the same ones. */
  protected abstract get mark(): string;
  /** Seconds for which nothing is sent. */
  protected abstract get wait(): number;

  protected input(name: string) {
    return this.root.querySelector<HTMLInputElement>(`[name="${name}"]`);
  }

  /** Several errors are listed above the form. */
  protected get summed() {
    const { fields, form } = this.problems;
    return fields.size + (form.length ? 1 : 0) > 1;
  }

  protected form(
    title: string,
    fields: unknown,
    action: string,
    submit: (form: HTMLFormElement) => void,
    more: unknown = nothing,
  ) {
    const { t, mark, wait, problems, summed } = this;
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
          ${summed ? this.summary(lines) : nothing}
          <div id="${mark}alert" part="alert" role="alert" class="alert">${summed ? nothing : lines}</div>
          ${wait ? html`<p part="countdown" class="hint wait">${t.throttled(wait)}</p>` : nothing}
        </div>
        ${fields}
        <button part="submit" class="primary" aria-disabled=${this.busy || wait ? 'true' : nothing}>${action}</button>
        ${more}
      </form>
    `;
  }

  protected field(name: string, label: string, field: Field) {
    const { t, problems, shown, mark } = this;
    const { type = 'text', hint, plain, toggle } = field;
    const id = mark + (field.id ?? name);
    const messages = problems.fields.get(name);
    const alerts = field.main && problems.form.length && !this.summed;
    const notes = [hint && `${id}-hint`, messages && `${id}-error`, alerts && `${mark}alert`].filter(Boolean);
    this.labels.set(name, label);
    return html`
      <div class="field" part="field">
        <label for=${id} part="label">${label}</label>
        <div class="box" part="box">
          <input
            part="input"
            id=${id}
            name=${name}
            type=${shown.includes(id) ? 'text' : type}
            inputmode=${type === 'email' ? type : nothing}
            autocomplete=${field.autocomplete}
            autocapitalize=${plain ? nothing : 'none'}
            autocorrect=${plain ? nothing : 'off'}
            spellcheck="false"
            enterkeyhint=${field.enterkeyhint ?? nothing}
            passwordrules=${field.rules ?? nothing}
            value=${field.value || nothing}
            ?required=${field.required}
            ?data-1p-ignore=${plain}
            ?data-bwignore=${plain}
            data-lpignore=${plain ? 'true' : nothing}
            data-form-type=${plain ? 'other' : nothing}
            aria-invalid=${messages && !this.edited.has(name) ? 'true' : nothing}
            aria-describedby=${notes.join(' ') || nothing}
          />
          ${
            toggle
              ? html`<button
                type="button"
                part="toggle"
                class="toggle"
                aria-label=${toggle}
                aria-controls=${id}
                aria-pressed=${shown.includes(id)}
                @click=${() => this.toggle(id)}
              >${t.show}</button>`
              : nothing
          }
        </div>
        ${hint ? html`<div id="${id}-hint" part="hint" class="hint">${hint}</div>` : nothing}
        ${this.caps === id ? html`<p part="hint" class="hint">${t.capsLock}</p>` : nothing}
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
    const link = ([name, messages]: [string, readonly string[]]) => html`<li>
      <a href="#${name}" @click=${(event: Event) => this.follow(event, name)}
        >${this.labels.get(name)}: ${messages.join(' ')}</a
      >
    </li>`;
    return html`
      <div
        id="${mark}summary"
        part="summary"
        class="summary"
        role="group"
        tabindex="-1"
        aria-labelledby="${mark}problem"
      >
        <strong id="${mark}problem">${t.problem}</strong>
        ${lines}
        <ul>${[...this.problems.fields].map(link)}</ul>
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
