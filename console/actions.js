// The panel of actions: what is marked on the open conversation, and the way to each dialog.
import { element } from '/widget/dom.js';
import { openEnd, openForward, openSchedule, openTransfer } from './actions-dialogs.js';
import { openBlock, openJoin } from './actions-together.js';
import { address, change, read } from './server.js';
import { shortcut } from './shortcuts.js';
import { desk } from './state.js';
import { TagField } from './tags.js';
import { texts } from './texts-actions.js';
import { reasons, setText } from './words.js';

const part = (id) => document.getElementById(id);
const tagField = new TagField(part('tags'), (tags) => mark('tags', { tags }));
let shown = null; // what the server said of the open conversation
let seen = '';

desk.addEventListener('open', () => {
  shown = null;
  part('actions').hidden = true;
  say('');
  load();
});
desk.addEventListener('saved', ({ detail }) => {
  if (detail?.said) say(detail.said);
  load();
});
// Only what concerns the open conversation is asked for again; clocks and unread numbers are not.
desk.addEventListener('queue', () => {
  const entry = desk.entry();
  const now = JSON.stringify(entry && [entry.state, entry.holder, entry.joined_to, entry.tags]);
  if (now !== seen && desk.open) load();
  seen = now;
});

async function load() {
  const id = desk.open;
  if (!id) return;
  try {
    const found = await read(address(id, 'actions'), { isBackground: true });
    if (desk.open === id) show(found);
  } catch (error) {
    if (desk.open === id && error.status === 404) part('actions').hidden = true;
  }
}

function show(found) {
  showFollowUp(found);
  shown = found;
  desk.marks = found;
  part('actions').hidden = false;
  for (const id of ['schedule', 'forward', 'join', 'block']) part(`open-${id}`).hidden = !found.mine;
  part('open-forward').hidden ||= !found.partners.length;
  part('open-transfer').hidden = !found.may_pass_on;
  part('unblock').hidden = !found.blocked_until || !found.may_unblock;
  part('blocked').hidden = !found.blocked_until;
  if (found.blocked_until) setText(part('blocked'), texts.blockedUntil(found.blocked_until));
  part('known-tags').replaceChildren(
    ...found.suggested.map((tag) => element('option', { value: tag })));
  tagField.tags = found.tags;
  part('is-test').checked = found.is_test;
  showJoined(found);
  showScheduled(found);
}

// What the agent is typing stays, unless the day was changed.
function showFollowUp({ conversation, follow_up_on: on }) {
  if (shown?.conversation !== conversation || shown.follow_up_on !== on) {
    part('follow-up-on').value = on ?? '';
    setText(part('follow-up-error'), '');
  }
  part('follow-up-none').hidden = !on;
}

function showJoined({ joined, mine }) {
  part('joined').hidden = !joined.length;
  part('joined-list').replaceChildren(...joined.map((other) => {
    const open = button(texts.show, () => desk.show(other.conversation));
    const separate = button(texts.separate, () => act(
      address(desk.open, 'separate'), { other: other.conversation }, texts.separated));
    separate.hidden = !mine;
    return element('li', {},
      element('p', {}, element('strong', {}, other.service ?? reasons[other.reason] ?? ''), ' ',
        `« ${other.text || texts.noWords} »`),
      element('div', { class: 'buttons' }, open, separate));
  }));
}

function showScheduled({ scheduled, conversation }) {
  part('scheduled').hidden = !scheduled.length;
  part('scheduled-list').replaceChildren(...scheduled.map((message) => {
    const isHere = message.conversation === conversation;
    const open = button(texts.show, () => desk.show(message.conversation));
    open.hidden = isHere || !desk.entry(message.conversation);
    const cancel = button(message.is_dropped ? texts.dismiss : texts.cancel, async () => {
      await act(`/agents/data/scheduled/${message.id}/cancel`, {}, texts.cancelled);
      part('actions-title').focus();
    });
    return element('li', message.is_dropped ? { class: 'dropped' } : {},
      element('p', { class: 'when' }, (message.is_dropped ? texts.dropped : texts.goesOut)(message.due_at),
        ` – ${isHere ? texts.here : texts.elsewhere}`),
      element('p', { class: 'text' }, message.text),
      element('div', { class: 'buttons' }, open, cancel));
  }));
}

function button(text, action) {
  const node = element('button', { type: 'button' }, text);
  node.addEventListener('click', action);
  return node;
}

const say = (text) => setText(part('actions-status'), text);

/** Changes something at once, and says that it is done or why not. */
async function act(path, body, done) {
  try {
    await change(path, body);
    desk.emit('saved', { said: done });
    return null;
  } catch (error) {
    const why = error.body?.message ?? texts.failed;
    say(why);
    load();
    return why;
  }
}

const mark = (what, body) => act(address(desk.open, what), body, texts.marked);

async function followUp(on) {
  const why = await mark('follow-up', { on });
  setText(part('follow-up-error'), why ?? '');
  part('follow-up-on').toggleAttribute('aria-invalid', Boolean(why));
  if (why) say('');
}

part('follow-up').addEventListener('submit', (event) => {
  event.preventDefault();
  followUp(part('follow-up-on').value || null);
});
part('follow-up-none').addEventListener('click', async () => {
  part('follow-up-on').value = '';
  await followUp(null);
  part('follow-up-on').focus();
});
part('is-test').addEventListener('change', ({ target }) => mark('test', { is_test: target.checked }));
part('unblock').addEventListener('click', async () => {
  await act(address(desk.open, 'unblock'), {}, texts.unblocked);
  part('actions-title').focus();
});
part('open-transfer').addEventListener('click', openTransfer);
part('open-schedule').addEventListener('click', openSchedule);
part('open-forward').addEventListener('click', openForward);
part('open-join').addEventListener('click', openJoin);
part('open-block').addEventListener('click', openBlock);
part('close').addEventListener('click', openEnd);

// Who may write holds the conversation; that is known before the panel is filled.
const holding = (open) => () => { if (desk.answerField) open(); };
shortcut('Alt+Shift+T', texts.shortcuts.transfer, () => { if (desk.answerField || shown?.may_pass_on) openTransfer(); });
shortcut('Alt+Shift+X', texts.shortcuts.end, holding(openEnd));
shortcut('Alt+Shift+M', texts.shortcuts.schedule, holding(openSchedule));
