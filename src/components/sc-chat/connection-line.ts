import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { en, type Strings } from '../../i18n/en.js';
import type { ConnectionState } from '../../state/connection.js';

type Text = keyof Strings & `link-${string}`;

/** What passes sooner than this is not worth a word, ms; nor is an open link that is lost again sooner the end of trouble. */
const PATIENCE: Partial<Record<ConnectionState['status'], number>> = {
  open: 500,
  connecting: 1_000,
  reconnecting: 2_000,
  offline: 2_000,
};

/** What to say of a connection, in the visitor's words; undefined where there is nothing to say. */
export const lineOf = ({ status, code }: ConnectionState): Text | undefined => {
  if (status === 'idle' || status === 'open') return undefined;
  if (status === 'polling' || status === 'offline') return `link-${status}`;
  if (code === 'server' || code === 'timeout' || code === 'cors') return 'link-server';
  // Sockets that never open and links that the server ended share a code; only of the second is there more to say.
  const reason = `link-${code}`;
  return reason in en && (code !== 'origin-refused' || status === 'failed') ? (reason as Text) : `link-${status}`;
};

/** Tells when a line about the connection is due. Short troubles in a row count one by one. */
export class ConnectionLine implements ReactiveController {
  /** The line to show now. */
  text: Text | undefined;

  /** Since when it should come, or go. */
  private since: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly host: ReactiveControllerHost;
  private readonly find: () => ConnectionState;

  constructor(host: ReactiveControllerHost, find: () => ConnectionState) {
    this.host = host;
    this.find = find;
    host.addController(this);
  }

  hostUpdate() {
    const now = performance.now();
    const state = this.find();
    const line = lineOf(state);
    clearTimeout(this.timer);
    // Once shown it stays until the trouble is over, whatever the trouble is by then.
    if (!line !== !this.text) {
      this.since ??= now;
      const left = this.since + (PATIENCE[state.status] ?? 0) - now;
      if (left > 0) {
        this.timer = setTimeout(() => this.host.requestUpdate(), left + 1);
        return;
      }
    }
    this.since = undefined;
    this.text = line;
  }

  hostDisconnected() {
    clearTimeout(this.timer);
    this.text = this.since = undefined;
  }
}
