// Putting values into the fields of a form and taking them out again.
import { element } from '/widget/dom.js';

/** The values of the checkboxes of a name that are checked. */
export const checked = (form, name) =>
  [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((input) => input.value);

/** Checks the checkboxes of a name whose values are among these. */
export function check(form, name, values) {
  const wanted = new Set(values.map(String));
  for (const input of form.querySelectorAll(`input[name="${name}"]`)) {
    input.checked = wanted.has(input.value);
  }
}

/** Makes the checkboxes of a name from `[value, text]`; where there are none, it says so. */
export function offer(form, name, options) {
  const place = form.querySelector(`[data-field="${name}"] .choices`);
  const boxes = options.map(([value, text]) => element('label', { class: 'check' },
    element('input', { type: 'checkbox', name, value }), ` ${text}`));
  place.replaceChildren(...(boxes.length ? boxes : [element('p', {}, place.dataset.none)]));
}

/** The lines of a text area that hold something. */
export const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);
