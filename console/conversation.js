// The open conversation: reading it, who else is there, taking it.
import { follow, persist } from '/widget/transport.js';
import './asking.js';
import { correct, withdraw } from './correcting.js';
import { dialog } from './dialogs.js';
import { Log } from './log.js';
import { address, change, read, signIn } from './server.js';
import { shortcut } from './shortcuts.js';
import { desk } from './state.js';
import { texts } from './texts-conversation.js';
import { reasons, setText, trouble } from './words.js';
import { dropShown, hasDraft, mayWrite, openDraft, showUnsent, startWriting } from './writing.js';

const part = (id) => document.getElementById(id);
const STILL_HERE = 30000; // how often it is told that the agent looks at the conversation
const SUPERVISORS = ['supervisor', 'administrator'];

let open = null; // { id, aborter, notice, wasMine }
const log = new Log(part('log'), part('to-newest'), { correct, withdraw });
startWriting(log);

desk.addEventListener('open', () => show(desk.open));
desk.addEventListener('queue', updateTitle);
desk.addEventListener('status', updateStatus);

async function show(id) {
  if (open) leave();
  openDraft(id);
  log.clear();
  open = id && { id, aborter: new AbortController(), notice: null, wasMine: false };
  part('log').hidden = part('controls').hidden = !id;
  mayWrite(false);
  updateStatus();
  if (!id) return;
  const current = open;
  setText(part('notice'), texts.loading);
  part('conversation-title').focus();
  part('conversation').scrollIntoView();
  try {
    const page = await persist(() => read(address(id, 'messages')), () => trouble('broken'));
    if (open !== current) return;
    trouble('live');
    log.fill(page.messages, page.status.read_sequence, earlier(current, page));
    showUnsent();
    dropShown();
    desk.setStatus(page.status);
    log.toUnread();
    desk.emit('entries', page.messages);
    stay(current);
  } catch {
    if (open === current) end(texts.notice.gone);
  }
}

function stay(current) {
  look(true);
  follow({
    stream: address(current.id, 'stream'),
    poll: (after) => read(`${address(current.id, 'messages')}?after=${after}`, { isBackground: true }),
    headers: {},
    position: { after: log.last },
    onEntries: (entries) => receive(current, entries),
    onStatus: (status) => { if (open === current) desk.setStatus(status); },
    onState: trouble,
    onRefused: (error) => {
      if (error.status === 401) signIn();
      else if (open === current) end(texts.notice.gone);
    },
    signal: current.aborter.signal,
  });
}

function earlier(current, page) {
  const first = page.messages[0]?.sequence;
  return page.has_earlier ? async () => {
    const next = await persist(() => read(`${address(current.id, 'messages')}?before=${first}`));
    if (open !== current) return;
    log.prepend(next.messages, earlier(current, next));
    log.updateMarks();
  } : null;
}

function receive(current, entries) {
  if (open !== current) return;
  log.add(entries);
  dropShown();
  log.updateMarks();
  look(true);
  desk.emit('entries', entries);
}

function end(notice) {
  open.aborter.abort();
  open.notice = notice;
  mayWrite(false);
  part('take').hidden = part('take-over').hidden = true;
  setText(part('notice'), notice);
}

// --- who is there --------------------------------------------------------------------------

function look(isLooking, { isBackground = true } = {}) {
  if (!open || (isLooking && document.visibilityState !== 'visible')) return;
  change(address(open.id, 'look'), { looking: isLooking, sequence: log.last }, { isBackground })
    .catch(() => {}); // told again soon
}

function leave() {
  look(false);
  open.aborter.abort();
}

setInterval(() => look(true), STILL_HERE);
document.addEventListener('visibilitychange', () => look(document.visibilityState === 'visible'));

function updateStatus() {
  updateTitle();
  const status = open && desk.status;
  const others = (status?.lookers ?? []).filter(({ name }) => name);
  setText(part('lookers'), others.map(({ name, typing }) =>
    (typing ? texts.types(name) : texts.looks(name))).join(' '));
  const presence = status?.citizen.typing ? texts.citizenTyping
    : status?.citizen.is_there ? texts.citizenThere : '';
  setText(part('citizen-presence'), presence);
  part('citizen-presence').hidden = !presence;
  if (!status) return;
  const { state, holder, mine } = status;
  if (mine) open.notice = null;
  else if (open.wasMine && !open.notice) open.notice = lostNotice(state, holder);
  open.wasMine = mine;
  mayWrite(mine);
  part('take').hidden = state !== 'waiting';
  part('take-over').hidden = state !== 'assigned' || mine || !SUPERVISORS.includes(desk.me.role);
  setText(part('notice'), open.notice ?? notice(status));
  log.updateMarks();
}

function lostNotice(state, holder) {
  const lost = state === 'assigned' ? texts.notice.lost(holder)
    : state === 'waiting' ? texts.notice.requeued : null;
  return lost && hasDraft() ? `${lost} ${texts.notice.draftKept}` : lost;
}

function notice({ state, holder, mine }) {
  if (mine) return texts.notice.mine;
  return state === 'assigned' ? texts.notice.assigned(holder) : texts.notice[state] ?? texts.notice.gone;
}

function updateTitle() {
  const reason = open && (desk.status?.reason ?? desk.entry(open.id)?.reason);
  setText(part('conversation-title'), !open ? texts.nothingOpen
    : reason ? reasons[reason] ?? reason : texts.conversation);
  if (!open) setText(part('notice'), '');
}

// --- taking --------------------------------------------------------------------------------

async function take(action) {
  const current = open;
  await change(address(current.id, action));
  if (open !== current) return;
  current.notice = null;
  if (current.aborter.signal.aborted) return desk.show(current.id);
  // At once, without waiting for the stream to say it.
  desk.setStatus({ ...desk.status, state: 'assigned', holder: desk.me.name, mine: true });
  part('input').focus();
}

part('take').addEventListener('click', async () => {
  const current = open;
  try {
    await persist(() => take('take'), () => trouble('broken'));
  } catch (error) {
    if (open !== current) return;
    current.notice = error.message;
    setText(part('notice'), error.message);
  }
});

const openTakeOver = dialog('take-over-dialog', {
  prepare() {
    setText(part('take-over-text'), texts.takeOver(desk.status.holder));
  },
  send: () => take('take-over'),
  done: () => part('input').focus(),
});
part('take-over').addEventListener('click', openTakeOver);

part('return').addEventListener('click', async () => {
  const current = open;
  try {
    await persist(() => change(address(current.id, 'return')), () => trouble('broken'));
    say(current, texts.notice.returnedByMe);
  } catch (error) {
    say(current, error.message);
  }
});

// The agent has ended or passed on the conversation in a dialog.
desk.addEventListener('saved', ({ detail }) => {
  if (detail?.ended && open?.id === detail.ended) say(open, detail.notice);
});

function say(current, words) {
  if (open !== current) return;
  current.notice = words;
  setText(part('notice'), words);
  part('conversation-title').focus();
}

shortcut('Alt+Shift+K', texts.shortcuts.take, () => {
  if (!part('take').hidden && open) part('take').click();
});
shortcut('Alt+Shift+A', texts.shortcuts.write, () => desk.answerField?.focus());
shortcut('Alt+Shift+E', texts.shortcuts.correct, () => {
  const message = desk.status?.mine && log.lastCorrectable;
  if (message) correct(message);
});
