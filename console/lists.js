// The lists of conversations, followed live: tabs, lines, and moving through them by keyboard.
import { element } from '/widget/dom.js';
import { follow } from '/widget/transport.js';
import { filtersNumber, passesFilters } from './filters.js';
import { found, isFromServer } from './found.js';
import { entryParts } from './list-entry.js';
import { read, signIn } from './server.js';
import { shortcut } from './shortcuts.js';
import { desk } from './state.js';
import { texts } from './texts-lists.js';
import { setText, trouble } from './words.js';

const part = (id) => document.getElementById(id);
const tabs = [...part('tabs').children];
const lines = new Map(); // conversation → { item, button, shown }
const TYPING = 7000;
const LISTS = {
  waiting: (entry) => entry.state === 'waiting',
  mine: (entry) => entry.mine,
  all: () => true,
};

follow({
  stream: '/agents/data/queue/stream',
  poll: async (after) => [{
    sequence: after + 1, ...(await read('/agents/data/queue', { isBackground: true })),
  }],
  headers: {},
  position: { after: 0 },
  onEntries: (entries) => desk.setQueue(entries.at(-1).queue),
  onState: trouble,
  onRefused: signIn,
});
for (const name of ['queue', 'open', 'view']) desk.addEventListener(name, update);
found.addEventListener('change', update);
setInterval(update, 15000); // the minutes pass by themselves

// Nobody says that somebody has stopped typing.
let typingEnds = null;
desk.addEventListener('queue', () => {
  clearTimeout(typingEnds);
  if (!desk.queue.some((entry) => entry.typing)) return;
  typingEnds = setTimeout(() => {
    for (const entry of desk.queue) entry.typing = false;
    update();
  }, TYPING);
});

const current = () => desk.view.get('list') ?? 'waiting';

function update() {
  const passing = desk.queue.filter(passesFilters);
  updateTabs(passing);
  const isLive = !isFromServer();
  const inList = isLive ? desk.queue.filter(LISTS[current()]) : [];
  const entries = isLive ? inList.filter(passesFilters) : found.entries;
  showEntries(entries);
  const filtered = filtersNumber() && inList.length ? ` ${texts.filtered(entries.length, inList.length)}` : '';
  const counted = texts.counts[current()](entries.length);
  setText(part('list-count'), !isLive ? '' : desk.knowsQueue ? `${counted}${filtered}` : texts.loading);
  setText(part('list-status'), isLive ? '' : found.status); // read out, unlike what changes live
  part('more').hidden = isLive || !found.hasMore;
}

// --- tabs --------------------------------------------------------------------------------

function updateTabs(passing) {
  const isSearch = desk.view.has('q');
  part('tabs').hidden = isSearch;
  part('find-end').hidden = !isSearch;
  for (const tab of tabs) {
    const { list } = tab.dataset;
    const isSelected = list === current();
    tab.setAttribute('aria-selected', String(isSelected));
    tab.tabIndex = isSelected ? 0 : -1;
    if (LISTS[list] && desk.knowsQueue) {
      setText(tab.querySelector('.count'), String(passing.filter(LISTS[list]).length));
    }
    if (isSelected && !isSearch) part('list').setAttribute('aria-labelledby', tab.id);
  }
  if (isSearch) part('list').setAttribute('aria-labelledby', 'lists-title');
}

/** Shows a list without leaving the filters. */
function showList(name) {
  const view = new URLSearchParams(desk.view);
  view.set('list', name);
  view.delete('q');
  desk.setView(view);
}

part('tabs').addEventListener('click', ({ target }) => {
  const tab = target.closest('[role=tab]');
  if (tab) showList(tab.dataset.list);
});

part('tabs').addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const place = tabs.indexOf(event.target.closest('[role=tab]'));
  const next = event.key === 'Home' ? tabs[0] : event.key === 'End' ? tabs.at(-1)
    : step && tabs[(place + step + tabs.length) % tabs.length];
  if (!next) return;
  event.preventDefault();
  showList(next.dataset.list);
  next.focus();
});

part('more').addEventListener('click', async () => {
  const number = found.entries.length;
  await found.more();
  buttons()[number]?.focus();
});
part('find-end').addEventListener('click', () => {
  showList(current());
  tabs.find((tab) => tab.dataset.list === current()).focus();
});

// --- lines -------------------------------------------------------------------------------

/** Changes only what is other than before, so that neither the focus nor a reader is disturbed. */
function showEntries(entries) {
  const list = part('queue');
  const focused = document.activeElement?.closest?.('#queue button');
  const place = focused ? [...list.children].indexOf(focused.parentNode) : -1;
  const wanted = new Set(entries.map((entry) => entry.conversation));
  for (const [id, { item }] of lines) {
    if (wanted.has(id)) continue;
    item.remove();
    lines.delete(id);
  }
  entries.forEach((entry, number) => {
    const { item } = updateLine(entry);
    if (list.children[number] !== item) list.insertBefore(item, list.children[number] ?? null);
  });
  updateStop(focused?.isConnected ? focused : null);
  if (!focused || document.activeElement === focused) return;
  // Moved, or gone: then the focus goes to what is in its place, or the last of the list.
  const next = focused.isConnected ? focused
    : (list.children[place] ?? list.lastElementChild)?.firstElementChild;
  (next ?? tabs.find((tab) => tab.tabIndex === 0)).focus();
}

function updateLine(entry) {
  const id = entry.conversation;
  const line = lines.get(id) ?? newLine(id);
  const parts = entryParts(entry);
  const shown = parts.map((node) => node.outerHTML).join('');
  if (shown !== line.shown) {
    line.button.replaceChildren(...parts);
    line.shown = shown;
  }
  line.button.className = entry.state;
  line.button.toggleAttribute('data-mine', Boolean(entry.mine));
  if (desk.open === id) line.button.setAttribute('aria-current', 'true');
  else line.button.removeAttribute('aria-current');
  return line;
}

function newLine(id) {
  const button = element('button', { type: 'button', 'data-conversation': id });
  button.addEventListener('click', () => desk.show(id));
  const line = { item: element('li', {}, button), button, shown: null };
  lines.set(id, line);
  return line;
}

const buttons = () => [...part('queue').querySelectorAll('button')];

/** The list is one stop of the Tab key; within it the arrow keys move. */
function updateStop(focused) {
  const all = buttons();
  const stop = focused ?? all.find((button) => button.hasAttribute('aria-current')) ?? all[0];
  for (const button of all) button.tabIndex = button === stop ? 0 : -1;
}

part('queue').addEventListener('keydown', (event) => {
  const all = buttons();
  const place = all.indexOf(event.target);
  const next = {
    ArrowDown: all[place + 1], ArrowUp: all[place - 1], Home: all[0], End: all.at(-1),
  }[event.key];
  if (!next || event.altKey || event.ctrlKey) return;
  event.preventDefault();
  updateStop(next);
  next.focus();
});

// --- shortcuts ---------------------------------------------------------------------------

function step(number) {
  const all = buttons();
  const place = all.findIndex((button) => button.hasAttribute('aria-current'));
  const next = place < 0 ? all.at(number > 0 ? 0 : -1) : all[place + number];
  if (next) desk.show(next.dataset.conversation);
}

function showNextWaiting() {
  const waiting = desk.queue.filter((entry) => entry.state === 'waiting' && !entry.is_test);
  const next = waiting.find((entry) => entry.concerns_me) ?? waiting[0];
  if (next) desk.show(next.conversation);
}

shortcut('Alt+Shift+ArrowDown', texts.shortcuts.next, () => step(1));
shortcut('Alt+Shift+ArrowUp', texts.shortcuts.previous, () => step(-1));
shortcut('Alt+Shift+N', texts.shortcuts.nextWaiting, showNextWaiting);
tabs.forEach((tab, number) => {
  const { list } = tab.dataset;
  shortcut(`Alt+Shift+${number + 1}`, texts.shortcuts.tab(texts.tabs[list]), () => {
    showList(list);
    tab.focus();
  });
});
