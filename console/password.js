// An agent changes their own password.
import { clearErrors, showErrors } from './form-errors.js';
import { change } from './server.js';

const form = document.getElementById('password');
const done = document.getElementById('done');
const texts = Object.fromEntries([...document.getElementById('texts').content.children]
  .map((node) => [node.dataset.name, node.textContent]));

form.querySelector('button').disabled = false;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  clearErrors(form);
  done.textContent = '';
  const { present, new: fresh } = form.elements;
  try {
    await change('/agents/data/password', { present: present.value, new: fresh.value });
    form.reset();
    done.textContent = texts.done;
  } catch (error) {
    if (error.body?.fields) showErrors(form, error.body.fields, texts.refused);
    else showErrors(form, {}, texts.failed);
  }
});
