// The agent's sign of life from the pages beside that of the conversations: who supervises or
// administers has not vanished, and keeps their conversations.
import { change } from './server.js';

const SIGN_OF_LIFE = 30000;

const tell = () => change('/agents/data/presence', {}, { isBackground: true }).catch(() => {});

tell();
setInterval(tell, SIGN_OF_LIFE);
