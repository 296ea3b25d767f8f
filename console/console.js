// The console's page: the queue on one side, the open conversation on the other.
import { element, paragraphs } from '/widget/dom.js';
import { follow, persist, request } from '/widget/transport.js';
import { Drafts } from './drafts.js';
import { texts } from './texts.js';

const SIGN_IN = '/agents/sign-in';
const part = (id) => document.getElementById(id);
const csrf = document.querySelector('meta[name=csrf-token]').content;
const reasons = Object.fromEntries(
  [...part('reasons').content.querySelectorAll('span')].map((s) => [s.dataset.name, s.textContent]));
const time = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short' });

let queue = [];
let open = null; // { id, aborter, shown: Set of numbers, nodes: Map of unsent messages, notice }
const drafts = new Drafts();
const sending = new Set();

function change(path, body = {}) {
  return request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
    body: JSON.stringify(body),
  });
}

const address = (id, action) => `/agents/data/conversations/${id}/${action}`;
const entryOf = (id) => queue.find((entry) => entry.conversation === id);
const trouble = (state) => setText(part('trouble'), state === 'broken' ? texts.reconnecting : '');
const signedOut = () => location.assign(SIGN_IN);

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// --- the queue ---------------------------------------------------------------------------

follow({
  stream: '/agents/data/queue/stream',
  poll: async (after) => [{ sequence: after + 1, ...(await request('/agents/data/queue')) }],
  headers: {},
  position: { after: 0 },
  onEntries: (entries) => {
    queue = entries.at(-1).queue;
    updateQueue();
    updateControls();
  },
  onState: trouble,
  onRefused: signedOut,
});
setInterval(updateQueue, 30000);

function updateQueue() {
  const waiting = queue.filter((entry) => entry.state === 'waiting').length;
  setText(part('queue-status'), waiting ? texts.waiting(waiting) : texts.empty);
  document.title = `${waiting ? `(${waiting}) ` : ''}${document.title.replace(/^\(\d+\) /, '')}`;
  const list = part('queue');
  const focused = document.activeElement?.dataset?.conversation;
  list.replaceChildren(...queue.map((entry) => element('li', {}, queueButton(entry))));
  if (focused) list.querySelector(`[data-conversation="${focused}"]`)?.focus();
}

function queueButton(entry) {
  const minutes = Math.floor((Date.now() - new Date(entry.since)) / 60000);
  const state = entry.mine ? texts.mine
    : entry.state === 'waiting' ? texts.state.waiting : texts.state.assigned(entry.holder);
  const isOpen = open?.id === entry.conversation;
  const button = element('button', {
    type: 'button', 'data-conversation': entry.conversation, class: entry.state,
    ...(isOpen ? { 'aria-current': 'true' } : {}),
  }, element('strong', {}, reasons[entry.reason] ?? entry.reason),
  element('span', {}, [entry.service, state, texts.since(minutes)].filter(Boolean).join(' · ')));
  button.addEventListener('click', () => show(entry.conversation));
  return button;
}

// --- the open conversation -----------------------------------------------------------------

function show(id) {
  keepDraft();
  open?.aborter.abort();
  const current = { id, aborter: new AbortController(), shown: new Set(), nodes: new Map() };
  open = current;
  history.replaceState(null, '', `#${id}`);
  part('log').replaceChildren();
  part('log').hidden = false;
  part('controls').hidden = false;
  part('input').value = drafts.of(id).draft;
  drafts.of(id).outbox.forEach((entry) => showUnsent(entry));
  updateQueue();
  updateControls();
  part('conversation-title').focus();
  follow({
    stream: address(id, 'stream'),
    poll: async (after) => (await request(`${address(id, 'messages')}?after=${after}`)).messages,
    headers: {},
    position: { after: 0 },
    onEntries: (entries) => receive(current, entries),
    onState: trouble,
    onRefused: (error) => (error.status === 401 ? signedOut() : leave(current, texts.ended)),
    signal: current.aborter.signal,
  });
}

function keepDraft() {
  if (!open) return;
  drafts.of(open.id).draft = part('input').value;
  drafts.save();
}

function receive(current, entries) {
  if (open !== current) return;
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
  const entry = entryOf(open.id);
  const title = entry ? (reasons[entry.reason] ?? entry.reason) : texts.ended;
  setText(part('conversation-title'), title);
  part('take').hidden = entry?.state !== 'waiting';
  part('form').hidden = !entry?.mine;
  const notice = open.notice ?? (!entry ? texts.ended
    : entry.mine ? texts.mineNotice
      : entry.state === 'waiting' ? texts.waitingNotice : texts.othersNotice(entry.holder));
  setText(part('notice'), notice);
}

function leave(current, notice) {
  if (open !== current) return;
  current.aborter.abort();
  current.notice = notice;
  part('take').hidden = true;
  part('form').hidden = true;
  setText(part('notice'), notice);
}

part('take').addEventListener('click', async () => {
  const current = open;
  try {
    await persist(() => change(address(current.id, 'take')), () => trouble('broken'));
    if (open !== current) return;
    // The citizen has come back after the conversation had ended: follow it anew.
    if (current.aborter.signal.aborted) show(current.id);
    open.notice = null;
    part('form').hidden = false;
    part('input').focus();
  } catch (error) {
    if (error.status === 401) return signedOut();
    current.notice = texts.taken(error.body?.holder);
    updateControls();
  }
});

for (const [id, notice] of [['return', texts.returned], ['close', texts.closed]]) {
  part(id).addEventListener('click', async () => {
    const current = open;
    try {
      await persist(() => change(address(current.id, id)), () => trouble('broken'));
      leave(current, notice);
    } catch (error) {
      if (error.status === 401) return signedOut();
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
    if (error.status === 401) signedOut();
  }
  drafts.save();
}

function dropShown(current, entry) {
  current.nodes.get(entry.id)?.remove();
  current.nodes.delete(entry.id);
  drafts.drop(current.id, entry);
}

part('sign-out').addEventListener('click', async () => {
  try {
    await change('/agents/sign-out');
  } finally {
    drafts.forget();
    signedOut();
  }
});

addEventListener('pagehide', keepDraft);
if (location.hash.length > 1) show(location.hash.slice(1));
drafts.unsent().forEach(sendAll);
