// What a question needs besides the field for messages: a file, several choices, ways around it.
import { element } from './dom.js';
import { createProgress } from './progress.js';
import { texts } from './texts.js';
import { words } from './words.js';
import { Refused } from './transport.js';

const LARGEST_FILE = 5 * 1024 * 1024;

/** The controls of a question; null for other steps. */
export function controlsOf(message, conversation) {
  const { step, question } = message.custom;
  if (step !== 'question') return null;
  const controls = element('div', { class: 'controls', 'aria-live': 'off' });
  if (question.type === 'file') controls.append(fileForm(message, conversation));
  if (question.type === 'choices') controls.append(choicesForm(message, conversation));
  controls.append(ways(conversation));
  return controls;
}

function fileForm({ sequence }, conversation) {
  const field = element('input', {
    type: 'file', id: `file-${sequence}`, 'aria-describedby': `told-${sequence} state-${sequence}`,
    accept: '.pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png',
  });
  const state = element('p', { class: 'hint', id: `state-${sequence}`, role: 'alert' });
  const progress = createProgress();
  const tell = (problem) => {
    state.textContent = problem;
    field.setAttribute('aria-invalid', String(Boolean(problem)));
    if (problem) field.focus();
  };
  let isSending = false;
  const send = async (event) => {
    event.preventDefault();
    const [file] = field.files;
    if (isSending) return;
    if (!file) return tell(texts.form.noFile);
    if (file.size > LARGEST_FILE) return tell(texts.form.tooLarge);
    tell('');
    isSending = true;
    progress.tell(texts.sending);
    try {
      await conversation.sendFile(file, progress.show);
      progress.tell(texts.form.sent);
    } catch (error) {
      progress.tell('');
      tell(error instanceof Refused ? error.message : texts.form.interrupted);
    }
    isSending = false;
  };
  const form = element('form', { class: 'asked', novalidate: '' },
    element('label', { for: field.id }, texts.form.file),
    element('p', { class: 'told', id: `told-${sequence}` }, texts.form.files), field,
    element('button', { class: 'send' }, texts.form.sendFile), state, ...progress.nodes);
  form.addEventListener('submit', send);
  return form;
}

function choicesForm({ sequence, custom }, conversation) {
  const boxes = custom.question.options.map((label, place) => ({
    label, box: element('input', { type: 'checkbox', id: `choice-${sequence}-${place}` }),
  }));
  const state = element('p', { class: 'hint', id: `state-${sequence}`, role: 'alert' });
  const form = element('form', { class: 'asked', novalidate: '' },
    element('fieldset', { 'aria-describedby': state.id }, element('legend', {}, texts.procedure.several),
      ...boxes.map(({ label, box }) => element('label', { class: 'box', for: box.id }, box, label))),
    state, element('button', { class: 'send' }, texts.procedure.choose));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = boxes.filter(({ box }) => box.checked).map(({ label }) => label);
    state.textContent = chosen.length ? '' : texts.procedure.noneChosen;
    if (chosen.length) conversation.say(chosen.join(', '), sequence);
    else boxes[0].box.focus();
  });
  return form;
}

// They say the same words that can be typed.
function ways(conversation) {
  const buttons = Object.entries(texts.procedure.ways).map(([way, label]) => {
    const button = element('button', { type: 'button', class: 'way' }, label);
    button.addEventListener('click', () => conversation.say(words.procedure.ways[way]));
    return button;
  });
  return element('details', { class: 'around' }, element('summary', {}, texts.procedure.around),
    element('div', { class: 'ways' }, ...buttons));
}
