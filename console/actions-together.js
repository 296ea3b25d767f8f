// Joining the open conversation with another of the same person, and blocking an abusive one.
import { element } from '/widget/dom.js';
import { dialog, wrong } from './dialogs.js';
import { address, change, read } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-actions.js';
import { reasons } from './words.js';

const part = (id) => document.getElementById(id);
const likenesses = Object.fromEntries([...part('likenesses').content.querySelectorAll('span')]
  .map((node) => [node.dataset.name, node.textContent]));
let target = null;

export const openJoin = dialog('join-dialog', {
  async prepare() {
    target = desk.open;
    try {
      const { conversations } = await read(address(target, 'joinable'));
      offer(conversations.filter(({ is_joined: isJoined }) => !isJoined));
      return true;
    } catch {
      desk.emit('saved', { said: texts.failed });
      return false;
    }
  },
  send(form) {
    const other = form.querySelector('input[name=other]:checked')?.value;
    if (!other) throw wrong({ other: texts.chooseOther });
    return change(address(target, 'join'), { other });
  },
  done: () => desk.emit('saved', { said: texts.joined }),
});

function offer(others) {
  part('join-list').replaceChildren(
    ...(others.length ? others.map(choice) : [element('p', {}, texts.noOther)]));
}

function choice({ conversation, service, reason, text, why, holder, may_join: mayJoin }) {
  const radio = element('input', {
    type: 'radio', name: 'other', value: conversation, ...(mayJoin ? {} : { disabled: '' }),
  });
  return element('label', { class: 'check choice' }, radio, element('span', {},
    element('strong', {}, service ?? reasons[reason] ?? reason),
    element('span', { class: 'text' }, `« ${text || texts.noWords} »`),
    why.length ? element('span', { class: 'why' }, texts.why(why.map((each) => likenesses[each]))) : null,
    mayJoin ? null : element('span', {}, texts.heldBy(holder))));
}

export const openBlock = dialog('block-dialog', {
  prepare() {
    target = desk.open;
  },
  send: (form) => change(address(target, 'block'), {
    reason: form.elements.namedItem('reason').value,
    days: Number(form.elements.namedItem('days').value),
  }),
  done: () => desk.emit('saved', { ended: target, notice: texts.blocked, said: texts.blocked }),
});
