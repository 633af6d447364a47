// The provider first: it is there when the elements in it ask for it.
export { ScProvider } from './sc-provider/sc-provider.js';
export { ScWidget } from './sc-widget/sc-widget.js';
