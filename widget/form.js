// A form that an agent sends: a document, a reference or consent, answered below its message.
import { element } from './dom.js';
import { createProgress } from './progress.js';
import { texts } from './texts.js';
import { Refused } from './transport.js';

const LARGEST_FILE = 5 * 1024 * 1024;
const FIELDS = { document: documentField, reference: referenceField, consent: consentField };

/**
 * The form of a message. `answer(value, onProgress)` sends a text, 'yes', 'no' or a File, and
 * throws Refused with a sentence for the citizen, or another Error. The form closes when the
 * answer is in the log.
 */
export function renderForm({ id, kind }, answer) {
  const form = element('form', { class: 'asked', novalidate: '', 'aria-live': 'off' });
  const state = element('p', { class: 'hint', id: `state-${id}`, role: 'alert' });
  const progress = createProgress();
  const { nodes, value, field } = FIELDS[kind](id);
  form.append(...nodes, state, ...progress.nodes);

  let isSending = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isSending) return;
    const given = value(event.submitter);
    const problem = typeof given === 'object' && 'problem' in given ? given.problem : null;
    tell(state, field, problem ?? '');
    if (problem) return field?.focus();
    isSending = true;
    progress.tell(texts.sending);
    try {
      await answer(given, progress.show);
      progress.tell(texts.form.sent);
    } catch (error) {
      progress.tell('');
      tell(state, field, error instanceof Refused ? error.message : texts.form.interrupted);
    }
    isSending = false;
  });
  return form;
}

function tell(state, field, problem) {
  state.textContent = problem;
  if (field) field.setAttribute('aria-invalid', String(Boolean(problem)));
}

/** Replaces the form of a message by a sentence. */
export function closeForm(node, sentence) {
  node.querySelector('form.asked')?.replaceWith(
    element('div', { class: 'state', 'aria-live': 'off' }, sentence));
}

function documentField(id) {
  const field = element('input', {
    type: 'file', id: `file-${id}`, accept: '.pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png',
    'aria-describedby': `asks-${id} told-${id} state-${id}`,
  });
  const value = () => {
    const [file] = field.files;
    if (!file) return { problem: texts.form.noFile };
    if (file.size > LARGEST_FILE) return { problem: texts.form.tooLarge };
    return file;
  };
  const nodes = [
    element('label', { for: field.id }, texts.form.file),
    element('p', { class: 'told', id: `told-${id}` }, texts.form.files), field,
    element('button', { class: 'send' }, texts.form.sendFile),
  ];
  return { nodes, value, field };
}

function referenceField(id) {
  const field = element('input', {
    id: `reference-${id}`, maxlength: '100', autocomplete: 'off', autocapitalize: 'characters',
    spellcheck: 'false', 'aria-describedby': `asks-${id} state-${id}`,
  });
  const value = () => (field.value.trim() ? field.value : { problem: texts.form.noReference });
  const nodes = [
    element('label', { for: field.id }, texts.form.reference), field,
    element('button', { class: 'send' }, texts.form.sendReference),
  ];
  return { nodes, value, field };
}

function consentField(id) {
  const button = (value, text) => element('button', { class: 'consent', value }, text);
  const group = element('div', { role: 'group', class: 'buttons', 'aria-labelledby': `asks-${id}` },
    button('yes', texts.form.yes), button('no', texts.form.no));
  return { nodes: [group], value: (submitter) => submitter.value };
}
