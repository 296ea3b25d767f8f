// Dialogs with a form: opened, sent once, closed when the server has taken it; errors stay in it.
import { clearErrors, showErrors } from './form-errors.js';
import { texts } from './texts-actions.js';

const part = (id) => document.getElementById(id);

/**
 * Sets up the dialog `id`; returns a function that opens it. `prepare(form)` fills the form and
 * may say no with false; `send(form)` asks the server; `done(answer)` comes after closing.
 */
export function dialog(id, { prepare, send, done }) {
  const node = part(id);
  const form = node.querySelector('form');
  let isSending = false;
  node.querySelector('.cancel').addEventListener('click', () => node.close());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    clearErrors(form);
    try {
      const answer = await send(form);
      node.close();
      done(answer);
    } catch (error) {
      tell(form, error);
    } finally {
      isSending = false;
    }
  });
  return async () => {
    form.reset();
    clearErrors(form);
    if ((await prepare(form)) === false) return;
    if (!node.open) node.showModal();
  };
}

function tell(form, error) {
  const fields = error.body?.fields ?? {};
  const number = Object.keys(fields).length;
  showErrors(form, fields, number ? texts.toMend(number) : error.body?.message ?? texts.failed);
}

/** An error of a form as the server tells it, found on the page itself. */
export function wrong(fields) {
  return Object.assign(new Error('wrong'), { body: { fields } });
}
