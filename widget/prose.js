// What somebody wrote, as elements: paragraphs, « - » lists, **strong** words, addresses, telephone numbers.
import { element, outsideLink } from './dom.js';

const ADDRESS = /https:\/\/[^\s<>"]*[^\s<>".,;:!?)*]/;
const STRONG = /\*\*(?=\S)[^*\n]+\*\*/;
const TELEPHONE = /(?:\+33 ?[1-9]|\b0[1-9])(?:[ .\u00a0]?\d\d){4}\b|\b0[ \u00a0]?8\d\d(?:[ \u00a0]?\d{3}){2}\b|\b116[ \u00a0]?\d{3}\b/;
// Four digits alone may be an amount or a year.
const SHORT_TELEPHONE = /\b(?:au|le) 3\d[ \u00a0]?\d\d\b(?![ \u00a0]?(?:\d|€|euro|habitant))/;
const PIECES = new RegExp(
  `(${[ADDRESS, STRONG, TELEPHONE, SHORT_TELEPHONE].map((each) => each.source).join('|')})`);

/** Paragraphs and lists of a plain text; nothing in it can become other elements. */
export function prose(text) {
  return text.split(/\n{2,}/).flatMap((part) => {
    const blocks = [];
    for (const line of part.split('\n')) {
      const [, item] = /^[-•] +(.+)/.exec(line) ?? [];
      if (blocks.at(-1)?.isList !== Boolean(item)) blocks.push({ isList: Boolean(item), lines: [] });
      blocks.at(-1).lines.push(inline(item ?? line));
    }
    return blocks.map(({ isList, lines }) => (isList
      ? element('ul', { dir: 'auto' }, ...lines.map((pieces) => element('li', {}, ...pieces)))
      : element('p', { dir: 'auto' },
        ...lines.flatMap((pieces, place) => (place ? [element('br'), ...pieces] : pieces)))));
  });
}

// Every second piece is one of what is looked for.
function inline(line) {
  return line.split(PIECES).map((piece, place) => (place % 2 ? mark(piece) : piece));
}

function mark(piece) {
  if (piece.startsWith('https:')) return outsideLink(piece, piece);
  if (piece.startsWith('**')) return element('strong', {}, ...inline(piece.slice(2, -2)));
  const [before, number] = /^[al]/.test(piece) ? [piece.slice(0, 3), piece.slice(3)] : ['', piece];
  const link = element('a', { href: `tel:${number.replace(/[^+\d]/g, '')}` }, number);
  return element('span', {}, before, link);
}
