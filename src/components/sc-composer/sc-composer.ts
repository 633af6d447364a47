import { html, LitElement, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import type { Strings } from '../../i18n/en.js';
import { type Conversation, MAX_TEXT } from '../../state/conversation.js';
import { controls } from '../../styles/controls.js';
import { announce } from '../announcer.js';
import { define } from '../define.js';
import { isVisible } from '../names.js';
import { StoreController } from '../store-controller.js';
import { fitting } from './limit.js';
import { styles } from './sc-composer.styles.js';

/** From here on the characters that are left are told. */
const WARNING = 0.9 * MAX_TEXT;

/** The message field with its send button. Inside `<sc-chat>` only. */
@define('sc-composer')
export class Composer extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) conversation!: Conversation;
  /** Who writes: everybody has a draft of their own. */
  @property({ attribute: false }) owner = '';
  @property({ attribute: false }) t!: Strings;
  @property({ attribute: false }) language = 'en';
  /** Sends a text; false where it stays here. */
  submit!: (text: string) => boolean;

  @state() private text = '';
  @state() private cut?: boolean;

  @query('textarea') private readonly field!: HTMLTextAreaElement;

  private readonly full = new StoreController(this, () => this.conversation.$full);
  private told?: string;

  override focus(options?: FocusOptions) {
    this.field?.focus(options);
  }

  get value(): string {
    return this.text;
  }

  /** Puts a text into the field, as if it had been typed. */
  set value(text: string) {
    this.field.value = text;
    this.read();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    if (changed.has('conversation') || changed.has('owner')) {
      this.text = this.conversation.draft;
      this.cut = false;
    }
  }

  override render() {
    const { t, text } = this;
    const over = this.left < 0;
    return html`
      <div class="field" part="field">
        <textarea
          part="input"
          rows="1"
          dir="auto"
          enterkeyhint="send"
          autocomplete="off"
          data-1p-ignore
          data-lpignore="true"
          data-bwignore
          data-form-type="other"
          aria-label=${t.message}
          aria-describedby="line"
          aria-invalid=${over ? 'true' : nothing}
          placeholder=${t.placeholder}
          @input=${this.read}
          @paste=${this.paste}
          @keydown=${this.sendOnEnter}
        ></textarea>
        <button
          class="send primary"
          part="send"
          type="button"
          aria-label=${t.send}
          title=${t.send}
          aria-disabled=${isVisible(text) ? nothing : 'true'}
          @click=${this.send}
        ></button>
      </div>
      <p class="line ${over ? 'over' : ''}" id="line" part="counter">${this.line}</p>
    `;
  }

  protected override updated(changed: Map<PropertyKey, unknown>) {
    const { field, text } = this;
    // The field is its own master: what an input method composes in it must not be touched.
    if (field.value !== text) field.value = text;
    if (changed.has('text')) this.fit();
    this.tell();
  }

  private get left() {
    return MAX_TEXT - this.text.trim().length;
  }

  private get line() {
    const { full, cut, left, t, text } = this;
    if (full.value) return t.outboxFull;
    if (cut) return t.pasteCut;
    return left < 0 ? t.tooLong(-left) : text.length >= WARNING ? t.charactersLeft(left) : '';
  }

  /** Said when it begins to matter, at each further hundred, and when it is too much. */
  private tell() {
    const { full, cut, line, left } = this;
    const told = line && `${full.value} ${cut} ${Math.floor(Math.max(left, -1) / 100)}`;
    if (line && told !== this.told) announce(line, this.language);
    this.told = told;
  }

  /** Grows with its text, where the style alone cannot. */
  private fit() {
    if (CSS.supports('field-sizing', 'content')) return;
    const { style } = this.field;
    style.blockSize = 'auto';
    if (this.text) style.blockSize = `${this.field.scrollHeight}px`;
  }

  private read() {
    this.text = this.conversation.draft = this.field.value;
    this.cut = false;
  }

  /** A few megabytes would keep the browser busy for seconds: what is too much is cut before it is laid out. */
  private paste(event: ClipboardEvent) {
    const { field } = this;
    const { value, selectionStart, selectionEnd } = field;
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    const rest = fitting(pasted, value.length - (selectionEnd - selectionStart), MAX_TEXT);
    if (rest === undefined) return;
    event.preventDefault();
    field.setRangeText(rest, selectionStart, selectionEnd, 'end');
    this.read();
    this.cut = true;
  }

  private sendOnEnter(event: KeyboardEvent) {
    // An input method takes Enter for itself; WebKit tells so by the code alone, after the composition has ended.
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!event.repeat) this.send();
  }

  private send() {
    const { text } = this;
    this.focus();
    if (this.left < 0) announce(this.line, this.language);
    else if (isVisible(text) && this.submit(text)) this.value = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sc-composer': Composer;
  }
}
