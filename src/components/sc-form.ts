import type { ApiError } from '../api/errors.js';
import { noProblems, type Problems, problemsOf } from './form-errors.js';
import { FormFields } from './form-fields.js';
import { StoreController } from './store-controller.js';

/** What login, registration and profile share: one request at a time, and where the focus goes when it fails. */
export abstract class ScForm extends FormFields {
  protected readonly account = new StoreController(this, () => this.chat.session.$account);
  protected readonly user = new StoreController(this, () => this.chat.session.$user);
  private request = new AbortController();
  /** When the next request may be sent, and the end of waiting for it. */
  private opens = 0;
  private cancel = () => {};

  override connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    // Moved elements are back at once, and what they asked for goes on.
    queueMicrotask(() => this.isConnected || this.reset());
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    super.willUpdate(changed);
    if (this.isConnected) this.chat.start();
  }

  protected override updated() {
    this.toggleState('logged-in', !!this.account.value);
  }

  /** Moves the focus to the first field, else to the first button. */
  override focus(options?: FocusOptions) {
    this.root.querySelector<HTMLElement>('input:not([readonly]), button')?.focus(options);
  }

  protected get wait() {
    return Math.max(0, Math.ceil((this.opens - this.chat.clock.now()) / 1000));
  }

  protected find(part: string) {
    return this.root.querySelector<HTMLElement>(`[part=${part}]`);
  }

  /** Ends what is under way, and forgets what was said. */
  protected reset() {
    this.request.abort();
    this.cancel();
    this.opens = 0;
    this.busy = false;
    this.problems = noProblems;
    this.said = this.caps = '';
  }

  /** One request at a time, and none while the server holds back. A failure is shown where it belongs. */
  protected async attempt(saying: string, task: (signal: AbortSignal) => Promise<unknown>) {
    if (this.busy) return;
    if (this.wait) {
      this.said = this.t.throttled(this.wait);
      return;
    }
    this.request = new AbortController();
    const { signal } = this.request;
    this.problems = noProblems;
    this.said = saying;
    this.busy = true;
    const failure = await task(signal).then(
      () => undefined,
      (error: ApiError) => error,
    );
    if (this.said === saying) this.said = '';
    if (signal.aborted) return;
    this.busy = false;
    if (failure) await this.refuse(failure);
  }

  /** Counts down before the next request; a few of the seconds are said aloud. */
  protected hold(seconds: number) {
    this.opens = this.chat.clock.now() + seconds * 1000;
    this.tick();
  }

  private tick() {
    const { wait } = this;
    this.cancel();
    if ([30, 10, 0].includes(wait)) this.said = this.t.throttled(wait);
    if (wait) this.cancel = this.chat.clock.after(1000, () => this.tick());
    this.requestUpdate();
  }

  /** What the server refused, in its words. */
  protected async refuse(error: ApiError) {
    const { code, retryAfter } = error;
    // Where the session has ended, the login that is asked for now says it.
    if (code === 'aborted' || code === 'expired') return;
    if (retryAfter) this.hold(retryAfter);
    // Fields that it asked for are there now.
    await this.updateComplete;
    const names = [...this.root.querySelectorAll('input')].map(({ name }) => name);
    await this.show(problemsOf(error, names, this.t), code === 'validation' || code === 'credentials');
  }

  /** Shows what is wrong and moves the focus to where it can be mended. */
  protected async show(problems: Problems, mendable = true) {
    const [first] = problems.fields.keys();
    this.edited.clear();
    this.problems = problems;
    await this.updateComplete;
    if (this.summed) this.find('summary')?.focus();
    else if (first) this.input(first)?.focus();
    else if (mendable) this.root.querySelector<HTMLElement>('[aria-describedby$=alert]')?.focus();
  }

  /** Required fields that are empty. What a password manager filled may look empty to a script, and is not. */
  protected missing(): Map<string, string[]> {
    const empty = [...this.root.querySelectorAll<HTMLInputElement>('[required]')].filter(
      input => !input.value.trim() && !input.matches(':autofill'),
    );
    return new Map(empty.map(({ name }) => [name, [this.t.required]]));
  }
}
