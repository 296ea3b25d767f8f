// Making elements: text is always text, never markup.
import { texts } from './texts.js';

/** A text with the spaces of French that must not break: « quoi ? », 06 12 34 56 78, 86 €. */
export function typeset(text) {
  return text.replace(/ (?=[?!:;»€%])/g, '\u00a0').replace(/« /g, '«\u00a0')
    .replace(/\b\d{1,4}(?: \d{2,3})+\b/g, (digits) => digits.replaceAll(' ', '\u00a0'));
}

/** An element with attributes and children (nodes or texts). */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== null && child !== undefined)
    .map((child) => (typeof child === 'string' ? typeset(child) : child)));
  return node;
}

/** Sets a text only if it is another one: a screen reader would say it again. */
export function setText(node, text) {
  const set = typeset(text);
  if (node.textContent !== set) node.textContent = set;
}

/** A link that opens outside and says so. */
export function outsideLink(url, label) {
  return element('a', { href: url, target: '_blank', rel: 'noopener noreferrer', class: 'outside' },
    label, element('span', { class: 'unseen' }, texts.newWindow));
}
