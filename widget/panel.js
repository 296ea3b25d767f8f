// The panel: header, log, choices, form. Shows the state of a Conversation.
import { createAnnouncer } from './announcer.js';
import { createContact } from './contact.js';
import { Conversation } from './conversation.js';
import { updateDays } from './days.js';
import { element, setText } from './dom.js';
import { Events } from './events.js';
import { createFrame, keepFocus } from './focus.js';
import { createLog, updateLog } from './log.js';
import { updateMarks } from './marks.js';
import { createMenu } from './menu.js';
import { markLanguages, renderMessage } from './message.js';
import { createNotices } from './notices.js';
import { ask } from './opening.js';
import { isRating, updateRatings } from './rating.js';
import { safeStorage } from './storage.js';
import { texts, useLanguage } from './texts.js';
import { Typing } from './typing.js';
import { Unread } from './unread.js';
import { createWaiting } from './waiting.js';
import { words } from './words.js';

const LONGEST_TEXT = 20000;
const STILL_HERE = 30000; // how often it is told that the citizen has the panel before them
const PARTS = ['title', 'status', 'close', 'scroll', 'log', 'trouble', 'writer', 'news', 'choices', 'form', 'input', 'hint', 'wish'];

/**
 * Makes the panel for a server's widget address. `onClose` is called when it wants to close,
 * `onUnread` with the number of an agent's messages that nobody has seen, `onEvent(name, detail)`
 * for the host page's own statistics. Options: `name` and `logo` of the administration, `lang` of
 * the interface, and `isPage` where the panel is the page itself rather than a dialog on it.
 */
export function createPanel(base, { onClose, onUnread, onEvent }, options = {}) {
  useLanguage(options.lang);
  const parts = buildParts(base, options);
  const events = new Events(onEvent);
  parts.unread = new Unread(safeStorage(() => localStorage), onUnread);
  const conversation = new Conversation(base, () => {
    update(parts, conversation);
    events.update(conversation);
  }, texts.withdrawn);
  parts.frame = createFrame(parts.panel, options.isPage, onClose, parts.stopping.signal);
  parts.look = createMenu(parts, conversation);
  addWayToPerson(parts, conversation);
  listen(parts, conversation, onClose);
  conversation.start();
  update(parts, conversation);
  return {
    element: parts.panel,
    show(focus) {
      parts.frame.open();
      const unread = parts.log.shown.get(`#${parts.unread.firstOf(conversation)}`);
      if (unread) scrollTo(parts.scroll, unread);
      else parts.scroll.scrollTop = parts.scroll.scrollHeight;
      if (focus) fieldOf(parts).focus();
      tellNews(parts);
      update(parts, conversation);
      tellRead(parts, conversation, true);
    },
    /** The focus goes back to what had it before the opening, or else to `launcher`. */
    hide(launcher) {
      parts.frame.close(launcher);
    },
    /** Asks, or writes down to be sent, what the page or its address wants to be asked. */
    ask(wish) {
      ask(base, conversation, (text) => { parts.input.value = text; }, wish);
    },
    /** Ends all that goes on by itself, for the panel to be thrown away. */
    stop() {
      parts.stopping.abort();
      conversation.stop();
      parts.unread.stop();
    },
    /** Tells something that is no message of the conversation. */
    tell(text) {
      parts.log.node.append(renderMessage({ author: 'system', text, buttons: [] }));
    },
  };
}

function buildParts(base, { name, logo, isPage }) {
  const panel = element(isPage ? 'main' : 'dialog', {
    class: isPage ? 'panel page' : 'panel', 'aria-labelledby': 'title', lang: texts.lang,
    ...(isPage ? { hidden: '' } : {}),
  });
  panel.innerHTML = `
    <header role="none">
      <div><h2 id="title"></h2><p class="status" id="status" role="status" aria-live="off"></p></div>
      <button type="button" class="close" id="close"></button>
    </header>
    <p class="unseen" id="news" role="status"></p>
    <div class="scroll" id="scroll" role="region" tabindex="0">
      <div id="log" role="log" aria-live="polite" aria-relevant="additions"></div>
      <p class="trouble" id="trouble" role="status"></p>
      <p class="trouble" id="writer"></p>
      <div class="choices" id="choices" role="group"></div>
    </div>
    <form id="form" novalidate>
      <label for="input"></label>
      <textarea id="input" rows="2" aria-describedby="hint" enterkeyhint="send"></textarea>
      <p class="hint" id="hint" role="alert"></p>
      <div class="buttons"><button type="submit" class="send"></button>
      <button type="button" class="wish" id="wish"></button></div>
    </form>`;
  const parts = { panel };
  for (const name of PARTS) parts[name] = panel.querySelector(`#${name}`);
  parts.title.textContent = name || texts.title;
  if (logo) parts.title.parentElement.before(element('img', { class: 'logo', src: logo, alt: '' }));
  parts.close.textContent = texts.close;
  parts.close.hidden = Boolean(isPage);
  parts.log.setAttribute('aria-label', texts.log);
  parts.scroll.setAttribute('aria-label', texts.scroll);
  parts.choices.setAttribute('aria-label', texts.choices);
  parts.form.querySelector('label').textContent = texts.input;
  parts.form.querySelector('.send').textContent = texts.send;
  parts.stopping = new AbortController();
  parts.notices = createNotices(base);
  parts.scroll.before(parts.notices.list);
  parts.log.append(renderMessage({ author: 'assistant', text: texts.welcome, buttons: [] }));
  parts.log = createLog(parts.log);
  parts.tellState = createAnnouncer((text) => setText(parts.trouble, text));
  return parts;
}

function addWayToPerson(parts, conversation) {
  parts.contact = createContact((contact) => conversation.leave(contact), (isSent) => {
    parts.contact.close();
    parts.form.hidden = false;
    parts.panel.classList.remove('leaving');
    const { leave } = parts.waiting;
    (isSent || !parts.waiting.offersToLeave ? parts.input : leave).focus();
  });
  parts.waiting = createWaiting(() => openContact(parts, conversation));
  parts.form.before(...parts.waiting.nodes);
  parts.form.after(parts.contact.form);
}

function openContact(parts, conversation) {
  parts.form.hidden = true;
  parts.panel.classList.add('leaving');
  parts.contact.open(conversation.status?.handoff?.kept_days);
}

function listen(parts, conversation, onClose) {
  parts.close.addEventListener('click', onClose);
  parts.form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(parts, conversation);
  });
  parts.input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    parts.form.requestSubmit();
  });
  const typing = new Typing((isTyping) => conversation.type(isTyping));
  parts.input.addEventListener('input', () => {
    tellLength(parts);
    if (conversation.handoff.state === 'assistant') return;
    if (parts.input.value.trim()) typing.typed();
    else typing.stopped();
  });
  parts.form.addEventListener('submit', () => typing.stopped());
  const { signal } = parts.stopping;
  document.addEventListener('visibilitychange', () => {
    if (isSeen(parts)) tellNews(parts);
    update(parts, conversation);
    tellRead(parts, conversation, true);
  }, { signal });
  const timer = setInterval(() => tellRead(parts, conversation, true), STILL_HERE);
  signal.addEventListener('abort', () => clearInterval(timer));
  parts.wish.addEventListener('click', () => {
    const wish = conversation.handoff.state === 'assistant' ? 'person' : 'assistant';
    conversation.wish(wish, words[wish]);
    parts.input.focus();
  });
}

function submit(parts, conversation) {
  const text = parts.input.value;
  if (!text.trim() || tellLength(parts)) return;
  parts.input.value = '';
  conversation.say(text);
}

// Only while a person reads along: the assistant doesn't care.
function tellRead(parts, conversation, isAgain = false) {
  if (isSeen(parts) && conversation.handoff.state !== 'assistant') conversation.read(isAgain);
}

function isSeen(parts) {
  return parts.frame.isOpen && document.visibilityState === 'visible';
}

function tellLength(parts) {
  const over = parts.input.value.length - LONGEST_TEXT;
  const isTooLong = over > 0;
  parts.hint.textContent = isTooLong ? texts.tooLong(over) : '';
  parts.input.setAttribute('aria-invalid', String(isTooLong));
  return isTooLong;
}

// Where the citizen writes now.
const fieldOf = ({ form, contact, input }) => (form.hidden ? contact.form.querySelector('textarea') : input);

// What came while nobody looked has not been read out.
function tellNews({ news, unread: { count } }) {
  setText(news, count ? texts.unread(count) : '');
}

function update(parts, conversation) {
  keepFocus(parts.panel, () => display(parts, conversation), () => fieldOf(parts));
}

function display(parts, conversation) {
  const wasAtEnd = isAtEnd(parts.scroll);
  const added = updateLog(parts.log, conversation);
  updateDays(parts.log.node);
  parts.look.update();
  markLanguages(parts.log.node);
  updateMarks(parts.log.shown, conversation);
  updateRatings(parts.log.shown, conversation.messages);
  parts.waiting.update(conversation);
  if (conversation.status) parts.notices.update(conversation.status.notices);
  parts.unread.update(conversation, isSeen(parts));
  tellRead(parts, conversation);
  const { state, agent } = conversation.handoff;
  const status = texts.with[state]; // not read out: a message tells whatever changes in it
  setText(parts.status, typeof status === 'function' ? status(agent) : status);
  if (conversation.state === 'broken') {
    parts.tellState(navigator.onLine ? texts.reconnecting : texts.offline, !navigator.onLine);
  } else parts.tellState(conversation.isAwaiting ? texts.typing : '');
  const isTyping = conversation.status?.agent_typing && state === 'assigned';
  setText(parts.writer, isTyping ? texts.agentTyping(agent) : '');
  setText(parts.wish, state === 'assistant' ? texts.person : texts.assistant);
  parts.wish.hidden = state === 'assigned';
  updateChoices(parts, conversation);
  // Whoever comes back goes on where the conversation is, and stays there while the rest comes.
  if (added) scrollTo(parts.scroll, added);
  else if (wasAtEnd) parts.scroll.scrollTop = parts.scroll.scrollHeight;
}

function updateChoices(parts, conversation) {
  const messages = conversation.messages;
  // What was offered before an agent took over is over, as is what was offered before one's own words.
  const lastOwn = messages.findLastIndex(({ author, custom }) =>
    author === 'citizen' || custom?.state === 'assigned');
  // The answers to the last question go before what else may be asked.
  const isOffered = (title) => title !== words.contact.open || !parts.waiting.offersToLeave;
  const offered = messages.slice(lastOwn + 1).filter((message) => !isRating(message)).reverse()
    .flatMap((message) => (message.buttons ?? []).filter(isOffered)
      .map((title) => ({ title, sequence: message.sequence })));
  const signature = JSON.stringify(offered);
  if (parts.choices.dataset.signature === signature) return;
  parts.choices.dataset.signature = signature;
  parts.choices.hidden = !offered.length;
  parts.choices.replaceChildren(...offered.map(({ title, sequence }) => {
    const button = element('button', { type: 'button', class: 'choice', lang: words.lang }, title);
    button.addEventListener('click', () => {
      // In other channels this button begins a dialogue; here there is a form.
      if (title === words.contact.open) return openContact(parts, conversation);
      conversation.say(title, sequence);
      parts.input.focus();
    });
    return button;
  }));
}

function isAtEnd(area) {
  return area.scrollHeight - area.scrollTop - area.clientHeight < 2;
}

// The beginning of what is new comes into view: the point of an answer stands first.
function scrollTo(area, node) {
  area.scrollTop = node.offsetTop - area.offsetTop - 8;
}
