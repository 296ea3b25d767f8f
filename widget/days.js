// The days between the messages of the log.
import { element } from './dom.js';
import { weekday } from './moments.js';

/** Has each day's first message stand below its day, in whatever order messages have come. */
export function updateDays(log) {
  const shown = new Map([...log.querySelectorAll('.day')].map((node) => [node.textContent, node]));
  let last = '';
  for (const at of log.querySelectorAll('.author time')) {
    const message = at.closest('article');
    const day = message.dataset.day ??= weekday(at.dateTime);
    if (day === last) continue;
    last = day;
    const node = shown.get(day) ?? element('p', { class: 'day', 'aria-live': 'off' }, day);
    shown.delete(day);
    if (message.previousElementSibling !== node) message.before(node);
  }
  for (const node of shown.values()) node.remove();
}
