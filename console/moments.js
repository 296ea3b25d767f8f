// When something was, as briefly as it can be said.
import { element } from '/widget/dom.js';

const time = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short' });
const moment = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeStyle: 'short' });

/** « 14:05 » of today, « 12 nov. 2026, 14:05 » of another day. */
export function when(written) {
  const date = new Date(written);
  const isToday = date.toDateString() === new Date().toDateString();
  return (isToday ? time : moment).format(date);
}

/** The same as an element. */
export const timeOf = (written) => element('time', { datetime: written }, when(written));
