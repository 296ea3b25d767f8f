// Dates as they are written in French.
const long = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long' });

/** « 20 novembre 2026 », of a date such as 2026-11-20. */
export const day = (date) => long.format(new Date(date));
