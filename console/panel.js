// The side panel's frame: what is folded, and the ways into it.
import { showPart } from './frame.js';
import { shortcut } from './shortcuts.js';
import { desk } from './state.js';
import { texts } from './texts-help.js';

const part = (id) => document.getElementById(id);
const sections = [...document.querySelectorAll('details.help')];

/** Shows the panel with a section unfolded, and leads to one of its elements. */
export function reveal(id) {
  const target = part(id);
  showPart('panel');
  target.closest('details').open = true;
  target.focus();
  target.scrollIntoView({ block: 'nearest' });
}

// What an agent has folded stays folded.
const folded = new Set(desk.me.preferences.folded ?? ['canned']);
for (const section of sections) {
  section.open = !folded.has(section.dataset.name);
  section.querySelector('summary').addEventListener('click', () => {
    folded[section.open ? 'add' : 'delete'](section.dataset.name);
    desk.savePreferences({ folded: [...folded] });
  });
}

function showWhetherOpen() {
  part('help-open').hidden = !desk.open;
  part('help-none').hidden = Boolean(desk.open);
}

desk.addEventListener('open', showWhetherOpen);
shortcut('Alt+Shift+C', texts.shortcuts.search, () => {
  showPart('panel');
  part('search-text').focus();
});
shortcut('Alt+Shift+O', texts.shortcuts.note, () => desk.open && reveal('note-text'));
shortcut('Alt+Shift+R', texts.shortcuts.suggestions, () => desk.open && reveal('suggestions-title'));
showWhetherOpen();
