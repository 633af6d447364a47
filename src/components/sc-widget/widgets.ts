import { createSignal } from '../../state/signal.js';
import type { ScWidget, WidgetView } from './sc-widget.js';

/** The widgets that are in the page now, in the order in which they came. */
export const widgets = new Set<ScWidget>();

/** A widget came or went. */
export const widgetsChanged = createSignal<ScWidget>();

/** The button of the page that a click was on, where it opens the chat, and what it opens. */
export const openerOf = (event: Event) => {
  for (const opener of event.composedPath()) {
    if (opener instanceof HTMLElement && opener.matches('[data-sc-open]'))
      return { opener, view: (opener.dataset['scOpen'] || undefined) as WidgetView | undefined };
  }
  return undefined;
};
