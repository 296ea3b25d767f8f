// What is known beside the open conversation: why it was handed over, the case, what was before.
import { element, outsideLink } from '/widget/dom.js';
import { openCard } from './cards.js';
import { showPart } from './frame.js';
import { timeOf, when } from './moments.js';
import { address, read } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-help.js';

const place = document.getElementById('context');
const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long' });

let shown = ''; // what is shown now, so that a change elsewhere doesn't take the focus away
let key = '';

desk.addEventListener('open', refresh);
desk.addEventListener('saved', refresh);
desk.addEventListener('queue', () => {
  // The queue changes all the time; only some of it concerns what is shown here.
  const { state, holder, team, word, clocks, contact } = desk.entry() ?? {};
  const now = JSON.stringify([desk.open, state, holder, team, word, clocks, contact]);
  if (now !== key) refresh();
  key = now;
});
desk.addEventListener('entries', ({ detail }) => {
  if (detail.some(({ custom }) => custom?.type === 'case')) refresh();
});

async function refresh() {
  const id = desk.open;
  if (!id) {
    shown = '';
    place.replaceChildren();
    return;
  }
  try {
    const context = await read(address(id, 'context'), { isBackground: true });
    if (desk.open === id) show(id, context);
  } catch {
    if (desk.open === id) show(id, null);
  }
}

function show(id, context) {
  const now = JSON.stringify([id, context]);
  if (now === shown) return;
  shown = now;
  place.replaceChildren(...(context ? parts(context) : [element('p', {}, texts.failed)]));
}

function parts(context) {
  return [
    context.word ? element('p', { class: 'word' },
      element('strong', {}, `${texts.context.word} : `), context.word) : null,
    element('dl', {}, ...facts(context), ...times(context)),
    facets(context.service), followed(context.case),
    list(texts.joined, context.joined.map(joined)),
    list(texts.earlier, context.earlier.map(earlier)),
  ].filter(Boolean);
}

const row = (name, ...value) =>
  element('div', {}, element('dt', {}, name), element('dd', {}, ...value));

function facts({ reason, service, theme, commune, contact, understood, facts: known, team }) {
  const words = texts.context;
  return [
    row(words.reason, reason),
    service ? row(words.service, outsideLink(service.url, service.title)) : null,
    theme ? row(words.theme, theme) : null,
    commune ? row(words.commune, commune) : null,
    contact ? row(words.contact, contactLink(contact)) : null,
    understood ? row(words.understood, texts.understood(
      understood.intent, understood.facet, understood.confidence)) : null,
    ...known.map(({ name, value }) => row(name, value)),
    team ? row(words.team, team) : null,
  ].filter(Boolean);
}

function contactLink({ kind, value }) {
  const scheme = kind === 'email' ? 'mailto' : 'tel';
  return element('a', { href: `${scheme}:${value.replace(/\s/g, '')}` }, value);
}

function times({ times: moments, clocks }) {
  const running = clocks.map(({ name, due_at: due, state }) => element('span', { class: `clock ${state}` },
    `${texts.due(texts.clock[name], due && when(due))} (${texts.clockState[state]})`));
  return [
    ...moments.map(({ name, at }) => row(texts.times[name], timeOf(at))),
    running.length ? row(texts.clocks, ...running) : null,
  ].filter(Boolean);
}

function facets(service) {
  if (!service?.cards.length) return null;
  const buttons = service.cards.map(({ facet, title }) => {
    const button = element('button', { type: 'button', 'aria-label': texts.insertFacet(title) }, title);
    button.addEventListener('click', () => openCard(service.name, facet));
    return button;
  });
  return element('div', {}, element('h4', {}, texts.cards),
    element('div', { class: 'facets' }, ...buttons));
}

function followed(case_) {
  if (!case_) return null;
  const statuses = case_.statuses.map(({ label, date, note }) => element('li', {},
    element('time', { datetime: date }, day.format(new Date(date))), ` : ${label}`,
    note ? ` – ${note}` : null));
  return element('div', {}, element('h4', {}, texts.case(case_.reference)),
    element('p', {}, case_.title), element('ol', {}, ...statuses),
    element('p', {}, texts.next(case_.next)));
}

function list(title, items) {
  if (!items.length) return null;
  return element('div', {}, element('h4', {}, title), element('ul', {}, ...items));
}

function joined({ conversation, reason, began }) {
  const button = element('button', { type: 'button' }, texts.openJoined(when(began)));
  button.addEventListener('click', () => desk.show(conversation));
  return element('li', {}, element('p', {}, reason), button);
}

function earlier({ reason, service, state, outcome, tags, agent, began, sequence }) {
  const words = [reason, service, agent && texts.withAgent(agent), outcome ?? texts.earlierState[state],
    tags.length ? texts.tags(tags) : null].filter(Boolean).join(' · ');
  const button = element('button', { type: 'button' }, texts.readFrom(when(began)));
  button.addEventListener('click', () => {
    showPart('conversation');
    desk.emit('reach', { sequence: sequence ?? 1 });
  });
  return element('li', {}, element('p', {}, words), button);
}
