// The supervisors' page: teams, open conversations and agents, live; passing conversations on.
import { element } from '/widget/dom.js';
import { follow } from '/widget/transport.js';
import { clearErrors, showErrors } from './form-errors.js';
import { change, read, signIn } from './server.js';
import { texts } from './texts-supervision.js';

const DATA = '/agents/data/supervision';
const URGENCY = ['missed', 'warning', 'ok'];
const part = (id) => document.getElementById(id);
const reasons = Object.fromEntries(
  [...part('reasons').content.querySelectorAll('span')].map((s) => [s.dataset.name, s.textContent]));
const clock = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short' });
const dayAndClock = new Intl.DateTimeFormat('fr-FR', {
  weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });

let state = null;
let reassigned = null; // the conversation that the dialogue is about

follow({
  stream: `${DATA}/stream`,
  poll: async (after) => [{ sequence: after + 1, ...(await read(DATA)) }],
  headers: {},
  position: { after: 0 },
  onEntries: (entries) => { state = entries.at(-1); show(); },
  onState: (now) => setText(part('trouble'), now === 'broken' ? texts.reconnecting : ''),
  onRefused: (error) => (error.status === 401 ? signIn() : location.reload()),
});
setInterval(() => state && show(), 15000);

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function show() {
  const { teams, conversations, agents } = state;
  const waiting = conversations.filter((each) => each.state === 'waiting').length;
  const missed = conversations.filter((each) => each.worst === 'missed').length;
  setText(part('summary'), texts.summary(waiting, missed));
  part('no-teams').hidden = teams.length > 0;
  part('no-conversations').hidden = conversations.length > 0;
  const urgent = [...conversations].sort((one, other) =>
    URGENCY.indexOf(one.worst) - URGENCY.indexOf(other.worst)
    || other.state.localeCompare(one.state) || one.since.localeCompare(other.since));
  keepFocus(() => {
    part('teams').replaceChildren(...teams.map(teamCard));
    part('conversations').replaceChildren(...urgent.map(conversationRow));
    part('agents').replaceChildren(...agents.map(agentRow));
  });
}

/** Rebuilds lists without losing the focus in them; where its row is gone, the heading gets it. */
function keepFocus(rebuild) {
  const focused = document.activeElement;
  const { key } = focused?.dataset ?? {};
  const heading = focused?.closest('section')?.querySelector('h2');
  rebuild();
  if (!key) return;
  const again = [...document.querySelectorAll('[data-key]')].find((each) => each.dataset.key === key);
  (again ?? heading)?.focus();
}

const minutesSince = (moment) =>
  texts.minutes(Math.max(0, Math.floor((Date.now() - new Date(moment)) / 60000)));
const flag = (kind, text) => element('span', { class: `flag ${kind}` }, text);

function when(moment) {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  return (isToday ? clock : dayAndClock).format(date);
}

function teamCard(team) {
  const worst = team.missed ? 'missed' : team.warning ? 'warning' : '';
  const opening = team.is_open ? texts.open
    : [texts.closed, team.opens_at && texts.opensAt(when(team.opens_at))].filter(Boolean).join(', ');
  return element('li', { class: worst },
    element('h3', {}, team.name),
    element('p', {}, opening), element('p', {}, texts.online(team.online, team.members)),
    element('p', {}, texts.waiting(team.waiting)),
    team.longest_since
      ? element('p', {}, texts.longest(minutesSince(team.longest_since))) : null,
    element('p', {}, texts.held(team.held)),
    team.missed ? element('p', {}, flag('missed', texts.missed(team.missed))) : null,
    team.warning ? element('p', {}, flag('warning', texts.warning(team.warning))) : null);
}

function conversationRow(each) {
  const title = [reasons[each.reason] ?? each.reason, each.service].filter(Boolean).join(' · ');
  const who = each.state === 'waiting' ? texts.waits : texts.with(each.holder);
  const facts = [each.team ?? texts.noTeam, who, texts.since(minutesSince(each.since)),
    each.is_test && texts.test].filter(Boolean);
  const open = element('a', {
    href: `/agents/#${each.conversation}`, class: 'button', 'data-key': `open ${each.conversation}`,
  }, texts.join, unseen(title));
  const pass = button(texts.reassign, title, `pass ${each.conversation}`, () => ask(each, title, facts));
  return element('li', { class: each.worst },
    element('div', { class: 'what' }, element('h3', {}, title), element('p', {}, facts.join(' · ')),
      ...each.clocks.filter((one) => one.state !== 'met').map(clockLine)),
    element('div', { class: 'buttons' }, open, pass));
}

function clockLine({ name, due_at: due, state: standing }) {
  const label = texts.clock[name];
  const text = due ? texts.due(label, when(due)) : texts.never(label);
  const mark = texts.state[standing] ? [' ', flag(standing, texts.state[standing])] : [];
  return element('p', {}, text, ...mark);
}

function agentRow(agent) {
  const presence = agent.presence === 'away' || agent.is_online
    ? texts.presence[agent.presence] : texts.notSeen;
  const away = agent.presence === 'away' ? null
    : button(texts.setAway, agent.name, `away ${agent.id}`, () => setAway(agent));
  return element('li', { class: agent.is_online ? 'is-there' : '' },
    element('div', { class: 'what' }, element('h3', {}, agent.name),
      element('p', {}, flag(agent.is_online ? 'is-there' : '', presence), ' ',
        texts.load(agent.load, agent.most)),
      element('p', {}, texts.inTeams(agent.teams))),
    away);
}

const unseen = (text) => element('span', { class: 'unseen' }, ` : ${text}`);

function button(label, about, key, onClick) {
  const node = element('button', { type: 'button', 'data-key': key }, label, unseen(about));
  node.addEventListener('click', onClick);
  return node;
}

async function setAway(agent) {
  try {
    await change(`${DATA}/agents/${agent.id}/away`);
    setText(part('done'), texts.isAway(agent.name));
  } catch (error) {
    setText(part('done'), error.body?.message ?? texts.failed);
  }
}

// --- passing on ------------------------------------------------------------------------------

function ask(conversation, title, facts) {
  reassigned = conversation;
  clearErrors(part('reassign-form'));
  part('reassign-what').textContent = `${title} (${facts.join(', ')})`;
  part('reassign-word').value = '';
  part('reassign-to').replaceChildren(
    element('option', { value: '' }, texts.choose),
    group(texts.teams, state.teams.map((team) => [`team:${team.id}`, team.name])),
    group(texts.agents, state.agents.filter((agent) => agent.id !== conversation.holder_id)
      .map((agent) => [`agent:${agent.id}`, texts.candidate(agent)])));
  part('reassign').showModal();
}

function group(label, options) {
  return element('optgroup', { label },
    ...options.map(([value, text]) => element('option', { value }, text)));
}

part('reassign-cancel').addEventListener('click', () => part('reassign').close());
part('reassign').addEventListener('close', () => {
  document.querySelector(`[data-key="pass ${reassigned.conversation}"]`)?.focus();
});
part('reassign-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = part('reassign-form');
  const [kind, id] = part('reassign-to').value.split(':');
  try {
    await change(`${DATA}/conversations/${reassigned.conversation}/reassign`,
      { ...(id ? { [kind]: Number(id) } : {}), word: part('reassign-word').value });
    part('reassign').close();
    setText(part('done'), texts.reassigned);
  } catch (error) {
    const fields = error.body?.fields ?? {};
    showErrors(form, fields, error.body?.fields ? '' : error.body?.message ?? texts.failed);
  }
});
