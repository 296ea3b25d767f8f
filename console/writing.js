// Writing in the open conversation: drafts, sending once and in order, sending again, typing.
import { element } from '/widget/dom.js';
import { persist } from '/widget/transport.js';
import { Typing } from '/widget/typing.js';
import { Drafts } from './drafts.js';
import { renderEntry } from './entry.js';
import { address, change } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-conversation.js';
import { trouble } from './words.js';

const part = (id) => document.getElementById(id);
const drafts = new Drafts();
const sending = new Set();
let shown = null; // the conversation whose draft is in the field
let log;
let typing = typingIn(null);

function typingIn(id) {
  return new Typing((isTyping) => (id
    ? change(address(id, 'typing'), { typing: isTyping }).catch(() => {})
    : null));
}

/** Makes the field and its form work; `messages` is the Log that shows what is on its way. */
export function startWriting(messages) {
  log = messages;
  drafts.unsent().forEach(sendAll);
}

/** Puts the draft of another conversation into the field, and what was not sent into the log. */
export function openDraft(id) {
  keepDraft();
  typing.stopped();
  typing = typingIn(id);
  shown = id;
  part('input').value = id ? drafts.of(id).draft : '';
}

/** Shows in the log what is on its way or failed. */
export function showUnsent() {
  drafts.of(shown).outbox.forEach(show);
}

/** Whether the agent may write here now. */
export function mayWrite(isAllowed) {
  part('form').hidden = !isAllowed;
  desk.answerField = isAllowed ? part('input') : null;
}

/** Drops from the outbox what the log shows as stored. */
export function dropShown() {
  if (!shown) return;
  for (const entry of drafts.of(shown).outbox.filter(({ sequence }) => log.has(sequence))) drop(entry);
}

/** Whether something is written and not sent. */
export const hasDraft = () => Boolean(part('input').value.trim());

function keepDraft() {
  if (!shown) return;
  drafts.of(shown).draft = part('input').value;
  drafts.save();
}

part('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = part('input').value;
  if (!text.trim()) return;
  part('input').value = '';
  typing.stopped();
  const entry = { id: newId(), text };
  drafts.of(shown).outbox.push(entry);
  keepDraft();
  show(entry);
  sendAll(shown);
});

part('input').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.defaultPrevented) return;
  event.preventDefault();
  part('form').requestSubmit();
});

part('input').addEventListener('input', () => {
  if (hasDraft()) typing.typed();
  else typing.stopped();
});

/** An identifier by which the server knows what is sent again. */
export function newId() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}

function show(entry) {
  const node = renderEntry({
    author: 'agent', author_name: desk.me.name, text: entry.text, created_at: new Date().toISOString(),
  });
  node.append(element('p', { class: 'state' }, entry.failed ? texts.failed(entry.failed) : texts.sending));
  if (entry.failed) {
    node.append(element('div', { class: 'tools' },
      action(texts.resend, () => sendAgain(entry)), action(texts.drop, () => drop(entry))));
  }
  log.showUnsent(entry.id, node);
}

function action(text, work) {
  const button = element('button', { type: 'button' }, text);
  button.addEventListener('click', () => {
    work();
    (part('form').hidden ? part('log') : part('input')).focus();
  });
  return button;
}

function sendAgain(entry) {
  delete entry.failed;
  show(entry);
  sendAll(shown);
}

async function sendAll(id) {
  if (sending.has(id)) return;
  sending.add(id);
  for (let entry; (entry = drafts.next(id)); ) await send(id, entry);
  sending.delete(id);
}

async function send(id, entry) {
  try {
    const { sequence } = await persist(
      () => change(address(id, 'messages'), { id: entry.id, text: entry.text }),
      () => trouble('broken'));
    entry.sequence = sequence;
    if (shown !== id) drafts.drop(id, entry);
    else if (log.has(sequence)) drop(entry);
  } catch (error) {
    entry.failed = error.code === 'not_holder' ? texts.notHolder : error.message;
    if (shown === id) show(entry);
  }
  drafts.save();
}

function drop(entry) {
  log.dropUnsent(entry.id);
  drafts.drop(shown, entry);
}

addEventListener('pagehide', keepDraft);
addEventListener('signed-out', () => drafts.forget());
