import { createSignal } from '../../state/signal.js';
import type { ScWidget } from './sc-widget.js';

/** The widgets that are in the page now, in the order in which they came. */
export const widgets = new Set<ScWidget>();

/** A widget came or went. */
export const widgetsChanged = createSignal<ScWidget>();

/** The button of the page that a click was on, where it opens the chat. */
export const openerOf = (event: Event) =>
  event
    .composedPath()
    .find((node): node is HTMLElement => node instanceof HTMLElement && node.matches('[data-sc-open]'));
