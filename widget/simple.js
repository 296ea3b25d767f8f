// Short and simple answers: of a card first the point, the rest when it is asked for.
import { element } from './dom.js';
import { texts } from './texts.js';
import { words } from './words.js';

const FIGURE = /\d[\s\u00a0]?(?:€|(?:euros?|minutes?|heures?|jours?|semaines?|mois|ans?)\b)/i;

/** The first sentence of a text, and those that tell what it costs or how long it takes. */
export function shortAnswer(text) {
  if (!Intl.Segmenter) return text;
  const sentences = [...new Intl.Segmenter(words.lang, { granularity: 'sentence' }).segment(text)]
    .map(({ segment }) => segment.trim());
  return sentences.filter((sentence, place) => !place || FIGURE.test(sentence)).join(' ');
}

/** Shows all cards below `root` short or whole; `isQuiet` where they have been read out before. */
export function updateSimple(root, isSimple, isQuiet = false) {
  for (const full of root.querySelectorAll('.full')) {
    const before = full.previousElementSibling;
    const isShort = before.className === 'short';
    if (isShort && !isSimple) {
      before.remove();
      full.hidden = false;
    } else if (isSimple && !isShort) {
      full.before(shorten(full, isQuiet));
    }
  }
}

function shorten(full, isQuiet) {
  const said = element('div', {}, element('p', {}, full.dataset.short));
  const [note, link] = ['.note', '.links li'].map((each) => full.querySelector(each)?.cloneNode(true));
  said.append(note ?? '', link ? element('ul', { class: 'links' }, link) : '');
  const button = element('button', { type: 'button', 'aria-expanded': 'false' }, texts.readAll);
  button.addEventListener('click', () => {
    const isOpen = full.hidden;
    full.hidden = !isOpen;
    said.hidden = isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
  });
  full.hidden = true;
  return element('div', { class: 'short', ...(isQuiet ? { 'aria-live': 'off' } : {}) }, said, button);
}
