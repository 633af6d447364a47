import { ContextConsumer } from '@lit/context';
import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Endpoints } from '../api/address.js';
import type { Strings } from '../i18n/en.js';
import { localeOf, stringsFor } from '../i18n/locales.js';
import type { Chat } from '../state/chat.js';
import { pageScope, type Scope, scopeContext } from './context.js';
import { mergeOptions, type Options, type PartialOptions, readOption } from './options.js';
import { chatFor } from './registry.js';
import { followTheme } from './theme.js';

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

  protected readonly internals: ElementInternals | undefined = this.attachInternals?.();
  private readonly consumer = new ContextConsumer(this, { context: scopeContext, subscribe: true });
  private merged: Options | undefined;
  private found: Chat | undefined;
  private scopeStops: (() => void)[] = [];
  private followed: Scope | undefined;

  /** The scope around the element: the nearest provider's, or the page's. */
  protected get scope(): Scope {
    return this.consumer.value ?? pageScope;
  }

  /** The element's own options, as they were written. */
  protected get ownOptions(): PartialOptions {
    const own: Record<string, unknown> = {};
    for (const name of ownNames) own[name] = readOption(name, this[name]);
    return own;
  }

  protected get options(): Options {
    this.merged ??= mergeOptions(pageScope.$options.get(), this.scope.$options.get(), this.ownOptions);
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
    this.followScope();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const stop of this.scopeStops.splice(0)) stop();
    this.followed = undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>) {
    if (this.scope !== this.followed) this.followScope();
    if (ownNames.some(name => changed.has(name))) this.optionsChanged();
    const { accent } = this.options;
    if (accent) this.style.setProperty('--sc-accent', accent);
    else if (changed.has('accent')) this.style.removeProperty('--sc-accent');
  }

  /** Reads everything that follows from the options anew. */
  protected optionsChanged() {
    this.merged = this.found = undefined;
  }

  private followScope() {
    for (const stop of this.scopeStops.splice(0)) stop();
    this.followed = this.scope;
    this.optionsChanged();
    const renew = () => {
      this.optionsChanged();
      this.requestUpdate();
    };
    this.scopeStops = [
      this.scope.$options.listen(renew),
      pageScope.$options.listen(renew),
      followTheme(
        this,
        () => this.options.theme,
        dark => this.showDark(dark),
      ),
    ];
  }

  private showDark(dark: boolean) {
    const states = this.internals?.states;
    try {
      if (dark) states?.add('dark');
      else states?.delete('dark');
    } catch {
      // Older Chromium wants dashed idents: then it stays light.
    }
  }
}

const ownNames = [
  'apiBase',
  'room',
  'loginWith',
  'persist',
  'authScheme',
  'wireFormat',
  'locale',
  'theme',
  'accent',
  'heading',
  'greeting',
  'passwordHelp',
  'editUsername',
  'lightDom',
  'endpoints',
  'strings',
] as const satisfies (keyof Options & keyof ScElement)[];
