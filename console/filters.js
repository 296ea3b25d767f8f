// Filters of the lists and the search in transcripts, kept in the page's address.
import { element } from '/widget/dom.js';
import { isDue } from './list-entry.js';
import { shortcut } from './shortcuts.js';
import { desk } from './state.js';
import { texts } from './texts-lists.js';
import { setText } from './words.js';

const part = (id) => document.getElementById(id);
const form = part('filters-form');
const NAMES = ['team', 'theme', 'service', 'reason', 'tag', 'contact', 'due', 'tests'];

/** The filters that are set, as the server takes them. */
export function filters() {
  return new URLSearchParams([...desk.view].filter(([name]) => NAMES.includes(name)));
}

export const filtersNumber = () => [...filters()].length;

/** Whether an open conversation is shown with the filters that are set. */
export function passesFilters(entry) {
  const view = desk.view;
  const isSame = (name, value) => !view.has(name) || view.get(name) === String(value);
  return isSame('team', entry.team_id) && isSame('theme', entry.theme)
    && isSame('service', entry.service) && isSame('reason', entry.reason)
    && (!view.has('tag') || entry.tags.includes(view.get('tag')))
    && (!view.has('contact') || Boolean(entry.contact))
    && (!view.has('due') || isDue(entry))
    && (view.has('tests') || !entry.is_test);
}

function setFilters(values) {
  const kept = [...desk.view].filter(([name]) => !NAMES.includes(name));
  desk.setView(new URLSearchParams([...kept, ...values]));
}

form.addEventListener('change', () => {
  const { subject, ...values } = Object.fromEntries(new FormData(form));
  const [kind, name] = (subject ?? '').split(':');
  setFilters(Object.entries({ ...values, ...(name ? { [kind]: name } : {}) })
    .map(([key, value]) => [key, value === 'on' ? '1' : value.trim()])
    .filter(([, value]) => value));
});
form.addEventListener('submit', (event) => event.preventDefault());
part('filters-clear').addEventListener('click', () => setFilters([]));

function showFilters() {
  const view = desk.view;
  setText(part('filters-number'), texts.filters(filtersNumber()));
  for (const name of ['team', 'reason', 'tag']) form.elements[name].value = view.get(name) ?? '';
  form.elements.subject.value = view.has('service') ? `service:${view.get('service')}`
    : view.has('theme') ? `theme:${view.get('theme')}` : '';
  for (const name of ['contact', 'due', 'tests']) form.elements[name].checked = view.has(name);
  if (document.activeElement !== part('find-text')) part('find-text').value = view.get('q') ?? '';
}

desk.addEventListener('view', showFilters);
desk.addEventListener('queue', () => {
  const tags = [...new Set(desk.queue.flatMap((entry) => entry.tags))].sort();
  part('filter-tags').replaceChildren(...tags.map((tag) => element('option', { value: tag })));
});

part('find').addEventListener('submit', (event) => {
  event.preventDefault();
  const view = new URLSearchParams(desk.view);
  const words = part('find-text').value.trim();
  if (words) view.set('q', words);
  else view.delete('q');
  desk.setView(view);
});
shortcut('Alt+Shift+S', texts.shortcuts.find, () => {
  part('back-to-lists').click();
  part('find-text').focus();
});
