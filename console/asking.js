// Asking the citizen for a document, a reference or consent by a form.
import { dialog } from './dialogs.js';
import { address, change } from './server.js';
import { shortcut } from './shortcuts.js';
import { desk } from './state.js';
import { texts } from './texts-conversation.js';
import { newId } from './writing.js';

const part = (id) => document.getElementById(id);
let current = null; // { conversation, id }

const open = dialog('ask-dialog', {
  prepare(form) {
    current = { conversation: desk.open, id: newId() };
    showExample(form);
  },
  send: (form) => change(address(current.conversation, 'forms'), {
    id: current.id, kind: form.elements.kind.value, label: form.elements.label.value,
  }),
  done: () => part('input').focus(),
});

function showExample(form) {
  part('ask-example').textContent = texts.asks[form.elements.kind.value];
}

part('ask-dialog').addEventListener('change', ({ currentTarget }) =>
  showExample(currentTarget.querySelector('form')));
part('ask').addEventListener('click', open);
shortcut('Alt+Shift+D', texts.shortcuts.ask, () => { if (desk.answerField) open(); });
