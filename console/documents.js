// The documents that the open conversation was given. Who opens one stands in the journal.
import { element } from '/widget/dom.js';
import { address, read } from './server.js';
import { desk } from './state.js';
import { texts as conversationTexts } from './texts-conversation.js';
import { texts } from './texts-help.js';
import { setText } from './words.js';

const part = (id) => document.getElementById(id);

desk.addEventListener('open', () => {
  show([]);
  setText(part('documents-status'), '');
  refresh();
});
desk.addEventListener('entries', ({ detail }) => {
  if (detail.some(({ custom }) => custom?.documents)) refresh();
});

async function refresh() {
  const id = desk.open;
  if (!id) return;
  try {
    const { documents } = await read(address(id, 'documents'), { isBackground: true });
    if (desk.open === id) show(documents);
  } catch {
    if (desk.open === id) setText(part('documents-status'), texts.failed);
  }
}

function show(documents) {
  part('documents-part').hidden = !documents.length;
  part('documents').replaceChildren(...documents.map(line));
}

function line({ id, title, name, size, downloads, expires_at: expires }) {
  const isOver = new Date(expires) <= new Date();
  const label = conversationTexts.download(title, conversationTexts.size(size));
  return element('li', {},
    isOver ? title : element('a', { href: `/agents/data/documents/${id}`, download: name, class: 'button' }, label),
    element('p', { class: 'hint' }, isOver ? texts.documents.over
      : texts.documents.fetched(downloads, new Date(expires))));
}
