// The steps of a guided procedure: question, summary, documents, the code to go on with it later.
import { element, outsideLink } from './dom.js';
import { day } from './moments.js';
import { controlsOf } from './procedure-controls.js';
import { prose } from './prose.js';
import { texts } from './texts.js';
import { words } from './words.js';

const BODIES = {
  start: renderStart, question: renderQuestion, summary: renderSummary, document: renderDocuments, paused: renderPaused,
  filed: renderFiled, stop: renderLinked, done: renderDone,
};

/** What a step says, as elements. */
export function renderProcedure(message) {
  const { step, title, name } = message.custom;
  const body = (BODIES[step] ?? renderText)(message);
  return title && name ? [element('p', { class: 'procedure' }, title), ...body] : body;
}

/** Whether a message is a step of a procedure. */
export const isProcedure = ({ custom }) => custom?.type === 'procedure';

function renderText({ text }) {
  return prose(text);
}

// The last paragraph tells words to type; here there are buttons for them.
function renderStart({ text }) {
  return prose(text.split('\n\n').slice(0, -1).join('\n\n'));
}

function renderQuestion({ text, custom }) {
  const { question, progress: [place, of], is_wrong: isWrong } = custom;
  const label = texts.procedure.step(place, of);
  // For channels that show only text, the progress comes last, and before it what can be chosen.
  const shown = question.options && !isWrong ? -2 : -1;
  const said = prose(text.split('\n\n').slice(0, shown).join('\n\n'));
  if (isWrong) said[0]?.classList.add('wrong');
  return [
    element('p', { class: 'step' }, label),
    element('progress', { max: of, value: place, 'aria-label': label }),
    ...said,
    question.why ? element('details', { class: 'why' },
      element('summary', {}, texts.procedure.why), element('p', {}, question.why)) : null,
  ].filter(Boolean);
}

function renderSummary({ custom }) {
  const { answers, computed = [] } = custom;
  const rows = answers.map(({ name, label, value }) => element('div', { 'data-answer': name },
    element('dt', {}, label), element('dd', {}, element('span', {}, value))));
  return [
    element('h3', {}, texts.procedure.summary),
    element('dl', { class: 'answers' }, ...rows),
    computed.length ? element('h4', {}, texts.procedure.computed) : null,
    computed.length ? element('dl', { class: 'answers' }, ...computed.map(renderComputed)) : null,
    element('p', {}, texts.procedure.isRight),
  ].filter(Boolean);
}

function renderComputed({ label, value, how, source }) {
  const told = source && texts.source(source.name, day(source.verified));
  return element('div', {}, element('dt', {}, label), element('dd', {},
    element('strong', {}, value), how ? element('p', { class: 'how' }, how) : null,
    source ? element('p', { class: 'source' }, outsideLink(source.url, told)) : null));
}

function renderDocuments({ custom }) {
  return [
    element('h3', {}, texts.procedure.documents),
    element('ul', { class: 'links' }, ...custom.documents.map(({ title, url, size, expires }) => {
      const kind = url.endsWith('.ics') ? 'calendar' : 'pdf';
      const label = texts.procedure.document(title, kind, Math.max(1, Math.round(size / 1024)));
      return element('li', {}, element('a', { href: url, 'data-document': url, download: '' }, label),
        element('p', { class: 'note' }, texts.procedure.expires(day(expires))));
    })),
  ];
}

function renderPaused({ text, custom }) {
  if (!custom.code) return prose(text);
  return [...prose(text), element('p', { class: 'code' }, custom.code)];
}

function renderFiled({ text, custom }) {
  return [
    element('p', { class: 'code' }, custom.reference),
    ...prose(text),
  ];
}

// What was computed at the end: in the text after its title, for channels that show only text.
function renderDone(message) {
  const { text, custom: { computed, links = [] } } = message;
  if (!computed) return renderText(message);
  const [title, , ...rest] = text.split('\n\n');
  return [
    element('h3', {}, title),
    element('dl', { class: 'answers' }, ...computed.map(renderComputed)),
    ...prose(rest.join('\n\n')),
    listOf(links),
  ];
}

function renderLinked({ text, custom }) {
  const links = custom.links ?? [];
  // In the text the links stand below, for channels that show only text.
  const said = prose(links.length ? text.split('\n\n').slice(0, -1).join('\n\n') : text);
  if (!links.length) return said;
  return [...said, listOf(links)];
}

function listOf(links) {
  return element('ul', { class: 'links' }, ...links.map(({ label, url }) =>
    element('li', {}, outsideLink(url, label))));
}

/** Adds to a step what can be done with it beyond the buttons that are offered. */
export function addControls(node, message, conversation) {
  const controls = controlsOf(message, conversation);
  if (controls) node.append(controls);
  if (message.custom.step === 'summary') addChanges(node, message, conversation);
  for (const link of node.querySelectorAll('a[data-document]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      conversation.download(link.dataset.document).catch(() => tellLost(link));
    });
  }
}

function tellLost(link) {
  const told = link.parentElement.querySelector('.failed')
    ?? link.parentElement.appendChild(element('p', { class: 'failed', role: 'alert' }));
  told.textContent = texts.procedure.lost;
}

function addChanges(node, message, conversation) {
  for (const { name, label } of message.custom.answers) {
    const button = element('button', {
      type: 'button', class: 'change', 'aria-label': texts.procedure.change(label),
    }, texts.procedure.changeShort);
    button.addEventListener('click', () => conversation.say(words.procedure.change(label), message.sequence));
    node.querySelector(`[data-answer="${name}"] dd`).append(button);
  }
}

/** Takes away what can be done with steps that are over. */
export function updateProcedures(shown, messages) {
  const last = messages.findLastIndex(({ author, custom }) =>
    author === 'citizen' || isProcedure({ custom }) || custom?.state === 'assigned');
  messages.forEach((message, place) => {
    if (!isProcedure(message) || place === last) return;
    const node = shown.get(message.id ?? `#${message.sequence}`);
    for (const control of node?.querySelectorAll('.controls, .change') ?? []) control.remove();
  });
}
