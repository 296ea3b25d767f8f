// The open conversation: reading it, taking it, writing in it.
import { element, paragraphs } from '/widget/dom.js';
import { follow, persist } from '/widget/transport.js';
import { Drafts } from './drafts.js';
import { address, change, read, signIn } from './server.js';
import { desk } from './state.js';
import { texts } from './texts.js';
import { reasons, setText, trouble } from './words.js';

const part = (id) => document.getElementById(id);
const time = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short' });

let open = null; // { id, aborter, shown: Set of numbers, nodes: Map of unsent messages, notice }
const drafts = new Drafts();
const sending = new Set();

desk.addEventListener('open', () => show(desk.open));
desk.addEventListener('queue', updateControls);
desk.addEventListener('saved', ({ detail }) => {
  if (!detail?.ended || open?.id !== detail.ended) return;
  leave(open, detail.notice);
  part('conversation-title').focus();
});

function show(id) {
  keepDraft();
  open?.aborter.abort();
  open = null;
  part('log').hidden = part('controls').hidden = !id;
  if (!id) return showNothing();
  const current = { id, aborter: new AbortController(), shown: new Set(), nodes: new Map() };
  open = current;
  part('log').replaceChildren();
  part('input').value = drafts.of(id).draft;
  drafts.of(id).outbox.forEach((entry) => showUnsent(entry));
  updateControls();
  part('conversation-title').focus();
  follow({
    stream: address(id, 'stream'),
    poll: async (after) => (await read(`${address(id, 'messages')}?after=${after}`)).messages,
    headers: {},
    position: { after: 0 },
    onEntries: (entries) => receive(current, entries),
    onState: trouble,
    onRefused: (error) => (error.status === 401 ? signIn() : leave(current, texts.ended)),
    signal: current.aborter.signal,
  });
}

function showNothing() {
  mayWrite(false);
  part('log').replaceChildren();
  setText(part('conversation-title'), texts.nothingOpen);
  setText(part('notice'), '');
}

function keepDraft() {
  if (!open) return;
  drafts.of(open.id).draft = part('input').value;
  drafts.save();
}

function receive(current, entries) {
  if (open !== current) return;
  desk.emit('entries', entries);
  const log = part('log');
  for (const message of entries) {
    current.shown.add(message.sequence);
    const unsent = [...current.nodes.values()][0] ?? null;
    log.insertBefore(renderMessage(message), unsent);
  }
  drafts.of(current.id).outbox
    .filter((entry) => current.shown.has(entry.sequence))
    .forEach((entry) => dropShown(current, entry));
  log.scrollTop = log.scrollHeight;
}

function renderMessage({ author, author_name: name, text, created_at: at }) {
  const when = element('time', { datetime: at }, time.format(new Date(at)));
  return element('article', { class: `message ${author}` },
    element('p', { class: 'author' }, name ?? texts.authors[author], ' · ', when),
    ...paragraphs(text, ''));
}

function updateControls() {
  if (!open) return;
  const entry = desk.entry(open.id);
  const title = entry ? (reasons[entry.reason] ?? entry.reason) : texts.ended;
  setText(part('conversation-title'), title);
  part('take').hidden = entry?.state !== 'waiting';
  mayWrite(Boolean(entry?.mine));
  const notice = open.notice ?? (!entry ? texts.ended
    : entry.mine ? texts.mineNotice
      : entry.state === 'waiting' ? texts.waitingNotice : texts.othersNotice(entry.holder));
  setText(part('notice'), notice);
}

function mayWrite(isAllowed) {
  part('form').hidden = !isAllowed;
  desk.answerField = isAllowed ? part('input') : null;
}

function leave(current, notice) {
  if (open !== current) return;
  current.aborter.abort();
  current.notice = notice;
  part('take').hidden = true;
  mayWrite(false);
  setText(part('notice'), notice);
}

part('take').addEventListener('click', async () => {
  const current = open;
  try {
    await persist(() => change(address(current.id, 'take')), () => trouble('broken'));
    if (open !== current) return;
    // The citizen has come back after the conversation had ended: follow it anew.
    if (current.aborter.signal.aborted) desk.show(current.id);
    open.notice = null;
    mayWrite(true);
    part('input').focus();
  } catch (error) {
    if (error.status === 401) return signIn();
    current.notice = texts.taken(error.body?.holder);
    updateControls();
  }
});

for (const [id, notice] of [['return', texts.returned]]) {
  part(id).addEventListener('click', async () => {
    const current = open;
    try {
      await persist(() => change(address(current.id, id)), () => trouble('broken'));
      leave(current, notice);
    } catch (error) {
      if (error.status === 401) return signIn();
      leave(current, texts.ended);
    }
    part('conversation-title').focus();
  });
}

// --- writing -------------------------------------------------------------------------------

part('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = part('input').value;
  if (!text.trim()) return;
  part('input').value = '';
  const entry = { id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, text };
  drafts.of(open.id).outbox.push(entry);
  keepDraft();
  showUnsent(entry);
  part('log').scrollTop = part('log').scrollHeight;
  sendAll(open.id);
});

part('input').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  part('form').requestSubmit();
});

function showUnsent(entry) {
  const node = renderMessage(
    { author: 'agent', text: entry.text, created_at: new Date().toISOString() });
  node.append(element('p', { class: 'state' },
    entry.failed ? texts.failed(entry.failed) : texts.sending));
  open.nodes.get(entry.id)?.remove();
  open.nodes.set(entry.id, node);
  part('log').append(node);
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
    if (open?.id !== id) drafts.drop(id, entry);
    else if (open.shown.has(sequence)) dropShown(open, entry);
  } catch (error) {
    entry.failed = error.code === 'not_holder' ? texts.notHolder : error.message;
    if (open?.id === id) showUnsent(entry);
    if (error.status === 401) signIn();
  }
  drafts.save();
}

function dropShown(current, entry) {
  current.nodes.get(entry.id)?.remove();
  current.nodes.delete(entry.id);
  drafts.drop(current.id, entry);
}

addEventListener('pagehide', keepDraft);
addEventListener('signed-out', () => drafts.forget());
drafts.unsent().forEach(sendAll);
