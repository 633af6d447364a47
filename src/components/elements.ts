// First, so that it is there when the elements in it ask for it.
import './sc-provider/sc-provider.js';

export { ScAuth } from './sc-auth/sc-auth.js';
export { ScChat } from './sc-chat/sc-chat.js';
export { ScProfile } from './sc-profile/sc-profile.js';
export { ScProvider } from './sc-provider/sc-provider.js';
export { ScWidget } from './sc-widget/sc-widget.js';
