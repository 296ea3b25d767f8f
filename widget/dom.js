// Making elements: text is always text, never markup.

/** An element with attributes and children (nodes or texts). */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A link that opens outside and says so. */
export function outsideLink(url, label, notice) {
  const hidden = element('span', { class: 'unseen' }, notice);
  return element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label, hidden);
}

const ADDRESS = /(https:\/\/[^\s<>"]*[^\s<>".,;:!?)])/;

/** Paragraphs of a plain text; addresses become links. */
export function paragraphs(text, notice) {
  return text.split(/\n{2,}/).map((part) => {
    const paragraph = element('p');
    part.split('\n').forEach((line, number) => {
      if (number) paragraph.append(element('br'));
      line.split(ADDRESS).forEach((piece, place) => {
        paragraph.append(place % 2 ? outsideLink(piece, piece, notice) : piece);
      });
    });
    return paragraph;
  });
}
