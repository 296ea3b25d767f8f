// One conversation as a line of a list: the button that opens it, with all that is to know.
import { element } from '/widget/dom.js';
import { desk } from './state.js';
import { texts } from './texts-lists.js';
import { outcomes, reasons } from './words.js';

const day = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long' });
const moment = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeStyle: 'short' });
const today = () => new Intl.DateTimeFormat('en-CA').format(new Date()); // as 2026-11-22

/** Whole minutes since a moment, never less than none. */
const minutesSince = (at) => Math.max(Math.floor((Date.now() - new Date(at)) / 60000), 0);
const minutesUntil = (at) => Math.max(Math.ceil((new Date(at) - Date.now()) / 60000), 0);

const span = (name, text) => element('span', { class: name }, text);
const shown = (parts) => parts.filter(Boolean).join(' · ');

/** Whether somebody has to come back to the conversation today or should have. */
export const isDue = (entry) => Boolean(entry.follow_up_on) && entry.follow_up_on <= today();

/** The first promise that is nearly over, or over: in words and in colour. */
function lateClock({ clocks }) {
  const late = clocks.find(({ state }) => state === 'missed')
    ?? clocks.find(({ state }) => state === 'warning');
  if (!late) return null;
  const name = texts.clocks[late.name];
  return span(`clock ${late.state}`, late.state === 'missed'
    ? texts.missed(name, minutesSince(late.due_at)) : texts.warning(name, minutesUntil(late.due_at)));
}

function openState(entry) {
  if (entry.state === 'waiting') return texts.waiting(minutesSince(entry.since));
  if (!entry.mine) return texts.with(entry.holder);
  if (!entry.awaiting_since) return texts.withMe;
  return shown([texts.withMe, texts.awaiting(minutesSince(entry.awaiting_since))]);
}

function marks(entry) {
  const follow = !entry.follow_up_on ? null
    : isDue(entry) ? texts.followUpNow : texts.followUp(day.format(new Date(entry.follow_up_on)));
  return [
    ['mark strong', entry.offered_to_me && texts.offered],
    ['mark strong', entry.mentions_me && texts.mentioned],
    [isDue(entry) ? 'mark strong' : 'mark', follow],
    ['mark', entry.contact && (texts.contact[entry.contact.kind] ?? texts.contact.other)],
    ['mark', entry.word && texts.word],
    ['mark', entry.joined_to && texts.joined],
    ['mark', entry.is_test && texts.test],
    ...entry.tags.map((tag) => ['mark', tag]),
  ].filter(([, text]) => text).map(([name, text]) => span(name, text));
}

const list = (name, nodes) => (nodes.length ? element('span', { class: name }, ...nodes) : null);

function openParts(entry) {
  // What is on the screen is read: no need to wait until the server knows.
  const isShown = desk.open === entry.conversation && !document.hidden;
  return [
    entry.unread && !isShown ? span('unread', texts.unread(entry.unread)) : null,
    span('place', shown([entry.service_title, entry.team, entry.commune])),
    span('state', openState(entry)),
    lateClock(entry),
    entry.typing ? span('typing', texts.typing)
      : entry.last_text ? span('last', texts.quote(entry.last_author, entry.last_text)) : null,
  ];
}

function endedParts(entry) {
  const ended = entry.ended_at && texts.ended(
    texts.ends[entry.state], entry.holder, moment.format(new Date(entry.ended_at)));
  return [
    span('place', shown([entry.service_title, entry.team, entry.commune])),
    span('state', shown([ended ?? openFound(entry), outcomes[entry.outcome]])),
    entry.excerpt && element('span', { class: 'last whole' }, `${texts.authors[entry.excerpt.author]} : `,
      ...entry.excerpt.pieces.map(({ text, found }) => (found ? element('mark', {}, text) : text))),
  ];
}

const openFound = (entry) => (entry.state === 'waiting'
  ? texts.waiting(minutesSince(entry.since)) : texts.with(entry.holder));

/** What a line shows, as nodes. */
export function entryParts(entry) {
  const parts = entry.clocks ? openParts(entry) : endedParts(entry);
  return [
    element('strong', {}, reasons[entry.reason] ?? entry.reason), ...parts,
    list('marks', marks(entry)),
  ].filter((node) => node && node.textContent);
}
