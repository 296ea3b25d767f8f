// Dates and times as the language of the interface writes them.
import { texts } from './texts.js';

const formats = new Map();

function format(date, options) {
  const key = texts.locale + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(texts.locale, options));
  return formats.get(key).format(new Date(date));
}

/** « 20 novembre 2026 », of a date such as 2026-11-20, which is the same day everywhere. */
export const day = (date) => format(date, { dateStyle: 'long', ...(date.length === 10 ? { timeZone: 'UTC' } : {}) });

/** « 14:05 », of a moment. */
export const time = (moment) => format(moment, { timeStyle: 'short' });

/** « lundi 23 novembre », of a moment. */
export const weekday = (moment) => format(moment, { weekday: 'long', day: 'numeric', month: 'long' });
