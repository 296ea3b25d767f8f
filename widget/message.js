// One message as an element: plain text, or a card, a case, emergency numbers.
import { element, outsideLink } from './dom.js';
import { day, time } from './moments.js';
import { renderProcedure } from './procedure.js';
import { prose } from './prose.js';
import { shortAnswer } from './simple.js';
import { texts } from './texts.js';
import { words } from './words.js';

const BODIES = {
  card: renderCard, case: renderCase, checklist: renderChecklist, emergency: renderEmergency,
  form: renderForm, forwarded: renderForwarded, offices: renderOffices, procedure: renderProcedure,
  withdrawn: renderWithdrawn,
};

// What the widget itself says in a message.
const OWN = '.author, .day, .own, .source, .state, .step, .thumbs, .told, .unseen, legend, summary, .asked > label, .rating';

/** What a message says, as elements. */
export function renderBody(message) {
  return (BODIES[message.custom?.type] ?? renderText)(message);
}

/** Where the interface isn't French: tells which words are, for they are read out in their language. */
export function markLanguages(log) {
  if (texts.lang === words.lang) return;
  for (const message of log.querySelectorAll('[data-sequence]:not(.citizen)')) message.lang = words.lang;
  for (const own of log.querySelectorAll(OWN)) own.lang = texts.lang;
}

/** The element of a message, as the server sends it or as the outbox keeps it. */
export function renderMessage(message) {
  const article = element('article', { class: `message ${message.author}` });
  article.append(element('p', { class: 'author' }, authorOf(message),
    element('span', { 'aria-live': 'off' }, timeOf(message)),
    message.is_corrected && message.custom?.type !== 'withdrawn' ? ` · ${texts.corrected}` : null));
  article.append(...renderBody(message));
  if (message.author === 'citizen') article.append(renderSending(message));
  return article;
}

// On its way, or why it is not: that it has left is not read out, that it cannot leave is.
function renderSending({ pending, failed }) {
  return element('div', { 'aria-live': 'off' },
    pending ? element('p', { class: 'state' }, texts.sending) : null,
    failed ? element('p', { class: 'state failed', role: 'alert' }, texts.failed(failed)) : null);
}

function authorOf(message) {
  return message.author_name ?? texts.author[message.author];
}

function timeOf(message) {
  if (!message.created_at) return null;
  const at = element('time', { datetime: message.created_at }, time(message.created_at));
  return element('span', {}, ' · ', at);
}

function renderText(message) {
  return prose(message.text);
}

function renderForm({ custom }) {
  return [
    element('p', {}, texts.form.asks[custom.kind]),
    element('p', { class: 'asks', id: `asks-${custom.id}` }, element('strong', {}, custom.label)),
  ];
}

function renderWithdrawn() {
  return [element('p', { class: 'withdrawn' }, texts.withdrawn)];
}

function renderCard({ custom }) {
  const parts = prose(custom.body);
  if (custom.steps) parts.push(...renderList('ol', texts.steps, custom.steps));
  if (custom.documents) parts.push(...renderList('ul', texts.documents, custom.documents));
  parts.push(renderLinks(custom.links));
  if (custom.note) parts.push(element('p', { class: 'note' }, custom.note));
  const { name, url, verified } = custom.source;
  const source = texts.source(name, day(verified));
  parts.push(element('p', { class: 'source' }, outsideLink(url, source)));
  const full = element('div', { class: 'full', 'data-short': shortAnswer(custom.body) }, ...parts);
  return [element('h3', {}, custom.title), full];
}

function renderList(kind, title, items) {
  return [element('h4', { class: 'own' }, title), element(kind, {}, ...items.map((item) => element('li', {}, item)))];
}

function renderCase({ custom }) {
  const steps = custom.statuses.map(({ label, date, note }, place) => {
    const isLast = place === custom.statuses.length - 1;
    return element('li', isLast ? { 'aria-current': 'step' } : {},
      element('time', { datetime: date }, day(date)), ` : ${label}`,
      note ? element('p', {}, note) : null);
  });
  return [
    element('h3', {}, `${custom.title} – ${custom.reference}`),
    element('ol', { class: 'timeline' }, ...steps),
    ...(custom.expected ? [element('p', {}, texts.expected(day(custom.expected)))] : []),
    element('p', {}, texts.next(custom.next)),
  ];
}

function renderChecklist({ custom }) {
  const items = custom.items.map(({ title, when, body, link }) => element('li', {},
    element('h4', {}, title), element('p', { class: 'when' }, when), element('p', {}, body),
    link ? element('p', {}, outsideLink(link.url, link.label)) : null));
  const { name, url, verified } = custom.source;
  const source = texts.source(name, day(verified));
  return [
    element('h3', {}, texts.checklist(custom.title)),
    element('p', {}, texts.countedFrom(day(custom.date))),
    renderLinks(custom.links),
    element('ol', { class: 'tasks' }, ...items),
    element('p', { class: 'source' }, outsideLink(url, source)),
  ];
}

function renderOffices({ text, custom }) {
  const [intro] = text.split('\n\n');
  const offices = custom.offices.map(({ name, lines, links }) => element('li', {},
    element('h4', {}, name), ...lines.map((line) => element('p', {}, line)),
    links.length ? renderLinks(links) : null));
  const isIntro = !custom.offices.some(({ name }) => intro.startsWith(name));
  return [isIntro ? element('p', {}, intro) : null, element('ul', { class: 'offices' }, ...offices)]
    .filter(Boolean);
}

function renderLinks(links) {
  return element('ul', { class: 'links' }, ...links.map(({ label, url }) =>
    element('li', {}, outsideLink(url, label))));
}

function renderForwarded(message) {
  const { partner, url } = message.custom;
  const [intro] = message.text.split('\n');
  if (!url) return renderText(message);
  return [element('p', {}, intro), renderLinks([{ label: texts.goOnAt(partner), url }])];
}

function renderEmergency({ text, custom }) {
  const [first, ...rest] = text.split('\n');
  const numbers = custom.numbers.map(({ number, label }) =>
    element('li', {}, element('a', { href: `tel:${number}` }, texts.call(number, label))));
  return [
    element('p', { class: 'urgent' }, first),
    element('ul', { class: 'numbers' }, ...numbers),
    element('p', {}, rest.at(-1)),
  ];
}
