// What the panel adds to the messages: private notes at their place in time, and the way to a
// message of long ago.
import { element } from '/widget/dom.js';
import { timeOf } from './moments.js';
import { desk } from './state.js';
import { texts } from './texts-help.js';

const log = document.getElementById('log');
const NEAR = 80;
const MOST_PAGES = 200;
const PAGE_TIME = 15000;

let notes = [];
const shown = new Map(); // the element of each note
const looked = new IntersectionObserver((entries) => {
  if (entries.some(({ isIntersecting }) => isIntersecting)) desk.emit('note-in-view');
});

desk.addEventListener('open', () => {
  notes = [];
  shown.clear();
  looked.disconnect();
});
desk.addEventListener('notes', ({ detail }) => {
  notes = detail;
  place();
});
new MutationObserver(place).observe(log, { childList: true });

// --- notes ---------------------------------------------------------------------------------

function place() {
  const missing = notes.filter(({ id }) => !shown.get(id)?.isConnected);
  if (!missing.length) return;
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  let hasChanged = false;
  for (const note of missing) hasChanged = insert(note) || hasChanged;
  if (hasChanged && isAtEnd) log.scrollTop = log.scrollHeight;
}

/** Puts a note after what was written before it; false while that is not loaded. */
function insert(note) {
  const lines = [...log.querySelectorAll(':scope > article, :scope > .note')];
  const before = lines.filter((line) => timeIn(line) <= note.created_at).at(-1);
  const isAllLoaded = !log.querySelector(':scope > .earlier');
  if (!lines.length || (!before && !isAllLoaded)) return false;
  const node = shown.get(note.id) ?? noteLine(note);
  shown.set(note.id, node);
  looked.observe(node);
  if (before) before.after(node);
  else lines[0].before(node);
  return true;
}

// Both are written in the same way, so that they compare as texts.
const timeIn = (line) => line.querySelector('time')?.dateTime ?? '';

function noteLine({ author, text, created_at: at }) {
  return element('div', { class: 'note' },
    element('p', { class: 'author' }, `${texts.privateNote} · ${author} · `, timeOf(at)),
    element('p', {}, text));
}

// --- a message of long ago -----------------------------------------------------------------

desk.addEventListener('reach', async ({ detail: { sequence } }) => {
  const id = desk.open;
  for (let page = 0; page < MOST_PAGES && desk.open === id; page += 1) {
    const loaded = [...log.querySelectorAll(':scope > article[data-sequence]')];
    const found = loaded.find((each) => Number(each.dataset.sequence) >= sequence);
    const earlier = log.querySelector(':scope > .earlier');
    if (found && (found !== loaded[0] || !earlier)) return show(found);
    if (!earlier && loaded.length) return;
    earlier?.click(); // nothing to press while the first messages are still on their way
    if (!await changed(log)) return;
  }
});

async function show(message) {
  // What came with the page moves focus and view itself when it is drawn: this comes after it.
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  log.scrollTop += message.getBoundingClientRect().top - log.getBoundingClientRect().top;
}

/** Waits until children come; false if none do. */
function changed(node) {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => end(true));
    const timer = setTimeout(() => end(false), PAGE_TIME);
    function end(hasChanged) {
      observer.disconnect();
      clearTimeout(timer);
      setTimeout(resolve, 0, hasChanged); // when all of the page has come
    }
    observer.observe(node, { childList: true });
  });
}
