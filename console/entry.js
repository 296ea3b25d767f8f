// One message of the open conversation: who said what and when, and what is known of it.
import { element } from '/widget/dom.js';
import { renderBody } from '/widget/message.js';
import { prose } from '/widget/prose.js';
import { texts } from './texts-conversation.js';

const time = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short' });
const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'full' });
const CORRECTABLE = 15 * 60 * 1000;
const WITH_FILES = ['form_answer', 'procedure_answer'];
const NO_WORDS = ['withdrawn', 'form', 'procedure'];
// What the widget shows in another way than as a text, and agents see as the citizen does.
const AS_SHOWN = ['card', 'case', 'checklist', 'emergency', 'offices', 'withdrawn'];

/** The day of a message, in words. */
export const dayOf = (message) => day.format(new Date(message.created_at));

/** Whether an agent can still correct or withdraw a message of theirs. */
export function isCorrectable(message, agent) {
  return message.author === 'agent' && message.author_id === agent && Boolean(message.sequence)
    && !NO_WORDS.includes(message.custom?.type)
    && Date.now() - new Date(message.created_at) < CORRECTABLE;
}

/** The element of a message, without its marks (see updateMarks). */
export function renderEntry(message) {
  const { author, author_name: name, created_at: at, understood, sequence } = message;
  const isCorrected = message.is_corrected && message.custom?.type !== 'withdrawn';
  const article = element('article', { class: `message ${author}` },
    element('p', { class: 'author' }, name ?? texts.authors[author], ' · ',
      element('time', { datetime: at }, time.format(new Date(at))),
      isCorrected ? ` · ${texts.corrected}` : null),
    ...bodyOf(message));
  if (message.buttons?.length) {
    article.append(element('div', { class: 'state' }, texts.offered(message.buttons)));
  }
  if (understood && author === 'citizen') article.append(renderUnderstood(understood));
  article.append(element('div', { class: 'foot', 'aria-live': 'off' }));
  if (sequence) article.dataset.sequence = sequence;
  return article;
}

function bodyOf(message) {
  const { custom, text } = message;
  if (custom?.type === 'form') {
    return [element('p', {}, texts.formSent[custom.kind], ' – ', element('strong', {}, custom.label)),
      element('div', { class: 'state form-state', 'aria-live': 'off' })];
  }
  if (WITH_FILES.includes(custom?.type) && custom.file) return [...prose(text), fileLink(custom.file)];
  return AS_SHOWN.includes(custom?.type) ? renderBody(message) : prose(text);
}

function fileLink({ id, name, size }) {
  return element('div', {}, element('a', { href: `/agents/data/files/${id}`, download: name, class: 'button' },
    texts.download(name, texts.size(size))));
}

function renderUnderstood({ intent, facet, confidence, decision, candidates }) {
  const details = element('details', { class: 'understood' },
    element('summary', {}, texts.understood(intent, facet, confidence)));
  if (texts.decision[decision]) details.append(element('div', {}, texts.decision[decision]));
  if (candidates?.length) {
    details.append(element('ul', {}, ...candidates.map((each) => element('li', {}, each))));
  }
  return details;
}

/** What stands below a message and changes without a new one. */
export function updateMarks(node, message, { thumb, isSeen, isAnswered, tools }) {
  const foot = node.querySelector('.foot');
  mark(foot, 'thumb-mark', thumb ? texts.thumbs[thumb] : '');
  mark(foot, 'seen', isSeen ? texts.seen : '');
  const form = node.querySelector('.form-state');
  const words = isAnswered ? texts.formAnswered : texts.formWaiting;
  if (form && form.textContent !== words) form.textContent = words;
  const shown = foot.querySelector('.tools');
  if (tools && !shown) foot.append(renderTools(tools));
  else if (!tools) shown?.remove();
}

// Not announced when they come: they would interrupt at every message.
function mark(foot, name, text) {
  const shown = foot.querySelector(`.${name}`);
  if ((shown?.textContent ?? '') === text) return;
  if (!text) return shown.remove();
  if (shown) shown.textContent = text;
  else foot.append(element('div', { class: `state ${name}` }, text));
}

function renderTools(tools) {
  return element('div', { class: 'tools' }, ...Object.entries(tools).map(([name, action]) => {
    const button = element('button', { type: 'button' }, texts[name]);
    button.addEventListener('click', action);
    return button;
  }));
}
