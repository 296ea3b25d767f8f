// The queue, followed live.
import { element } from '/widget/dom.js';
import { follow } from '/widget/transport.js';
import { read, signIn } from './server.js';
import { desk } from './state.js';
import { texts } from './texts.js';
import { reasons, setText, trouble } from './words.js';

const part = (id) => document.getElementById(id);

follow({
  stream: '/agents/data/queue/stream',
  poll: async (after) => [{ sequence: after + 1, ...(await read('/agents/data/queue')) }],
  headers: {},
  position: { after: 0 },
  onEntries: (entries) => desk.setQueue(entries.at(-1).queue),
  onState: trouble,
  onRefused: signIn,
});
desk.addEventListener('queue', updateQueue);
desk.addEventListener('open', updateQueue);
setInterval(updateQueue, 30000);

function updateQueue() {
  const waiting = desk.queue.filter((entry) => entry.state === 'waiting').length;
  setText(part('queue-status'), waiting ? texts.waiting(waiting) : texts.empty);
  document.title = `${waiting ? `(${waiting}) ` : ''}${document.title.replace(/^\(\d+\) /, '')}`;
  const list = part('queue');
  const focused = document.activeElement?.dataset?.conversation;
  list.replaceChildren(...desk.queue.map((entry) => element('li', {}, queueButton(entry))));
  if (focused) list.querySelector(`[data-conversation="${focused}"]`)?.focus();
}

function queueButton(entry) {
  const minutes = Math.floor((Date.now() - new Date(entry.since)) / 60000);
  const state = entry.mine ? texts.mine
    : entry.state === 'waiting' ? texts.state.waiting : texts.state.assigned(entry.holder);
  const button = element('button', {
    type: 'button', 'data-conversation': entry.conversation, class: entry.state,
    ...(desk.open === entry.conversation ? { 'aria-current': 'true' } : {}),
  }, element('strong', {}, reasons[entry.reason] ?? entry.reason),
  element('span', {}, [entry.service, state, texts.since(minutes)].filter(Boolean).join(' · ')));
  button.addEventListener('click', () => desk.show(entry.conversation));
  return button;
}
