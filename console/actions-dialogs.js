// Ending, passing on, scheduling and forwarding the open conversation.
import { element } from '/widget/dom.js';
import { dialog, wrong } from './dialogs.js';
import { address, change, read } from './server.js';
import { desk } from './state.js';
import { TagField } from './tags.js';
import { texts } from './texts-actions.js';
import { setText } from './words.js';

const part = (id) => document.getElementById(id);
const fieldOf = (form, name) => form.elements.namedItem(name);
let target = null; // the conversation for which a dialog was opened

const endTags = new TagField(part('end-tags'));

export const openEnd = dialog('end-dialog', {
  prepare(form) {
    target = desk.open;
    form.querySelector('input[value=answered]').checked = true;
    endTags.tags = desk.marks?.tags ?? [];
  },
  send: (form) => change(address(target, 'close'), {
    outcome: fieldOf(form, 'outcome').value, tags: endTags.tags,
  }),
  done: () => desk.emit('saved', { ended: target, notice: texts.ended }),
});

// --- passing on ------------------------------------------------------------------------------

let targets = { agents: [], teams: [] };

export const openTransfer = dialog('transfer-dialog', {
  async prepare() {
    target = desk.open;
    try {
      targets = await read('/agents/data/transfer-targets');
    } catch {
      desk.emit('saved', { said: texts.failed });
      return false;
    }
    part('transfer-to').replaceChildren(
      element('option', { value: '' }, texts.choose),
      group(texts.teams, targets.teams, 'team'), group(texts.agents, targets.agents, 'agent'));
    explainTarget();
    return true;
  },
  send(form) {
    const [kind, id] = fieldOf(form, 'to').value.split(':');
    return change(address(target, 'transfer'), {
      ...(kind ? { [kind]: Number(id) } : {}), word: fieldOf(form, 'word').value,
      anyway: fieldOf(form, 'anyway').checked,
    });
  },
  done: () => desk.emit('saved', { ended: target, notice: texts.transferred, said: texts.transferred }),
});

function group(label, entries, kind) {
  return element('optgroup', { label }, ...entries.map((entry) =>
    element('option', { value: `${kind}:${entry.id}` }, texts[kind](entry))));
}

function explainTarget() {
  const [kind, id] = part('transfer-to').value.split(':');
  const chosen = (kind ? targets[`${kind}s`] : []).find((each) => each.id === Number(id));
  const isAway = kind === 'agent' && !chosen.is_online;
  part('transfer-anyway').hidden = !isAway;
  setText(part('transfer-hint'), !chosen ? '' : kind === 'team' ? teamHint(chosen)
    : isAway ? texts.awayHint(chosen.name)
      : chosen.load >= chosen.most ? texts.fullHint(chosen.name) : '');
}

function teamHint({ outcome, goes_to: goesTo, opens_at: opensAt }) {
  if (goesTo) return texts.goesTo(goesTo);
  return texts.teamHints[outcome] + (opensAt ? texts.opens(texts.moment(opensAt)) : '');
}

part('transfer-to').addEventListener('change', explainTarget);

// --- for later -------------------------------------------------------------------------------

const twoDigits = (number) => String(number).padStart(2, '0');
const dayOf = (date) => [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');

export const openSchedule = dialog('schedule-dialog', {
  prepare(form) {
    target = desk.open;
    const tomorrow = new Date();
    tomorrow.setDate(tomorrow.getDate() + 1);
    fieldOf(form, 'text').value = desk.answerField?.value ?? '';
    fieldOf(form, 'day').min = dayOf(new Date());
    fieldOf(form, 'day').value = dayOf(tomorrow);
    fieldOf(form, 'time').value = '09:00';
  },
  send(form) {
    const [day, time] = ['day', 'time'].map((name) => fieldOf(form, name).value);
    const moment = new Date(`${day}T${time}`);
    return change(address(target, 'schedule'), {
      text: fieldOf(form, 'text').value,
      due_at: Number.isNaN(moment.getTime()) ? '' : moment.toISOString(),
    });
  },
  done() {
    const field = desk.answerField;
    if (field && desk.open === target && field.value === part('schedule-text').value) {
      field.value = '';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    desk.emit('saved', { said: texts.scheduled });
  },
});

// --- to another institution ------------------------------------------------------------------

const partnerNamed = (name) => desk.marks.partners.find((each) => each.name === name);

export const openForward = dialog('forward-dialog', {
  prepare() {
    target = desk.open;
    part('forward-partner').replaceChildren(
      element('option', { value: '' }, texts.choose),
      ...desk.marks.partners.map(({ name, is_ready: isReady }) => element('option',
        { value: name, ...(isReady ? {} : { disabled: '' }) }, isReady ? name : texts.notReady(name))));
    explainPartner();
  },
  send(form) {
    if (!fieldOf(form, 'partner').value) throw wrong({ partner: texts.choose });
    return change(address(target, 'forward'), {
      partner: fieldOf(form, 'partner').value, word: fieldOf(form, 'word').value,
      agreed: fieldOf(form, 'agreed').checked,
    });
  },
  done: ({ closed }) => desk.emit('saved', {
    said: texts.forwarded, ...(closed ? { ended: target, notice: texts.forwarded } : {}),
  }),
});

function explainPartner() {
  const partner = partnerNamed(part('forward-partner').value);
  setText(part('forward-hint'), !partner ? '' : partner.by_mail ? texts.byMail : texts.byGuido);
}

part('forward-partner').addEventListener('change', explainPartner);
