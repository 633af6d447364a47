import { html } from 'lit';
import { define } from '../define.js';
import { ScopeElement } from '../scope-element.js';
import { styles } from './sc-provider.styles.js';

/**
 * @summary Carries options and the chat of one backend to the elements inside it; shows nothing itself.
 * @element sc-provider
 *
 * @slot - The page's own content, with the elements in it.
 *
 * @fires {CustomEvent<{ user: PublicUser, via: LoginVia }>} sc-login - Somebody is logged in, where no element inside caused it.
 * @fires {CustomEvent<{ reason: LogoutReason }>} sc-logout - Nobody is logged in any more, where no element inside caused it.
 * @fires {CustomEvent<{ code: ErrorCode, hint: string }>} sc-error - Something the integrator should know of.
 */
@define('sc-provider')
export class ScProvider extends ScopeElement {
  static override styles = styles;

  /**
   * What is in it is the page's: only the following ends.
   * @internal
   */
  override retire() {
    this.unfollow();
  }

  override render() {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sc-provider': ScProvider;
  }
}
