// The messages of the open conversation, in order, by day, with those that are on their way.
import { applyCorrection, isCorrection } from '/widget/corrections.js';
import { element } from '/widget/dom.js';
import { dayOf, isCorrectable, renderEntry, updateMarks } from './entry.js';
import { desk } from './state.js';
import { texts } from './texts-conversation.js';

const NEAR = 80; // pixels from the end within which what comes is scrolled to

export class Log {
  #area;
  #toNewest;
  #actions;
  #messages = new Map();
  #nodes = new Map();
  #unsent = new Map();
  #earlier = null;
  #isAtEnd = true;
  #height = 0;

  /** `actions.correct(message)` and `actions.withdraw(message)` open what these need. */
  constructor(area, toNewest, actions) {
    this.#area = area;
    this.#toNewest = toNewest;
    this.#actions = actions;
    toNewest.addEventListener('click', () => {
      this.toEnd();
      area.focus();
    });
    area.addEventListener('scroll', () => {
      if (area.clientHeight !== this.#height) return; // not the agent's doing: see below
      this.#isAtEnd = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR;
      if (this.#isAtEnd) toNewest.hidden = true;
    });
    // What appears around the messages leaves less room for them: the last ones stay in view.
    new ResizeObserver(() => {
      this.#height = area.clientHeight;
      if (this.#isAtEnd) this.toEnd();
    }).observe(area);
  }

  /** The number of the last message. */
  get last() {
    return Math.max(0, ...this.#messages.keys());
  }

  has(sequence) {
    return this.#messages.has(sequence);
  }

  /** The agent's last message that can still be corrected; undefined if there is none. */
  get lastCorrectable() {
    return [...this.#messages.values()].filter((each) => isCorrectable(each, desk.me.id)).at(-1);
  }

  clear() {
    for (const kept of [this.#messages, this.#nodes, this.#unsent]) kept.clear();
    this.#area.replaceChildren();
    this.#earlier = null;
    this.#isAtEnd = true;
    this.#toNewest.hidden = true;
  }

  /** Shows the newest messages; what is above `read` is new to this agent. */
  fill(messages, read, loadEarlier) {
    this.#quietly(() => {
      this.#addAll(messages);
      this.#setEarlier(loadEarlier);
      const first = messages.find(({ sequence, author }) => sequence > read && author === 'citizen');
      if (!read || !first || first === messages[0]) return;
      this.#nodes.get(first.sequence).before(element('p', { class: 'unread' }, texts.unread));
    });
  }

  /** Brings what is new into view, or the last messages; once everything around is shown. */
  toUnread() {
    const divider = this.#area.querySelector('.unread');
    if (!divider) return this.toEnd();
    const { scrollHeight, clientHeight } = this.#area;
    this.#area.scrollTop = divider.offsetTop - NEAR / 2;
    this.#isAtEnd = scrollHeight - this.#area.scrollTop - clientHeight < NEAR;
  }

  /** Adds what has just come. */
  add(messages) {
    const wasAtEnd = this.#isAtEnd;
    this.#addAll(messages);
    if (wasAtEnd) this.toEnd();
    else if (messages.some((each) => !isCorrection(each))) this.#toNewest.hidden = false;
  }

  /** Puts earlier messages before the others; what is in view stays there. */
  prepend(messages, loadEarlier) {
    this.#quietly(() => {
      const fromEnd = this.#area.scrollHeight - this.#area.scrollTop;
      this.#setEarlier(null);
      const first = this.#area.querySelector('.day');
      if (first?.dataset.day === dayOf(messages.at(-1))) first.remove();
      const anchor = this.#area.firstElementChild;
      let before = null;
      for (const message of messages) {
        this.#messages.set(message.sequence, message);
        if (isCorrection(message)) continue;
        this.#insert(message, before, anchor);
        before = message;
      }
      this.#setEarlier(loadEarlier);
      this.#area.scrollTop = this.#area.scrollHeight - fromEnd;
    });
  }

  toEnd() {
    this.#area.scrollTop = this.#area.scrollHeight;
    this.#toNewest.hidden = true;
  }

  /** Shows a message that is not acknowledged yet; `node` stands at the end until it is. */
  showUnsent(id, node) {
    this.#unsent.get(id)?.remove();
    this.#unsent.set(id, node);
    this.#area.append(node);
    this.toEnd();
  }

  dropUnsent(id) {
    this.#unsent.get(id)?.remove();
    this.#unsent.delete(id);
  }

  /** Brings thumbs, « Vu », forms and the ways to correct up to date. */
  updateMarks() {
    const { thumbs = {}, citizen, mine } = desk.status ?? {};
    const messages = [...this.#messages.values()];
    const answered = new Set(messages
      .filter(({ custom }) => custom?.type === 'form_answer').map(({ custom }) => custom.form));
    const seen = messages.filter(({ author, sequence, custom }) => author === 'agent'
      && sequence <= (citizen?.read_sequence ?? 0) && custom?.type !== 'correction').at(-1);
    for (const [sequence, node] of this.#nodes) {
      const message = this.#messages.get(sequence);
      updateMarks(node, message, {
        thumb: thumbs[sequence] ?? message.thumb, isSeen: message === seen,
        isAnswered: answered.has(message.custom?.id),
        tools: mine && isCorrectable(message, desk.me.id) ? {
          correct: () => this.#actions.correct(this.#messages.get(sequence)),
          withdraw: () => this.#actions.withdraw(this.#messages.get(sequence)),
        } : null,
      });
    }
  }

  #addAll(messages) {
    const anchor = [...this.#unsent.values()][0] ?? null;
    for (const message of messages) {
      const before = [...this.#messages.values()].filter((each) => !isCorrection(each)).at(-1);
      this.#messages.set(message.sequence, message);
      const changed = applyCorrection(this.#messages, message, texts.withdrawn);
      if (changed && this.#nodes.has(changed)) this.#replace(changed);
      if (!isCorrection(message)) this.#insert(message, before, anchor);
    }
  }

  #insert(message, before, anchor) {
    const shown = dayOf(message);
    if (!before || dayOf(before) !== shown) {
      this.#area.insertBefore(element('h3', { class: 'day', 'data-day': shown }, shown), anchor);
    }
    const node = renderEntry(message);
    this.#nodes.set(message.sequence, node);
    this.#area.insertBefore(node, anchor);
  }

  #replace(sequence) {
    const node = renderEntry(this.#messages.get(sequence));
    this.#nodes.get(sequence).replaceWith(node);
    this.#nodes.set(sequence, node);
  }

  #setEarlier(load) {
    this.#earlier?.remove();
    this.#earlier = null;
    if (!load) return;
    const button = element('button', { type: 'button', class: 'earlier' }, texts.earlier);
    this.#earlier = button;
    button.addEventListener('click', async () => {
      button.disabled = true; // one page at a time
      await load();
      // With the button the focus goes; whoever is elsewhere by now stays there.
      if (document.activeElement === document.body) this.#area.focus();
    });
    this.#area.prepend(this.#earlier);
  }

  // Many messages at once are not read out one after the other.
  #quietly(work) {
    this.#area.setAttribute('aria-live', 'off');
    work();
    setTimeout(() => this.#area.removeAttribute('aria-live'), 500);
  }
}
