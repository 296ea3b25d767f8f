// Answers proposed for the citizen's last question; nothing is sent by itself.
import { element } from '/widget/dom.js';
import { answerItem } from './cards.js';
import { insertCanned } from './canned.js';
import { address, read } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-help.js';
import { setText } from './words.js';

const part = (id) => document.getElementById(id);
const section = part('suggestions').closest('details');
const say = (text) => setText(part('suggestions-status'), text);
const PAUSE = 800; // several messages in a row are one question
const LONGEST_QUESTION = 160;

let timer = 0;
let shown = '';

desk.addEventListener('open', () => {
  shown = '';
  part('suggestions').replaceChildren();
  part('suggestions-question').textContent = '';
  say('');
  later(0);
});
desk.addEventListener('entries', ({ detail }) => {
  if (detail.some(({ author }) => author === 'citizen')) later(PAUSE);
});
section.addEventListener('toggle', () => later(0));

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(refresh, milliseconds);
}

async function refresh() {
  const id = desk.open;
  if (!id || !section.open) return;
  try {
    const found = await read(address(id, 'suggestions'), { isBackground: true });
    if (desk.open === id) show(found);
  } catch {
    if (desk.open === id) say(texts.failed);
  }
}

function show(found) {
  const now = JSON.stringify(found);
  if (now === shown) return;
  shown = now;
  const { question, suggestions } = found;
  setText(part('suggestions-question'), question ? texts.question(shortened(question)) : texts.noQuestion);
  say(question && !suggestions.length ? texts.noSuggestions : '');
  part('suggestions').replaceChildren(...suggestions.map((each) =>
    (each.kind === 'canned' ? cannedItem(each) : answerItem(each, say))));
}

const shortened = (text) =>
  (text.length > LONGEST_QUESTION ? `${text.slice(0, LONGEST_QUESTION)}…` : text);

function cannedItem({ title, text }) {
  const put = element('button', { type: 'button' }, texts.put);
  put.addEventListener('click', () => say(insertCanned(text) ? '' : texts.takeFirst));
  return element('li', {}, element('p', { class: 'kind' }, texts.kinds.canned),
    element('strong', {}, title), element('p', { class: 'text' }, text),
    element('div', { class: 'buttons' }, put));
}
