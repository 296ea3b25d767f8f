// Where somebody who asked for a person stands: place, wait, opening, and leaving a message.
import { element } from './dom.js';
import { texts } from './texts.js';

// Place and wait are shown as they change, and read out at most so often. How it begins is read
// out with the message that tells it.
const QUIET = 60000;

/** The box and `update(conversation)`; `onLeave` is called when they want to leave a message. */
export function createWaiting(onLeave) {
  const where = element('p', { class: 'where' });
  const said = element('p', { class: 'unseen', role: 'status' });
  const leave = element('button', { type: 'button', class: 'leave' }, texts.contact.open);
  leave.addEventListener('click', onLeave);
  const box = element('div', { class: 'standing', hidden: '' }, where, leave);
  const announce = atMostEvery(QUIET, (text) => { said.textContent = text; });

  return {
    nodes: [box, said],
    leave,
    get offersToLeave() { return !box.hidden && !leave.hidden; },
    update({ status }) {
      const standing = status?.handoff;
      const text = standing?.state === 'waiting' ? wordsOf(standing) : '';
      box.hidden = !text;
      leave.hidden = Boolean(standing?.has_left_message);
      if (where.textContent === text) return;
      where.textContent = text;
      announce(standing?.contact ? '' : text);
    },
  };
}

/** In one or two sentences; times and waits come from the server as words. */
function wordsOf({ outcome, position, wait, opening, contact }) {
  if (contact) return texts.waiting.left[contact.kind](contact.words);
  if (outcome === 'closed') return texts.waiting.closed(opening);
  if (outcome === 'nobody') return texts.waiting.nobody(position);
  return texts.waiting.queue(position, wait);
}

// Not the first after an empty one; of what comes too soon after another, only the last, when it is time.
function atMostEvery(milliseconds, act) {
  let last = 0;
  let timer = null;
  return (value) => {
    clearTimeout(timer);
    if (!last || !value) {
      last = value ? Date.now() : 0;
      act('');
      return;
    }
    timer = setTimeout(() => {
      last = Date.now();
      act(value);
    }, Math.max(0, last + milliseconds - Date.now()));
  };
}
