// Looking at a card before it is sent, and sending it; the same for all lists of answers.
import { element, outsideLink } from '/widget/dom.js';
import { renderMessage } from '/widget/message.js';
import { persist } from '/widget/transport.js';
import { showPart } from './frame.js';
import { address, change, read } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-help.js';
import { trouble } from './words.js';

const part = (id) => document.getElementById(id);
const dialog = part('card-dialog');
const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long' });

let pending = null; // { conversation, service, facet, id, text } of the card that is looked at

/** Shows a card of the catalogue as the citizen will see it, with a button to send it. */
export async function openCard(service, facet) {
  const conversation = desk.open;
  part('card-status').textContent = '';
  part('card-preview').replaceChildren();
  pending = null;
  try {
    const query = new URLSearchParams({ service, facet });
    const { card, text } = await read(`${address(conversation, 'card')}?${query}`);
    pending = { conversation, service, facet, id: crypto.randomUUID(), text };
    part('card-preview').replaceChildren(renderMessage({ author: 'agent', custom: card, text }));
  } catch (error) {
    part('card-status').textContent = error.code ? error.message : texts.failed;
  }
  const mayWrite = Boolean(desk.answerField);
  if (pending && !mayWrite) part('card-status').textContent = texts.takeFirst;
  part('card-send').disabled = part('card-put').disabled = !pending || !mayWrite;
  dialog.showModal();
  (part('card-send').disabled ? part('card-cancel') : part('card-send')).focus();
}

part('card-send').addEventListener('click', async () => {
  const { conversation, service, facet, id } = pending;
  part('card-send').disabled = true; // the same identifier would not send it twice
  try {
    await persist(() => change(address(conversation, 'card'), { service, facet, id }),
      () => trouble('broken'));
    trouble('live');
    dialog.close();
    part('search-status').textContent = texts.cardSent;
    write();
  } catch (error) {
    part('card-status').textContent = error.message;
    part('card-cancel').focus();
  }
});

part('card-put').addEventListener('click', () => {
  dialog.close();
  if (desk.open === pending.conversation && desk.insert(pending.text)) write();
});

part('card-cancel').addEventListener('click', () => dialog.close());

function write() {
  showPart('conversation');
  desk.answerField?.focus();
}

/**
 * An item of a list of answers: a card or a sheet, with what can be done with it. `say` tells why
 * something cannot be done.
 */
export function answerItem({ id, kind, title, excerpt, url, date }, say) {
  const dated = texts.dated(day.format(new Date(date)));
  const put = element('button', { type: 'button' }, texts.put);
  put.addEventListener('click', () => {
    const isPut = desk.insert(`${title}\n${excerpt}\n${url} (${dated})`);
    say(isPut ? '' : texts.takeFirst);
    if (isPut) write();
  });
  return element('li', {},
    element('p', { class: 'kind' }, texts.kinds[kind]),
    outsideLink(url, title),
    element('p', { class: 'text' }, excerpt), element('p', { class: 'hint' }, dated),
    element('div', { class: 'buttons' }, kind === 'card' ? insertButton(id, title, say) : null, put));
}

function insertButton(id, title, say) {
  const [service, facet] = id.split('/');
  const button = element('button', { type: 'button' }, texts.insertCard,
    element('span', { class: 'unseen' }, ` « ${title} »`));
  button.addEventListener('click', () => {
    say(desk.open ? '' : texts.takeFirst);
    if (desk.open) openCard(service, facet);
  });
  return button;
}
