import { ContextConsumer } from '@lit/context';
import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Endpoints } from '../api/address.js';
import type { Strings } from '../i18n/en.js';
import { localeOf, stringsFor } from '../i18n/locales.js';
import type { Chat } from '../state/chat.js';
import type { TokenSource } from '../state/session.js';
import { pageScope, type Scope, scopeContext } from './context.js';
import { mergeOptions, type Options, optionNames, type PartialOptions, readOption } from './options.js';
import { chatFor } from './registry.js';
import { followTheme } from './theme.js';

/** Every public element that is in a page now, for the one who has to take them all out. */
export const elements = new Set<ScElement>();

/**
 * Keys that are typed into a field of ours are no hotkeys of the page, which sees only our host as their target.
 * Combinations, function keys, Tab and Escape go on.
 */
const keepKeys = (event: Event) => {
  const { key, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
  const [field] = event.composedPath();
  const typing = field instanceof Element && field.matches('input, textarea');
  if (typing && !ctrlKey && !metaKey && !altKey && !/^(Tab|Escape|F\d+)$/.test(key ?? '')) event.stopPropagation();
};

/**
 * What every public element shares: the options as attributes and properties, the nearest one winning, and from them
 * the chat, the texts and the theme.
 */
export abstract class ScElement extends LitElement {
  /** Where the backend lives; the page's own origin unless set. */
  @property({ attribute: 'api-base' }) apiBase?: string;
  /** `auto`, or a room number. */
  @property() room?: string;
  /** What the login form asks for: `auto`, `username` or `email`. */
  @property({ attribute: 'login-with' }) loginWith?: Options['loginWith'];
  /** Where everything that is kept is kept: `local`, `session` or `memory`. */
  @property() persist?: Options['persist'];
  /** The word in the `Authorization` header: `auto`, `Token` or `Bearer`. */
  @property({ attribute: 'auth-scheme' }) authScheme?: Options['authScheme'];
  /** What is sent on the socket: `json` or `text`. */
  @property({ attribute: 'wire-format' }) wireFormat?: Options['wireFormat'];
  /** Language of texts and dates; the nearest `lang` unless set. */
  @property() locale?: string;
  /** `auto`, `light` or `dark`. */
  @property() theme?: Options['theme'];
  /** A CSS colour, short for `--sc-accent`. */
  @property() accent?: string;
  /** The panel's title. */
  @property() heading?: string;
  /** The first line of an empty conversation. */
  @property() greeting?: string;
  /** Reset and change of the password: `auto`, `on` or `off`. */
  @property({ attribute: 'password-help' }) passwordHelp?: Options['passwordHelp'];
  /** The profile lets the username be changed. */
  @property({ attribute: 'edit-username' }) editUsername?: boolean | string;
  /** The login form is rendered in the light DOM. */
  @property({ attribute: 'light-dom' }) lightDom?: boolean | string;
  /** Overrides of paths, for a backend mounted elsewhere. */
  @property({ attribute: false }) endpoints?: Partial<Endpoints>;
  /** Overrides of texts. */
  @property({ attribute: false }) strings?: Partial<Strings>;
  /** The host page's own login: a token, or a function that gets one; null forgets it. */
  @property({ attribute: false }) token?: TokenSource | null;

  protected readonly internals: ElementInternals | undefined = this.attachInternals?.();
  private readonly consumer = new ContextConsumer(this, { context: scopeContext });
  private merged: Options | undefined;
  private found: Chat | undefined;
  private scopeStops: (() => void)[] = [];
  private lookAtTheme = () => {};
  private followed: Scope | undefined;
  private tinted?: boolean;

  /** The scope around the element: the nearest provider's, or the page's. */
  protected get scope(): Scope {
    return this.consumer.value ?? pageScope;
  }

  /** The element's own options, as they were written. */
  protected get ownOptions(): PartialOptions {
    const own: Record<string, unknown> = {};
    for (const name of optionNames) own[name] = readOption(name, (this as PartialOptions)[name]);
    return own;
  }

  protected get options(): Options {
    this.merged ??= mergeOptions(this.scope.$options.get(), this.ownOptions);
    return this.merged;
  }

  /** The chat of the backend that the options name. Asking for it starts nothing. */
  protected get chat(): Chat {
    this.found ??= chatFor({ ...this.options, locale: this.language }, this.scope.target);
    return this.found;
  }

  protected get language(): string {
    return localeOf(this.options.locale, this);
  }

  protected get t(): Strings {
    return stringsFor(this.language, this.options.strings);
  }

  override connectedCallback() {
    super.connectedCallback();
    elements.add(this);
    this.followScope();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.unfollow();
    // Wherever it comes back, the provider it was in is not the one around it.
    this.consumer.value = this.followed = undefined;
    elements.delete(this);
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    for (const type of ['keydown', 'keypress', 'keyup']) root.addEventListener(type, keepKeys);
    return root;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    // An update may still come after the element has gone.
    if (this.isConnected && this.scope !== this.followed) this.followScope();
    if (optionNames.some(name => changed.has(name))) this.optionsChanged();
    const { accent } = this.options;
    if (accent) this.style.setProperty('--sc-accent', accent);
    else if (this.tinted) this.style.removeProperty('--sc-accent');
    this.tinted = !!accent;
    if (changed.has('token') && this.token !== undefined) this.chat.identify(this.token);
  }

  /**
   * Asks again for the provider around it, when one came later than the element itself.
   * @internal
   */
  seek() {
    this.consumer.hostConnected();
  }

  /**
   * Takes the element out of the page for good.
   * @internal
   */
  retire() {
    this.remove();
  }

  protected toggleState(name: string, on: boolean) {
    const states = this.internals?.states;
    try {
      if (on) states?.add(name);
      else states?.delete(name);
    } catch {
      // Older Chromium wants dashed idents: then the state cannot be seen from outside.
    }
  }

  protected unfollow() {
    for (const stop of this.scopeStops.splice(0)) stop();
  }

  /** Reads everything that follows from the options anew. */
  protected optionsChanged() {
    this.merged = this.found = undefined;
    this.lookAtTheme();
  }

  private followScope() {
    this.unfollow();
    this.followed = this.scope;
    this.optionsChanged();
    const renew = () => {
      this.optionsChanged();
      this.requestUpdate();
    };
    const [look, stop] = followTheme(
      this,
      () => this.options.theme,
      dark => this.toggleState('dark', dark),
    );
    this.lookAtTheme = look;
    this.scopeStops = [this.scope.$options.listen(renew), stop];
  }
}
