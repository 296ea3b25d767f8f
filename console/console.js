// The conversations' page: each part registers itself with the desk.
import './header.js';
import './frame.js';
import './conversation.js';
import './panel.js';
import './context.js';
import './procedure.js';
import './documents.js';
import './notes.js';
import './timeline.js';
import './suggestions.js';
import './search.js';
import './canned.js';
import './lists.js';
import './alerts.js';
import './presence.js';
import './actions.js';
import { desk } from './state.js';

// Last, when every part is listening.
desk.readAddress();
addEventListener('hashchange', () => desk.readAddress());
