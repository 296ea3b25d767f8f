// Showing what is wrong with a form: a sentence at each field, tied to it, and one for the whole.
const fieldsOf = (form) => [...form.querySelectorAll('[data-field]')];
const inputsOf = (field) => [...field.querySelectorAll('input, select, textarea')];

/** Takes all errors away. */
export function clearErrors(form) {
  form.querySelector('.summary').textContent = '';
  for (const field of fieldsOf(form)) mark(field, '');
}

/** Shows `{field: sentence}` and a sentence for the whole, and leads to the first field. */
export function showErrors(form, fields, summary) {
  clearErrors(form);
  form.querySelector('.summary').textContent = summary;
  const wrong = fieldsOf(form).filter((field) => fields[field.dataset.field]);
  for (const field of wrong) mark(field, fields[field.dataset.field]);
  (wrong.length ? inputsOf(wrong[0])[0] : undefined)?.focus();
}

function mark(field, sentence) {
  const place = field.querySelector(':scope > .error');
  if (!place) return;
  place.textContent = sentence;
  field.classList.toggle('invalid', Boolean(sentence));
  for (const input of inputsOf(field)) {
    if (sentence) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }
}
