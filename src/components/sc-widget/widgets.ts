import { createSignal } from '../../state/signal.js';
import type { ScWidget } from './sc-widget.js';

/** The widgets that are in the page now, in the order in which they came. */
export const widgets = new Set<ScWidget>();

/** A widget came or went. */
export const widgetsChanged = createSignal<ScWidget>();
