// Teams in the administration.
import { element } from '/widget/dom.js';
import { Editor } from './editor.js';
import { check, checked, lines, offer } from './fields.js';
import { texts } from './texts-administration.js';

const MINUTES = ['first_answer_minutes', 'answer_minutes', 'whole_minutes'];
const NEW = {
  name: '', themes: [], communes: [], hours: {}, closed_days: [], fallback_id: null,
  is_automatic: false, members: [], first_answer_minutes: 5, answer_minutes: 5, whole_minutes: 60,
};
const themes = Object.fromEntries(
  [...document.querySelectorAll('#teams input[name=themes]')].map(
    (input) => [input.value, input.parentNode.textContent.trim()]));

export function teamsEditor(all, reload) {
  const nameOf = (id) => all.teams.find((team) => team.id === id)?.name;
  return new Editor({
    name: 'teams',
    reload,
    describe: (team) => ({
      title: team.name,
      lines: [
        [team.themes.map((theme) => themes[theme] ?? theme).join(', ') || texts.allThemes,
          team.communes.join(', ') || texts.allCommunes].join(' · '),
        Object.keys(team.hours).length ? texts.hours(Object.entries(team.hours)) : texts.always,
        [texts.members(team.members.length),
          team.fallback_id && texts.fallback(nameOf(team.fallback_id))].filter(Boolean).join(' · '),
      ],
    }),
    fill: (form, team) => fill(form, team ?? NEW, all),
    read,
  });
}

function fill(form, team, all) {
  for (const name of ['name', ...MINUTES]) form.elements[name].value = team[name];
  for (const name of ['communes', 'closed_days']) form.elements[name].value = team[name].join('\n');
  for (const input of hoursOf(form)) input.value = team.hours[day(input)] ?? '';
  const others = all.teams.filter((other) => other.id !== team.id);
  form.elements.fallback_id.replaceChildren(
    element('option', { value: '' }, texts.noFallback),
    ...others.map((other) => element('option', { value: other.id }, other.name)));
  form.elements.fallback_id.value = team.fallback_id ?? '';
  const people = all.accounts.filter((account) => account.is_active);
  offer(form, 'members', people.map((account) => [account.id, `${account.name} (${account.login})`]));
  check(form, 'themes', team.themes);
  check(form, 'members', team.members);
  check(form, 'is_automatic', team.is_automatic ? ['yes'] : []);
}

function read(form) {
  const values = form.elements;
  return {
    name: values.name.value,
    themes: checked(form, 'themes'),
    communes: lines(values.communes.value),
    hours: Object.fromEntries(hoursOf(form).map((input) => [day(input), input.value.trim()])),
    closed_days: lines(values.closed_days.value),
    fallback_id: values.fallback_id.value ? Number(values.fallback_id.value) : null,
    is_automatic: checked(form, 'is_automatic').length > 0,
    members: checked(form, 'members').map(Number),
    ...Object.fromEntries(MINUTES.map((name) => [name, values[name].value])),
  };
}

const hoursOf = (form) => [...form.querySelectorAll('input[name^="hours."]')];
const day = (input) => input.name.slice('hours.'.length);
