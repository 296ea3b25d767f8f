// The conversation to take away: as a text, on paper.
import { day, time, weekday } from './moments.js';
import { updateSimple } from './simple.js';
import { texts } from './texts.js';

const PAPER = `body { font: 1em/1.5 sans-serif; } .author, .day { font-weight: 700; } .unseen { display: none; }
a[target]::after { content: " (" attr(href) ")"; }`;

/** Who said what and when, as plain text. */
export function transcript(messages, title, now = new Date().toISOString()) {
  const lines = [`${title}, ${day(now)}`];
  let last = '';
  for (const { author, author_name: name, text, created_at: at } of messages) {
    if (at && weekday(at) !== last) lines.push((last = weekday(at)));
    const who = name ?? texts.author[author];
    lines.push(`${at ? `${time(at)} · ` : ''}${who}\n${text}`);
  }
  return `${lines.join('\n\n')}\n`;
}

/** Prints what a log shows, from a window of its own: the page is the host's. False if there is none. */
export function print(log, title) {
  const paper = window.open('', '_blank');
  if (!paper) return false;
  const copy = log.cloneNode(true);
  updateSimple(copy, false);
  for (const each of copy.querySelectorAll('button, form, .thumbs, .controls')) each.remove();
  const sheet = new paper.CSSStyleSheet();
  sheet.replaceSync(PAPER);
  paper.document.adoptedStyleSheets = [sheet];
  paper.document.documentElement.lang = texts.lang;
  paper.document.title = title;
  paper.document.body.append(copy);
  paper.print();
  return true;
}
