// The console's page: the queue on one side, the open conversation on the other.
import { element, paragraphs } from '/widget/dom.js';
import { follow, persist, Refused, request } from '/widget/transport.js';
import { texts } from './texts.js';

const SIGN_IN = '/agents/sign-in';
const part = (id) => document.getElementById(id);
const csrf = document.querySelector('meta[name=csrf-token]').content;
const reasons = Object.fromEntries(
  [...part('reasons').content.querySelectorAll('span')].map((s) => [s.dataset.name, s.textContent]));
const time = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short' });

let queue = [];
let open = null; // { id, aborter, shown: Map, outbox: [], notice }

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
  open?.aborter.abort();
  open = { id, aborter: new AbortController(), shown: new Map(), outbox: [], notice: null };
  history.replaceState(null, '', `#${id}`);
  part('log').replaceChildren();
  part('log').hidden = false;
  part('controls').hidden = false;
  updateQueue();
  updateControls();
  part('conversation-title').focus();
  const current = open;
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

function receive(current, entries) {
  const log = part('log');
  for (const message of entries) {
    const node = renderMessage(message);
    log.append(node);
    current.shown.set(message.sequence, node);
    const sent = current.outbox.find((entry) => entry.sequence === message.sequence);
    if (sent) drop(current, sent);
  }
  log.scrollTop = log.scrollHeight;
}

function renderMessage({ author, author_name: name, text, created_at: at }) {
  const when = element('time', { datetime: at }, time.format(new Date(at)));
  const body = text || '';
  return element('article', { class: `message ${author}` },
    element('p', { class: 'author' }, name ?? texts.authors[author], ' · ', when),
    ...paragraphs(body, ''));
}

function updateControls() {
  if (!open) return;
  const entry = entryOf(open.id);
  setText(part('conversation-title'), entry ? (reasons[entry.reason] ?? entry.reason) : texts.entry(''));
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
  entry.node = renderMessage({ author: 'agent', text, created_at: new Date().toISOString() });
  entry.note = element('p', { class: 'state' }, texts.sending);
  entry.node.append(entry.note);
  part('log').append(entry.node);
  part('log').scrollTop = part('log').scrollHeight;
  open.outbox.push(entry);
  sendAll(open);
});

part('input').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  part('form').requestSubmit();
});

async function sendAll(current) {
  if (current.isSending) return;
  current.isSending = true;
  for (let entry; (entry = current.outbox.find((each) => !each.sequence && !each.failed)); ) {
    await send(current, entry);
  }
  current.isSending = false;
}

async function send(current, entry) {
  try {
    const { sequence } = await persist(
      () => change(address(current.id, 'messages'), { id: entry.id, text: entry.text }),
      () => trouble('broken'));
    entry.sequence = sequence;
    if (current.shown.has(sequence)) drop(current, entry);
  } catch (error) {
    if (error.status === 401) return signedOut();
    entry.failed = true;
    entry.note.textContent = texts.failed(error.code === 'not_holder' ? texts.notHolder : error.message);
  }
}

function drop(current, entry) {
  entry.node.remove();
  current.outbox = current.outbox.filter((each) => each !== entry);
}

part('sign-out').addEventListener('click', async () => {
  await change('/agents/sign-out').catch((error) => {
    if (!(error instanceof Refused)) throw error;
  });
  signedOut();
});

if (location.hash.length > 1) show(location.hash.slice(1));
