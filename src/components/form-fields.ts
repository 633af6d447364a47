import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { noProblems, type Problems } from './form-errors.js';
import { ScElement } from './sc-element.js';

export type Values = Record<string, string>;

export interface Field {
  /** Stable across versions, for password managers; the name unless set. */
  id?: string;
  /** The name unless set. */
  autocomplete?: string;
  /** The last one: Enter sends the form. */
  go?: boolean;
  required?: boolean;
  hint?: unknown;
  /** It is a password, and this is the name of the button that shows it. */
  toggle?: string;
  /** No credential: password managers keep out. */
  plain?: boolean;
  value?: string | undefined;
}

/** Shows or hides the password beside its toggle. */
const reveal = (toggle: Element, on: boolean) => {
  (toggle.previousElementSibling as HTMLInputElement).type = on ? 'text' : 'password';
  toggle.ariaPressed = String(on);
};

/** The looks of a form: raw inputs in one root, labels, hints and errors tied to them. Values stay with the inputs. */
export abstract class FormFields extends ScElement {
  @state() protected problems: Problems = noProblems;
  /** What the live region says. */
  @state() protected said?: string;
  @state() protected busy?: boolean;
  /** The id of the password that is typed in capitals. */
  @state() protected caps?: string;

  protected readonly edited = new Set<string>();

  /** Seconds for which nothing is sent. */
  protected abstract get wait(): number;

  /** Where the form is: fields are looked up here and nowhere else. */
  protected get root(): ParentNode {
    return this.renderRoot;
  }

  /** Before every id, where others may use the same ones. */
  protected get mark() {
    return '';
  }

  protected input(name: string) {
    return this.root.querySelector<HTMLInputElement>(`[name=${name}]`);
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
    submit: (values: Values) => void,
    more: unknown = nothing,
  ) {
    const { mark } = this;
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
        ${this.head(title)} ${fields}
        <button part="submit" class="primary" aria-disabled=${this.busy || this.wait ? 'true' : nothing}>${action}</button>
        ${more}
      </form>
    `;
  }

  /** The title, and what is wrong with all that is under it. */
  protected head(title: string) {
    const { t, mark, wait, problems, summed } = this;
    const lines = problems.form.map(line => html`<p>${line}</p>`);
    return html`<div>
      <h2 id="${mark}title" part="title" tabindex="-1">${title}</h2>
      ${summed ? this.summary(lines) : nothing}
      <div id="${mark}alert" part="alert" role="alert" class="alert">${summed ? nothing : lines}</div>
      ${wait ? html`<p part="countdown" class="hint">${t.throttled(wait)}</p>` : nothing}
    </div>`;
  }

  protected field(name: string, label: string, field: Field) {
    const { t, problems, mark } = this;
    const { hint, plain, toggle, autocomplete = name } = field;
    const type = toggle ? 'password' : name === 'email' ? name : 'text';
    const id = mark + (field.id ?? name);
    const messages = problems.fields.get(name);
    // What is wrong with the form is mended at the password.
    const alerts = toggle && problems.form.length && !this.summed;
    const notes = [hint && `${id}-hint`, messages && `${id}-error`, alerts && `${mark}alert`].filter(Boolean);
    return html`
      <div class="field" part="field">
        <label for=${id} part="label">${label}</label>
        <div class="box" part="box">
          <input
            part="input"
            id=${id}
            name=${name}
            type=${type}
            inputmode=${type === 'email' ? type : nothing}
            autocomplete=${autocomplete}
            autocapitalize=${plain ? nothing : 'none'}
            autocorrect="off"
            spellcheck="false"
            enterkeyhint=${field.go ? 'go' : 'next'}
            passwordrules=${autocomplete === 'new-password' ? 'minlength: 8;' : nothing}
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
                aria-pressed="false"
                @click=${this.toggle}
              >${t.show}</button>`
              : nothing
          }
        </div>
        ${hint ? html`<div id="${id}-hint" part="hint" class="hint">${hint}</div>` : nothing}
        ${this.caps === id ? html`<p part="hint" class="hint">${t.capsLock}</p>` : nothing}
        ${
          messages
            ? html`<ul id="${id}-error" part="error" class="faults">
              ${messages.map(message => html`<li><span class="unseen">${t.error} </span>${message}</li>`)}
            </ul>`
            : nothing
        }
      </div>
    `;
  }

  private summary(lines: unknown) {
    const { t, mark } = this;
    const link = ([name, messages]: [string, readonly string[]]) => {
      const input = this.input(name)!;
      return html`<li>
        <a href="#${name}" @click=${(event: Event) => this.follow(event, input)}
          >${input.labels![0]!.textContent}: ${messages.join(' ')}</a
        >
      </li>`;
    };
    return html`
      <div
        part="summary"
        class="sum"
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
  private follow(event: Event, input: HTMLInputElement) {
    event.preventDefault();
    input.focus();
  }

  private toggle({ currentTarget }: Event) {
    const toggle = currentTarget as Element;
    reveal(toggle, toggle.ariaPressed === 'false');
  }

  private submitted(event: Event, submit: (values: Values) => void) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    // What a browser offers to save is what was a password when the form was sent.
    for (const toggle of form.querySelectorAll('.toggle')) reveal(toggle, false);
    submit(Object.fromEntries(new FormData(form)) as Values);
  }

  protected onInput(event: Event) {
    this.edited.add((event.target as HTMLInputElement).name);
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent) {
    const { id, autocomplete } = event.target as HTMLInputElement;
    // What a browser fills in comes with key events that are none.
    const on = /password$/.test(autocomplete) && event.getModifierState?.('CapsLock');
    if (on && !this.caps) this.said = this.t.capsLock;
    this.caps = on ? id : '';
  }
}
