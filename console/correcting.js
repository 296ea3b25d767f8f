// Correcting or withdrawing a message just sent.
import { dialog } from './dialogs.js';
import { address, change } from './server.js';
import { desk } from './state.js';
import { newId } from './writing.js';

const part = (id) => document.getElementById(id);
let current = null; // { conversation, message, id }

const send = (action, body) => change(
  address(current.conversation, `messages/${current.message.sequence}/${action}`),
  { ...body, id: current.id });
const done = () => part('input').focus();

const openCorrect = dialog('correct-dialog', {
  prepare(form) {
    form.elements.text.value = current.message.text;
  },
  send: (form) => send('correct', { text: form.elements.text.value }),
  done,
});
const openWithdraw = dialog('withdraw-dialog', {
  prepare() {
    part('withdraw-text').textContent = current.message.text;
  },
  send: () => send('withdraw', {}),
  done,
});

function begin(message, open) {
  current = { conversation: desk.open, message, id: newId() };
  open();
}

/** Opens the dialog in which a message gets another text. */
export const correct = (message) => begin(message, openCorrect);

/** Opens the dialog in which a message is taken back. */
export const withdraw = (message) => begin(message, openWithdraw);
