// The form in which a citizen leaves a message and says how to be reached.
import { element } from './dom.js';
import { texts } from './texts.js';
import { Refused } from './transport.js';

const KINDS = {
  telephone: { type: 'tel', autocomplete: 'tel', inputmode: 'tel' },
  email: { type: 'email', autocomplete: 'email', inputmode: 'email' },
};

/**
 * The form, `open(days)` and `close()`. `send(contact)` sends it and throws Refused or Error;
 * `onClose(isSent)` is called when the form is left. What was typed stays until it has been sent.
 */
export function createContact(send, onClose) {
  const fields = buildFields();
  const { form, value, text, state, send: button } = fields;
  let id = null; // of this message, so that sending again doesn't double it
  let isSending = false;

  for (const radio of fields.kinds) radio.addEventListener('change', () => showKind(fields));
  form.addEventListener('input', () => { id = null; });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    id ??= crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    tell(fields, {});
    button.textContent = texts.sending;
    try {
      await send({ id, kind: kindOf(fields), value: value.value, text: text.value });
      form.reset();
      id = null;
      showKind(fields);
      onClose(true);
    } catch (error) {
      tell(fields, error.body?.fields ?? {});
      if (!error.body?.fields) {
        state.textContent = error instanceof Refused ? error.message : texts.form.interrupted;
      }
      form.querySelector('[aria-invalid="true"]')?.focus();
    }
    button.textContent = texts.contact.send;
    isSending = false;
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // it closes the form, not the panel
    onClose(false);
  });
  fields.cancel.addEventListener('click', () => onClose(false));
  return {
    form,
    open(days) {
      fields.use.textContent = texts.contact.use(days);
      form.hidden = false;
      text.focus();
    },
    close() { form.hidden = true; },
  };
}

function buildFields() {
  const kinds = Object.keys(KINDS).map((kind, place) => element('input', {
    type: 'radio', name: 'kind', value: kind, id: `kind-${kind}`, ...(place ? {} : { checked: '' }),
  }));
  const fields = {
    kinds,
    text: element('textarea', { id: 'contact-text', rows: '3', maxlength: '20000', 'aria-describedby': 'contact-text-hint' }),
    textHint: element('p', { class: 'hint', id: 'contact-text-hint' }),
    label: element('label', { for: 'contact-value' }),
    value: element('input', { id: 'contact-value', 'aria-describedby': 'contact-value-hint contact-use' }),
    valueHint: element('p', { class: 'hint', id: 'contact-value-hint' }),
    use: element('p', { class: 'use', id: 'contact-use' }),
    state: element('p', { class: 'hint', role: 'alert' }),
    send: element('button', { class: 'send' }, texts.contact.send),
    cancel: element('button', { type: 'button' }, texts.contact.cancel),
  };
  const choices = kinds.map((radio) => element('label', { class: 'kind', for: radio.id },
    radio, texts.contact.kinds[radio.value]));
  fields.form = element('form', { class: 'contact', novalidate: '', hidden: '', 'aria-labelledby': 'contact-title' },
    element('h3', { id: 'contact-title' }, texts.contact.open),
    element('label', { for: 'contact-text' }, texts.contact.text), fields.text, fields.textHint,
    element('fieldset', {}, element('legend', {}, texts.contact.how), ...choices),
    fields.label, fields.value, fields.valueHint, fields.use, fields.state,
    element('div', { class: 'buttons' }, fields.send, fields.cancel));
  showKind(fields);
  return fields;
}

const kindOf = ({ kinds }) => kinds.find((radio) => radio.checked).value;

function showKind(fields) {
  const kind = kindOf(fields);
  fields.label.textContent = texts.contact.values[kind];
  for (const [name, value] of Object.entries(KINDS[kind])) fields.value.setAttribute(name, value);
}

// Each mistake stands below its field; all together are read out once.
function tell({ text, textHint, value, valueHint, state }, wrong) {
  for (const [field, hint, problem] of [[text, textHint, wrong.text], [value, valueHint, wrong.value]]) {
    hint.textContent = problem ?? '';
    field.setAttribute('aria-invalid', String(Boolean(problem)));
  }
  state.textContent = wrong.kind ?? '';
}
