import { html, render, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { ApiError } from '../api/errors.js';
import type { Chat } from '../state/chat.js';
import { Countdown } from './countdown.js';
import { noProblems, type Problems, problemsOf } from './form-errors.js';
import { FormFields } from './form-fields.js';
import { SlotChain } from './slot-chain.js';
import { StoreController } from './store-controller.js';

export type Values = Record<string, string>;

/** What login, registration and profile share: one request at a time, and where the focus goes when it fails. */
export abstract class ScForm extends FormFields {
  protected readonly account = new StoreController(this, () => this.chat.session.$account);
  protected readonly user = new StoreController(this, () => this.chat.session.$user);
  private readonly hold = new Countdown(
    this,
    () => this.chat.clock,
    left => (this.said = this.t.throttled(left)),
  );
  private readonly chain = new SlotChain(this);
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

  protected get root(): ParentNode {
    return this.chain.form ?? this.renderRoot;
  }

  protected get mark() {
    return this.chain.host ? 'sc-' : '';
  }

  protected get wait() {
    return this.hold.left;
  }

  protected find(id: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`#${this.mark}${id}`);
  }

  /** Shows a view, anew for each key; `light` in the light DOM of the outermost element. */
  protected place(key: string, view: () => TemplateResult, light: boolean): unknown {
    if (!light) {
      this.chain.close();
      return keyed(key, view());
    }
    const host = this.chain.open();
    render(keyed(key, view()), host, { host: this, renderBefore: this.chain.end });
    return html`<slot name="sc-form"></slot>`;
  }

  protected values(form: HTMLFormElement): Values {
    return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  }

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
    if (this.wait) {
      this.said = this.t.throttled(this.wait);
      return;
    }
    const request = (this.request = new AbortController());
    const current = () => request === this.request && !request.signal.aborted;
    const hush = () => this.said === saying && (this.said = '');
    this.problems = noProblems;
    this.said = saying;
    this.busy = true;
    try {
      await task(request.signal);
      hush();
    } catch (error) {
      hush();
      if (current()) await this.refuse(error as ApiError);
    } finally {
      if (request === this.request) this.busy = false;
    }
  }

  /** What the server refused, in its words. */
  protected async refuse(error: ApiError) {
    const { code, retryAfter = 30 } = error;
    if (code === 'aborted') return;
    if (code === 'throttled') this.hold.start(retryAfter);
    const names = [...this.root.querySelectorAll<HTMLInputElement>('input[name]')].map(({ name }) => name);
    await this.show(problemsOf(error, names, this.t), code === 'validation' || code === 'credentials');
  }

  /** Shows what is wrong and moves the focus to where it can be mended. */
  protected async show(problems: Problems, mendable = true) {
    const { fields, form } = problems;
    this.edited.clear();
    this.problems = problems;
    await this.updateComplete;
    const [first] = fields.keys();
    if (this.summed) this.find('summary')?.focus();
    else if (first !== undefined) this.input(first)?.focus();
    else if (mendable && form.length) this.root.querySelector<HTMLElement>('[aria-describedby$=alert]')?.focus();
  }

  /** Required fields that are empty. What a password manager filled may look empty to a script, and is not. */
  protected missing(form: HTMLFormElement): Map<string, string[]> {
    const empty = [...form.querySelectorAll<HTMLInputElement>('[required]')].filter(
      input => !input.value.trim() && !input.matches(':autofill'),
    );
    return new Map(empty.map(({ name }) => [name, [this.t.required]]));
  }

  private unwatch() {
    for (const stop of this.stops.splice(0)) stop();
    this.watched = undefined;
  }
}
