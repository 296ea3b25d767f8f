// Private notes beside the open conversation, and where colleagues have mentioned this agent.
import { element } from '/widget/dom.js';
import { complete, replace } from './completion.js';
import { timeOf } from './moments.js';
import { reveal } from './panel.js';
import { address, change, read } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-help.js';
import { setText } from './words.js';

const part = (id) => document.getElementById(id);
const EVERY_MINUTE = 60000;

let mentions = []; // [{ conversation, author, text, created_at }]
let colleagues = null; // [{ login, name }], read when somebody is first mentioned
let number = -1; // of the notes of the open conversation, as the server last told it
let concerned = '';
let isInView = false;
const written = new Map(); // notes that were begun, by conversation

// --- the notes of the open conversation ----------------------------------------------------

desk.addEventListener('open', () => {
  number = -1;
  isInView = false;
  part('notes').replaceChildren();
  part('note-text').value = written.get(desk.open) ?? '';
  setText(part('note-status'), '');
  setText(part('note-error'), '');
  showNotes();
});
desk.addEventListener('status', () => {
  const known = desk.status?.notes ?? number;
  if (known !== number && number >= 0) showNotes();
  number = known;
});

async function showNotes() {
  const id = desk.open;
  if (!id) return;
  try {
    const { notes } = await read(address(id, 'notes'), { isBackground: true });
    if (desk.open !== id) return;
    number = notes.length;
    part('notes').replaceChildren(...notes.map(noteItem));
    part('notes-none').hidden = notes.length > 0;
    desk.emit('notes', notes);
    markSeen();
  } catch {
    if (desk.open === id) setText(part('note-status'), texts.failed);
  }
}

function noteItem({ author, text, created_at: at, mentioned }) {
  const head = element('p', { class: 'author' }, author, ' · ', timeOf(at),
    mentioned.length ? ` · ${texts.mentionsSome(mentioned)}` : '');
  return element('li', {}, head, element('p', {}, text));
}

part('note-text').addEventListener('input', () => written.set(desk.open, part('note-text').value));

part('note-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const id = desk.open;
  const button = part('note-form').querySelector('button');
  button.disabled = true; // a note has no identifier: it must not be sent twice
  setText(part('note-error'), '');
  try {
    const { mentioned } = await change(address(id, 'notes'), { text: part('note-text').value });
    written.delete(id);
    if (desk.open !== id) return;
    part('note-text').value = '';
    setText(part('note-status'), texts.noteAdded(mentioned));
    await showNotes();
  } catch (error) {
    setText(part('note-error'), error.code ? error.message : texts.failed);
  } finally {
    button.disabled = false;
    part('note-text').focus();
  }
});

complete(part('note-text'), {
  sign: '@',
  label: texts.colleagues,
  async find(word) {
    colleagues ??= (await read('/agents/data/colleagues').catch(() => ({}))).colleagues ?? null;
    const begun = word.toLowerCase();
    return (colleagues ?? []).filter(({ login, name }) =>
      login.toLowerCase().startsWith(begun) || name.toLowerCase().includes(begun))
      .slice(0, 8).map(({ login, name }) => ({ strong: `@${login}`, text: name, value: `@${login} ` }));
  },
  choose: (text, where) => replace(part('note-text'), where, text),
});

// --- mentions ------------------------------------------------------------------------------

desk.addEventListener('queue', () => {
  const now = desk.queue.filter((entry) => entry.mentions_me).map((entry) => entry.conversation).join();
  if (now !== concerned) readMentions();
  concerned = now;
});
setInterval(readMentions, EVERY_MINUTE); // conversations that have ended are in no queue
document.addEventListener('visibilitychange', markSeen);
desk.addEventListener('note-in-view', () => {
  isInView = true; // beside the messages, where they are shown too
  markSeen();
});
new IntersectionObserver(([{ isIntersecting }]) => {
  isInView = isIntersecting;
  markSeen();
}).observe(part('notes'));
readMentions();

async function readMentions() {
  try {
    ({ mentions } = await read('/agents/data/mentions', { isBackground: true }));
    showMentions();
    markSeen();
  } catch {
    // Asked again in a minute; the connection's own notice tells that it is broken.
  }
}

function showMentions() {
  part('mentions').hidden = !mentions.length;
  part('mentions-list').replaceChildren(...mentions.map((mention) => {
    const button = element('button', { type: 'button' }, texts.openMention(mention.author));
    button.addEventListener('click', () => {
      if (desk.open !== mention.conversation) desk.show(mention.conversation);
      reveal('notes-title');
    });
    return element('li', {}, element('p', { class: 'author' }, mention.author, ' · ', timeOf(mention.created_at)),
      element('p', {}, mention.text), button);
  }));
  badge().textContent = mentions.length ? texts.mentionBadge(mentions.length) : '';
}

/** Beside the button that leads to the panel, for those who don't see it. */
function badge() {
  const button = part('show-panel');
  return button.querySelector('.badge') ?? button.appendChild(element('span', { class: 'badge' }));
}

async function markSeen() {
  const id = desk.open;
  if (!mentions.some(({ conversation }) => conversation === id)) return;
  if (!isInView || document.visibilityState !== 'visible' || number < 1) return;
  try {
    await change(address(id, 'notes/seen'), {}, { isBackground: true });
    mentions = mentions.filter(({ conversation }) => conversation !== id);
    showMentions();
  } catch {
    // It stays among the mentions, and is marked when it is looked at again.
  }
}
