// Completing a word that begins with a sign (`/` or `@`) while somebody writes in a text area.
import { element } from '/widget/dom.js';
import { texts } from './texts-help.js';

let number = 0;

/**
 * Offers what fits the word before the cursor, in a list above the field.
 * `sign` begins the word; `find(word)` gives (a promise of) `[{ strong, text, value }]`; `choose`
 * gets the value and `{ start, end }`, the place of the word with its sign.
 */
export function complete(field, { sign, label, find, choose }) {
  const list = element('ul', { class: 'completion', role: 'listbox', 'aria-label': label, id: `completion-${number++}` });
  const status = element('p', { class: 'unseen', role: 'status' });
  const word = new RegExp(`(?:^|\\s)\\${sign}([^\\s${sign}]*)$`);
  let options = [];
  let chosen = 0;
  let place = null;

  list.hidden = true;
  field.before(status, list);
  // A text area cannot be a combobox; these are what a text field may say of its list.
  field.setAttribute('aria-autocomplete', 'list');

  async function update() {
    const end = field.selectionStart;
    const found = word.exec(field.value.slice(0, end));
    if (!found || field.selectionEnd !== end) return close();
    const asked = { start: end - found[1].length - 1, end };
    place = asked;
    const offered = await find(found[1]);
    if (place === asked) show(offered);
  }

  function show(offered) {
    options = offered;
    chosen = 0;
    status.textContent = texts.offered(options.length);
    if (!options.length) return hide();
    list.replaceChildren(...options.map(({ strong, text }, position) => {
      const option = element('li', { role: 'option', id: `${list.id}-${position}` },
        element('strong', {}, strong), element('span', {}, text));
      option.addEventListener('pointerdown', (event) => event.preventDefault());
      option.addEventListener('click', () => take(position));
      return option;
    }));
    list.hidden = false;
    field.setAttribute('aria-controls', list.id);
    mark();
  }

  function mark() {
    [...list.children].forEach((option, position) =>
      option.setAttribute('aria-selected', String(position === chosen)));
    field.setAttribute('aria-activedescendant', `${list.id}-${chosen}`);
    list.children[chosen].scrollIntoView({ block: 'nearest' });
  }

  function hide() {
    list.hidden = true;
    field.removeAttribute('aria-activedescendant');
    field.removeAttribute('aria-controls');
  }

  function close() {
    place = null;
    if (!list.hidden) status.textContent = '';
    hide();
  }

  function take(position) {
    const { value } = options[position];
    const where = place;
    close();
    choose(value, where);
  }

  const KEYS = {
    ArrowDown: () => { chosen = (chosen + 1) % options.length; mark(); },
    ArrowUp: () => { chosen = (chosen - 1 + options.length) % options.length; mark(); },
    Enter: () => take(chosen),
    Tab: () => take(chosen),
    Escape: close,
  };

  field.addEventListener('input', update);
  field.addEventListener('click', update);
  field.addEventListener('blur', close);
  // Before the field's own keys: Enter chooses here, and does not send.
  field.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing || event.shiftKey || !KEYS[event.key]) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    KEYS[event.key]();
  }, true);
}

/** Puts a text in the place of a word, tells those who follow the field, and marks `mark` in it. */
export function replace(field, { start, end }, text, mark = null) {
  field.setRangeText(text, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
  if (mark) field.setSelectionRange(start + text.indexOf(mark), start + text.indexOf(mark) + mark.length);
}
