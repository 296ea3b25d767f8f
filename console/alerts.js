// Telling the agent that somebody waits, that a clock runs out, or that they are asked for:
// in the page, by a sound, in the tab's title and by a notification, each of which can be off.
import { desk } from './state.js';
import { shortcut } from './shortcuts.js';
import { texts } from './texts-lists.js';
import { setText } from './words.js';

const part = (id) => document.getElementById(id);
const FIRST = { sound: true, title: true, desktop: false };
const title = document.title;
let before = null; // the queue's entries by escalation, as they were
let shown = null; // the conversation of the alert that is shown
let audio = null;

/** What is switched on. */
export const switches = () => ({ ...FIRST, ...desk.me.preferences.alerts });

const lateness = ({ clocks }) => Math.max(0, ...clocks.map(
  ({ state }) => ['warning', 'missed'].indexOf(state) + 1));

/** What has happened to a conversation that this agent should know: a name below texts.alerts. */
function newsOf(entry, old) {
  if (entry.is_test) return null;
  if (entry.mine && !old?.mine && desk.open !== entry.conversation) return 'given';
  if (entry.mentions_me && !old?.mentions_me) return 'mention';
  if (entry.offered_to_me && !old?.offered_to_me) return 'offered';
  if (entry.concerns_me && !old?.concerns_me) return 'waiting';
  if ((entry.mine || entry.concerns_me) && lateness(entry) > lateness(old ?? entry)) {
    return lateness(entry) === 2 ? 'missed' : 'clock';
  }
  return null;
}

desk.addEventListener('queue', () => {
  const now = new Map(desk.queue.map((entry) => [entry.escalation, entry]));
  if (before) {
    const news = desk.queue
      .map((entry) => ({ entry, kind: newsOf(entry, before.get(entry.escalation)) }))
      .filter(({ kind }) => kind);
    if (news.length) tell(news);
  }
  before = now;
  updateTitle();
});
document.addEventListener('visibilitychange', updateTitle);
for (const name of ['open', 'saved']) desk.addEventListener(name, updateTitle);

/** Those who wait for this agent, and those of theirs who wrote something that is not on screen. */
function updateTitle() {
  const number = desk.queue.filter((entry) => !entry.is_test && (entry.concerns_me || (
    entry.mine && entry.unread && (document.hidden || desk.open !== entry.conversation)))).length;
  document.title = number && switches().title ? `(${number}) ${title}` : title;
}

function tell(news) {
  const order = ['given', 'mention', 'offered', 'waiting', 'missed', 'clock'];
  const { entry, kind } = news.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0];
  const words = kind === 'given' && entry.word
    ? texts.alerts.givenWithWord(entry.word) : texts.alerts[kind];
  showAlert(words, entry.conversation);
  if (switches().sound) sound(kind === 'clock' || kind === 'missed' ? [440, 440] : [660, 880]);
  if (switches().desktop && !document.hasFocus()) notify(kind, entry.conversation);
}

// --- in the page ---------------------------------------------------------------------------

function showAlert(words, conversation) {
  shown = conversation;
  setText(part('alert-text'), words);
  part('alert-show').hidden = part('alert-end').hidden = !conversation;
}

const endAlert = () => showAlert('', null);

function openAlert() {
  if (shown) desk.show(shown);
}

part('alert-show').addEventListener('click', openAlert);
part('alert-end').addEventListener('click', () => {
  endAlert();
  part('show-settings').focus();
});
desk.addEventListener('open', () => { if (desk.open === shown) endAlert(); });
shortcut('Alt+Shift+V', texts.shortcuts.alert, openAlert);

// --- sound ---------------------------------------------------------------------------------

/** Plays two short tones, if the page was used: before that browsers would keep them for later. */
async function play(pitches) {
  if (navigator.userActivation?.hasBeenActive === false) return;
  audio ??= new AudioContext();
  await audio.resume();
  pitches.forEach((pitch, number) => {
    const begins = audio.currentTime + number * 0.18;
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0.0001, begins);
    volume.gain.exponentialRampToValueAtTime(0.2, begins + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.16);
    tone.connect(volume).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + 0.17);
  });
}

const sound = (pitches) => play(pitches).catch(() => say(texts.noSound));

// --- notifications -------------------------------------------------------------------------

function notify(kind, conversation) {
  if (window.Notification?.permission !== 'granted') return;
  // Nothing of the citizen: others see the screen, and the system may keep it.
  const notification = new Notification(texts.notificationTitle, {
    body: texts.alerts[kind], tag: conversation, lang: 'fr', icon: '/widget/icon.svg',
  });
  notification.addEventListener('click', () => {
    window.focus();
    desk.show(conversation);
    notification.close();
  });
}

// --- settings ------------------------------------------------------------------------------

function showSwitches() {
  for (const [name, isOn] of Object.entries(switches())) part(`alert-${name}`).checked = isOn;
}

const say = (text) => setText(part('settings-status'), text);

async function keep(name, isOn) {
  try {
    await desk.savePreferences({ alerts: { ...switches(), [name]: isOn } });
    say(texts.saved);
  } catch {
    say(texts.notSaved);
  }
}

const mayNotify = async () => (await window.Notification?.requestPermission()) === 'granted';

for (const name of Object.keys(FIRST)) {
  part(`alert-${name}`).addEventListener('change', async ({ target }) => {
    if (name === 'desktop' && target.checked && !await mayNotify()) {
      target.checked = false;
      say(texts.denied);
      return;
    }
    await keep(name, target.checked);
  });
}
part('try-sound').addEventListener('click', () => sound([660, 880]));
part('show-settings').addEventListener('click', () => {
  say('');
  showSwitches();
  part('most').value = desk.me.most_conversations;
  part('settings').showModal();
});
part('settings-close').addEventListener('click', () => part('settings').close());
