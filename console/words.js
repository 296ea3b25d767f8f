// Words and small things that several parts of the conversations' page use.
import { texts } from './texts.js';

const part = (id) => document.getElementById(id);

const wordsOf = (id) => Object.fromEntries(
  [...part(id).content.querySelectorAll('span')].map((s) => [s.dataset.name, s.textContent]));

/** The agents' word for each reason. */
export const reasons = wordsOf('reasons');

/** The agents' word for how a conversation ended. */
export const outcomes = wordsOf('outcomes');

/** Sets a text only if it is another one: a screen reader would say it again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Says that the connection is broken, or nothing when it is live. */
export function trouble(state) {
  setText(part('trouble'), state === 'broken' ? texts.reconnecting : '');
}
