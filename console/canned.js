// Canned replies: by `/shortcut` in the answer, from the list, and the agent's own to change.
import { element } from '/widget/dom.js';
import { complete, replace } from './completion.js';
import { clearErrors, showErrors } from './form-errors.js';
import { showPart } from './frame.js';
import { change, read } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-help.js';

const part = (id) => document.getElementById(id);
const form = part('canned-form');
const dialog = part('canned-dialog');
const MOST_OFFERED = 8;

let replies = []; // [{ id, shortcut, title, text, is_own, filled }]
let gaps = []; // what stands for values that are not known
let edited = null;
const fields = new WeakSet();

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const gapIn = (text) => gaps.find((gap) => text.includes(gap)) ?? null;

desk.addEventListener('open', refresh);
for (const event of ['open', 'queue', 'status']) desk.addEventListener(event, attach);
refresh();

async function refresh() {
  const query = desk.open ? `?${new URLSearchParams({ conversation: desk.open })}` : '';
  try {
    ({ canned: replies, gaps } = await read(`/agents/data/canned${query}`, { isBackground: true }));
    showList();
  } catch {
    part('canned-status').textContent = texts.failed;
  }
}

// --- in the answer -------------------------------------------------------------------------

function attach() {
  const field = desk.answerField;
  if (!field || fields.has(field)) return;
  fields.add(field);
  complete(field, {
    sign: '/',
    label: texts.cannedList,
    find: (word) => replies.filter(({ shortcut, title }) =>
      plain(shortcut).startsWith(plain(word)) || plain(title).includes(plain(word)))
      .slice(0, MOST_OFFERED).map((reply) => ({
        strong: `/${reply.shortcut}`, text: reply.title, value: reply.filled })),
    choose: (text, where) => replace(field, where, text, gapIn(text)),
  });
  // A gap is for the agent to fill: it is never sent to a citizen.
  field.form.addEventListener('submit', (event) => {
    const gap = gapIn(field.value);
    if (!gap) return say('');
    event.preventDefault();
    event.stopImmediatePropagation();
    const start = field.value.indexOf(gap);
    field.focus();
    field.setSelectionRange(start, start + gap.length);
    return say(texts.fillGap(gap), field);
  }, true);
}

function say(text, field = null) {
  let place = part('gap');
  if (!place && !text) return;
  place ??= element('p', { id: 'gap', class: 'error', role: 'alert' });
  field?.before(place);
  place.textContent = text;
}

/** Puts a filled text below the answer, with its first gap marked; false if there is none. */
export function insertCanned(text) {
  if (!desk.insert(text)) return false;
  const field = desk.answerField;
  const gap = gapIn(text);
  showPart('conversation');
  field.focus();
  if (gap) {
    const start = field.value.lastIndexOf(gap);
    field.setSelectionRange(start, start + gap.length);
  }
  return true;
}

// --- the list and one's own ----------------------------------------------------------------

function showList() {
  part('canned').replaceChildren(...replies.map(item));
  part('canned-status').textContent = replies.length ? '' : texts.noCanned;
}

function item(reply) {
  const insert = element('button', { type: 'button', 'aria-label': texts.insertCanned(reply.title) }, texts.insert);
  insert.addEventListener('click', () => {
    part('canned-status').textContent = insertCanned(reply.filled) ? '' : texts.takeFirst;
  });
  const edit = reply.is_own
    ? element('button', { type: 'button', 'aria-label': texts.editCanned(reply.title) }, texts.edit) : null;
  edit?.addEventListener('click', () => openEditor(reply));
  return element('li', {},
    element('p', { class: 'kind' }, `/${reply.shortcut}${reply.is_own ? ` · ${texts.own}` : ''}`),
    element('strong', {}, reply.title), element('p', { class: 'text' }, reply.filled),
    element('div', { class: 'buttons' }, insert, edit));
}

function openEditor(reply) {
  edited = reply;
  clearErrors(form);
  form.reset();
  for (const name of ['shortcut', 'title', 'text']) form.elements[name].value = reply?.[name] ?? '';
  part('canned-title').textContent = reply ? texts.changeCanned : texts.newCanned;
  part('canned-delete').hidden = !reply;
  dialog.showModal();
  form.elements.shortcut.focus();
}

part('canned-new').addEventListener('click', () => openEditor(null));
part('canned-cancel').addEventListener('click', () => dialog.close());

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  await save(() => change('/agents/data/canned', { ...values, id: edited?.id ?? null }), texts.saved);
});

part('canned-delete').addEventListener('click', () =>
  save(() => change(`/agents/data/canned/${edited.id}/delete`), texts.deleted));

async function save(work, done) {
  try {
    await work();
  } catch (error) {
    const { fields: wrong = {} } = error.body ?? {};
    showErrors(form, wrong, Object.keys(wrong).length ? texts.wrong : error.code ? error.message : texts.failed);
    return;
  }
  dialog.close();
  await refresh();
  part('canned-status').textContent = done;
  part('canned-new').focus();
}
