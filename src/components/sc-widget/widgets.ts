import { createSignal } from '../../state/signal.js';
import type { ScWidget } from './sc-widget.js';

/** A widget came or went. */
export const widgetsChanged = createSignal<ScWidget>();
