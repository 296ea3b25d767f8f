// Shared replies and notices in the administration.
import { Editor } from './editor.js';
import { texts } from './texts-administration.js';

const CANNED = ['shortcut', 'title', 'text'];
const moment = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'short' });

export function cannedEditor(_all, reload) {
  return new Editor({
    name: 'canned',
    reload,
    describe: ({ shortcut, title, text }) => ({ title: `/${shortcut} – ${title}`, lines: [text] }),
    fill(form, reply) {
      for (const name of CANNED) form.elements[name].value = reply?.[name] ?? '';
    },
    read: (form) => Object.fromEntries(CANNED.map((name) => [name, form.elements[name].value])),
  });
}

export function noticesEditor(_all, reload) {
  return new Editor({
    name: 'notices',
    reload,
    describe({ text, begins_at: begins, ends_at: ends }) {
      const now = Date.now();
      const state = new Date(ends) <= now ? 'past' : new Date(begins) <= now ? 'current' : 'later';
      const period = texts.period(...[begins, ends].map((at) => moment.format(new Date(at))));
      return {
        title: text, lines: [`${texts.notice[state]}, ${period}`],
        state: state === 'current' ? 'is-there' : '',
      };
    },
    fill(form, notice) {
      form.elements.text.value = notice?.text ?? '';
      for (const name of ['begins_at', 'ends_at']) {
        form.elements[name].value = notice ? here(new Date(notice[name])) : '';
      }
    },
    read: (form) => ({
      text: form.elements.text.value,
      begins_at: there(form.elements.begins_at.value),
      ends_at: there(form.elements.ends_at.value),
    }),
  });
}

/** A moment as a field for day and time has it, by the clock of this machine. */
function here(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

const there = (value) => (value ? new Date(value).toISOString() : '');
