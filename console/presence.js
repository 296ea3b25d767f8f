// Whether the agent is there: said by them, or noticed; a sign of life for as long as the page is
// open; and how many conversations they have at once.
import { change } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-lists.js';
import { setText } from './words.js';

const ADDRESS = '/agents/data/presence';
const SIGN_OF_LIFE = 30000;
const IDLE = 10 * 60 * 1000;
const LOOK_AGAIN = 10000;
// Where the presence is kept that comes back when the agent does.
const EARLIER = 'guido.presence';

const part = (id) => document.getElementById(id);
const select = part('presence');
const tabs = new BroadcastChannel('guido.presence'); // other tabs of the same agent
let activeAt = Date.now();
let toldAt = 0;

function show(me) {
  Object.assign(desk.me, { presence: me.presence, most_conversations: me.most_conversations });
  select.value = me.presence;
}

async function say(body, isBackground = false) {
  show(await change(ADDRESS, body, { isBackground }));
}

select.addEventListener('change', async () => {
  sessionStorage.removeItem(EARLIER);
  try {
    await say({ presence: select.value });
    setText(part('presence-status'), '');
  } catch {
    select.value = desk.me.presence;
    setText(part('presence-status'), texts.notSaved);
  }
});

part('most').addEventListener('change', async ({ target }) => {
  try {
    await say({ most_conversations: target.valueAsNumber });
    setText(part('settings-status'), texts.saved);
  } catch (error) {
    setText(part('settings-status'), error.body?.message ?? texts.notSaved);
  }
});

// --- noticed -------------------------------------------------------------------------------

/** Tells the server; where it does not answer, the next sign of life does. */
const tell = (body) => say(body, true).catch(() => {});

function isActive() {
  activeAt = Date.now();
  const earlier = sessionStorage.getItem(EARLIER);
  if (!earlier) return;
  sessionStorage.removeItem(EARLIER);
  select.value = earlier;
  setText(part('presence-status'), texts.cameBack(texts.presence[earlier]));
  tell({ presence: earlier });
}

for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel']) {
  addEventListener(name, () => {
    isActive();
    if (activeAt - toldAt < LOOK_AGAIN) return;
    toldAt = activeAt;
    tabs.postMessage('active');
  }, { passive: true });
}
tabs.addEventListener('message', isActive);

setInterval(() => {
  if (Date.now() - activeAt < IDLE || desk.me.presence === 'away') return;
  sessionStorage.setItem(EARLIER, desk.me.presence);
  setText(part('presence-status'), texts.wentAway);
  tell({ presence: 'away' });
}, LOOK_AGAIN);
setInterval(() => tell({}), SIGN_OF_LIFE);

show(desk.me);
tell({});
