// What stands beside messages and changes without a new one: thumbs, « Lu », answered forms.
import { element } from './dom.js';
import { closeForm, renderForm } from './form.js';
import { addControls, isProcedure, updateProcedures } from './procedure.js';
import { texts } from './texts.js';

const KINDS = { up: 1, down: -1 };

/** Adds to a message what can be done with it, and the places for its marks. */
export function decorate(node, message, conversation) {
  const { author, custom, sequence } = message;
  if (custom?.type === 'form') {
    node.append(renderForm(custom, (value, onProgress) =>
      conversation.answerForm(custom.id, value, onProgress)));
  }
  if (isProcedure(message)) addControls(node, message, conversation);
  else if (author === 'assistant' && sequence) {
    node.append(renderThumbs((kind) => conversation.rate(sequence, kind)));
  }
  if (author !== 'citizen') return;
  // « Lu » is not announced when it comes: it would interrupt at every message.
  node.append(element('div', { class: 'state read', 'aria-live': 'off' }), renderUnsent(message, conversation));
}

// What can be done with a message that was refused; its text is kept until then.
function renderUnsent({ id, failed }, conversation) {
  const button = (text, act) => {
    const node = element('button', { type: 'button' }, text);
    node.addEventListener('click', act);
    return node;
  };
  return element('div', { class: failed ? 'buttons' : 'unsent', 'aria-live': 'off' }, ...(failed ? [
    button(texts.again, () => conversation.sendAgain(id)),
    button(texts.giveUp, () => conversation.giveUp(id)),
  ] : []));
}

function renderThumbs(rate) {
  const buttons = Object.keys(KINDS).map((kind) => {
    const button = element('button', {
      type: 'button', class: 'thumb', 'data-kind': kind, 'aria-pressed': 'false',
    }, texts.thumbs[kind]);
    button.addEventListener('click', () => rate(kind));
    return button;
  });
  return element('div', { class: 'thumbs', role: 'group', 'aria-label': texts.thumbs.label, 'aria-live': 'off' },
    ...buttons);
}

/** Brings the marks of all shown messages up to date. */
export function updateMarks(shown, conversation) {
  const messages = conversation.messages;
  updateProcedures(shown, messages);
  const answered = new Set(messages
    .filter(({ custom }) => custom?.type === 'form_answer').map(({ custom }) => custom.form));
  const read = conversation.status?.agent_read_sequence ?? 0;
  const lastRead = messages.findLast(
    ({ author, sequence }) => author === 'citizen' && sequence <= read)?.sequence;
  const lastSent = messages.findLast(
    ({ author, sequence }) => author === 'citizen' && sequence)?.sequence;
  for (const message of messages) {
    const node = shown.get(message.id ?? `#${message.sequence}`);
    if (!node) continue;
    updateThumbs(node, message.thumb);
    const mark = node.querySelector('.read');
    const text = !message.sequence ? '' : message.sequence === lastRead ? texts.read
      : message.sequence === lastSent ? texts.sent : '';
    if (mark && mark.textContent !== text) mark.textContent = text;
    if (message.custom?.type !== 'form') continue;
    if (answered.has(message.custom.id)) closeForm(node, texts.form.answered);
    else if (conversation.handoff.state === 'assistant') closeForm(node, texts.form.over);
  }
}

function updateThumbs(node, thumb) {
  for (const button of node.querySelectorAll('.thumb')) {
    const isPressed = String(KINDS[button.dataset.kind] === thumb);
    if (button.getAttribute('aria-pressed') !== isPressed) {
      button.setAttribute('aria-pressed', isPressed);
    }
  }
}
