// The log of messages: each is read out once, when it comes; what a return brings back is not.
import { decorate } from './marks.js';
import { renderMessage } from './message.js';
import { isRating, renderRating } from './rating.js';

/** What is shown in the element with role=log, by key. */
export function createLog(node) {
  // `heard`: up to which number messages have been read out before; null before the first look.
  return { node, shown: new Map(), heard: null };
}

/** Brings the log up to date with a conversation; returns the element of the first that is new. */
export function updateLog(log, conversation) {
  const { messages } = conversation;
  const isFirst = log.heard === null; // what still waits to be sent is of an earlier page
  log.heard = heardBefore(log, conversation);
  const keys = new Set(messages.map(keyOf));
  for (const [key, node] of log.shown) {
    if (keys.has(key)) continue;
    node.remove();
    log.shown.delete(key);
  }
  let first = null;
  for (const message of messages) {
    const { sequence } = message;
    const known = log.shown.get(keyOf(message));
    const corrected = message.is_corrected ? message.text : '';
    const signature = `${sequence ?? ''}${message.pending ?? ''}${message.failed ?? ''}${corrected}`;
    if (known?.signature === signature) continue;
    let node = render(message, conversation);
    if (known) {
      node = replace(known, node, Boolean(corrected));
      if (isMisplaced(node, sequence)) {
        silence(node);
        node.remove();
        insertInOrder(log.node, node, sequence);
      }
    } else {
      if (sequence ? sequence <= log.heard : isFirst) silence(node);
      else first ??= node;
      insertInOrder(log.node, node, sequence);
    }
    node.signature = signature;
    node.dataset.sequence = sequence ?? Infinity;
    log.shown.set(keyOf(message), node);
  }
  return first;
}

function render(message, conversation) {
  const node = renderMessage(message);
  decorate(node, message, conversation);
  if (isRating(message)) {
    node.append(renderRating(message.custom, (answer) => conversation.answerRating(answer)) ?? '');
  }
  return node;
}

// Up to where an earlier page has shown them; all that come before the status, if the conversation
// has just come from elsewhere.
function heardBefore({ heard, shown }, { messages, seen, status }) {
  const last = messages.findLast(({ sequence }) => sequence)?.sequence;
  if (!last) return seen;
  if (!shown.size) return seen || Infinity;
  return heard === Infinity && status ? last : heard;
}

// Its fields and buttons have live regions of their own, which speak when they are used.
function silence(node) {
  node.setAttribute('aria-live', 'off');
  node.querySelector('.failed')?.removeAttribute('role');
}

// A correction is read out. When a message has been sent, its marks alone change: what has been
// read out stays as it is.
function replace(known, node, isCorrection) {
  const [before, now] = [known, node].map((each) => [...each.querySelectorAll('[aria-live="off"]')]);
  if (!isCorrection && known.children.length === node.children.length && before.length === now.length) {
    before.forEach((mark, place) => mark.replaceWith(now[place]));
    return known;
  }
  if (!isCorrection) silence(node);
  known.replaceWith(node);
  return node;
}

function keyOf(message) {
  return message.id ?? `#${message.sequence}`;
}

// What is on its way stands last; another tab's may get its number first.
function isMisplaced(node, sequence) {
  let before = node.previousElementSibling;
  while (before && !before.dataset.sequence) before = before.previousElementSibling;
  return Number(before?.dataset.sequence) > sequence;
}

// From the end: what comes is nearly always the newest. Days and notices have no number.
function insertInOrder(log, node, sequence) {
  const own = sequence ?? Infinity;
  let later = null;
  for (let child = log.lastElementChild; child; child = child.previousElementSibling) {
    const other = Number(child.dataset.sequence);
    if (other <= own) break;
    if (other > own) later = child;
  }
  log.insertBefore(node, later);
}
