// Keyboard shortcuts of the conversations' page, and the dialog that lists them.
import { element } from '/widget/dom.js';
import { desk } from './state.js';
import { texts } from './texts.js';

const registered = []; // { keys: 'Alt+Shift+N', description, action }
const part = (id) => document.getElementById(id);

/**
 * Has a key with modifiers do something, anywhere on the page: `shortcut('Alt+Shift+N', …)`.
 * Keys are letters, digits or names such as ArrowDown; never without Alt or Control, so that
 * nothing happens by itself while somebody writes or dictates.
 */
export function shortcut(keys, description, action) {
  if (registered.some((each) => each.keys === keys)) throw new Error(`${keys} is taken`);
  registered.push({ keys, description, action });
}

function pressed(event) {
  // With Alt some keyboards give other characters: what counts then is the key's place.
  const isPlain = /^[a-z0-9]$/i.test(event.key) || event.key.length > 1;
  const key = isPlain ? event.key : event.code.replace(/^(Key|Digit)/, '');
  const modifiers = [['ctrlKey', 'Control'], ['altKey', 'Alt'], ['shiftKey', 'Shift']];
  const names = modifiers.filter(([name]) => event[name]).map(([, name]) => name);
  return [...names, key.length === 1 ? key.toUpperCase() : key].join('+');
}

const isField = (node) => node.matches('input, textarea, select, [contenteditable]');
const opensWithMark = () => desk.me.preferences.questionMark !== false;

document.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  if (event.key === '?' && opensWithMark() && !isField(event.target)) {
    event.preventDefault();
    openList();
    return;
  }
  const found = registered.find(({ keys }) => keys === pressed(event));
  if (!found || part('shortcuts').open) return;
  event.preventDefault();
  found.action();
});

const named = (keys) => keys.split('+').flatMap((key, number) => [
  ...(number ? [' + '] : []), element('kbd', {}, texts.keys[key] ?? key)]);

function openList() {
  part('shortcuts-list').replaceChildren(...registered.map(({ keys, description }) =>
    element('div', {}, element('dt', {}, ...named(keys)), element('dd', {}, description))));
  part('question-mark').checked = opensWithMark();
  if (!part('shortcuts').open) part('shortcuts').showModal();
}

part('show-shortcuts').addEventListener('click', openList);
part('shortcuts-close').addEventListener('click', () => part('shortcuts').close());
part('question-mark').addEventListener('change', ({ target }) => {
  desk.savePreferences({ questionMark: target.checked });
});
