// The guided procedure in whose midst a person was asked for: the answers so far, put right.
import { element } from '/widget/dom.js';
import { dialog } from './dialogs.js';
import { address, change, read } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-help.js';
import { setText } from './words.js';
import { newId } from './writing.js';

const part = (id) => document.getElementById(id);
const PAUSE = 300; // several messages come together

let current = null; // what is being put right: { conversation, answer, id }
let shown = '';
let timer = 0;

desk.addEventListener('open', () => {
  shown = '';
  part('procedure').replaceChildren();
  part('procedure-part').hidden = true;
  setText(part('procedure-status'), '');
  later(0);
});
desk.addEventListener('entries', () => later(PAUSE));
desk.addEventListener('status', () => later(PAUSE));

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(refresh, milliseconds);
}

async function refresh() {
  const id = desk.open;
  if (!id) return;
  try {
    const { procedure } = await read(address(id, 'procedure'), { isBackground: true });
    if (desk.open === id) show(procedure);
  } catch {
    if (desk.open === id) setText(part('procedure-status'), texts.failed);
  }
}

function show(procedure) {
  const now = JSON.stringify(procedure);
  if (now === shown) return;
  shown = now;
  part('procedure-part').hidden = !procedure;
  if (!procedure) return;
  const { title, state, progress, asks, answers } = procedure;
  const focused = document.activeElement?.dataset?.answer;
  part('procedure').replaceChildren(
    element('p', {}, element('strong', {}, title), ` (${texts.procedure.states[state]})`),
    ...(asks ? [element('p', {}, texts.procedure.asks(...progress, asks))] : []),
    answers.length ? element('dl', {}, ...answers.map(answerRow)) : element('p', {}, texts.procedure.none));
  part('procedure').querySelector(`[data-answer="${focused}"]`)?.focus();
}

function answerRow(answer) {
  const value = element('dd', {}, answer.value);
  if (answer.may_correct) {
    const button = element('button', {
      type: 'button', 'data-answer': answer.name, 'aria-label': texts.procedure.correct(answer.label),
    }, texts.procedure.correctShort);
    button.addEventListener('click', () => {
      current = { conversation: desk.open, answer, id: newId() };
      open();
    });
    value.append(' ', button);
  }
  if (answer.may_ask_again) {
    const button = element('button', {
      type: 'button', 'data-answer': answer.name, 'aria-label': texts.procedure.askAgain(answer.label),
    }, texts.procedure.askAgainShort);
    const id = newId(); // pressed twice it is asked once
    button.addEventListener('click', () => askAgain(desk.open, answer, id));
    value.append(' ', button);
  }
  return element('div', {}, element('dt', {}, answer.label), value);
}

async function askAgain(conversation, { name }, id) {
  try {
    await change(address(conversation, 'procedure/again'), { id, question: name });
    if (desk.open !== conversation) return;
    setText(part('procedure-status'), texts.procedure.askedAgain);
    part('procedure').tabIndex = -1; // its button goes away with the answer
    part('procedure').focus();
  } catch (error) {
    if (desk.open === conversation) setText(part('procedure-status'), error.body?.message ?? texts.failed);
  }
  later(0);
}

const open = dialog('procedure-dialog', {
  prepare(form) {
    const { label, value, options, example } = current.answer;
    part('procedure-label').textContent = label;
    part('procedure-before').textContent = texts.procedure.before(value);
    setText(part('procedure-hint'), options ? texts.procedure.options(options)
      : example ? texts.procedure.example(example) : '');
    form.elements.value.value = value;
  },
  send: (form) => change(address(current.conversation, 'procedure'), {
    id: current.id, question: current.answer.name, value: form.elements.value.value,
  }),
  done() {
    setText(part('procedure-status'), texts.procedure.corrected);
    later(0);
    part('procedure').querySelector(`[data-answer="${current.answer.name}"]`)?.focus();
  },
});
