// The conversations' page: each part registers itself with the desk.
import './header.js';
import './frame.js';
import './conversation.js';
import './search.js';
import './lists.js';
import { desk } from './state.js';

// Last, when every part is listening.
if (location.hash.length > 1) desk.show(location.hash.slice(1));
