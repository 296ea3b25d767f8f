// The three parts of the page: beside each other where there is room, else one at a time.
import { desk } from './state.js';
import { shortcut } from './shortcuts.js';
import { texts } from './texts.js';

const part = (id) => document.getElementById(id);
const frame = document.querySelector('.desk');
const narrow = matchMedia('(max-width: 699px)');
const threeColumns = matchMedia('(min-width: 1100px)');

/** Shows a part of a narrow page: lists, conversation or panel. */
export function showPart(name) {
  frame.dataset.part = name;
  part('show-panel').setAttribute('aria-expanded', String(name === 'panel'));
}

function showLists() {
  showPart('lists');
  const open = part('queue').querySelector('[aria-current]');
  (open ?? part('lists-title')).focus();
}

function togglePanel() {
  if (frame.dataset.part === 'panel' && !threeColumns.matches) showConversation();
  else {
    showPart('panel');
    part('panel-title').focus();
  }
}

function showConversation() {
  showPart('conversation');
  (narrow.matches ? part('conversation-title') : part('show-panel')).focus();
}

desk.addEventListener('open', () => showPart(desk.open ? 'conversation' : 'lists'));
part('back-to-lists').addEventListener('click', showLists);
part('back-to-conversation').addEventListener('click', showConversation);
part('show-panel').addEventListener('click', togglePanel);
shortcut('Alt+Shift+L', texts.shortcuts.lists, showLists);
shortcut('Alt+Shift+P', texts.shortcuts.panel, togglePanel);
