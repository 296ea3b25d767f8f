// What the parts of the conversations' page share. Events:
//   queue    `desk.queue` has changed (all open conversations, see guido/handoff/lists)
//   open     another conversation is shown, or none
//   view     another list, other filters or another search is shown
//   status   `desk.status` has changed (who types, who has read, … in the open conversation)
//   entries  new messages of the open conversation (`detail`)
//   saved    something about the open conversation or the agent was changed here (`detail`)
import { change } from './server.js';

class Desk extends EventTarget {
  queue = [];
  knowsQueue = false; // whether the server has told it
  open = null; // the id of the conversation that is shown
  status = null;
  marks = null; // tags, partners, … of the open conversation, as the actions know them
  answerField = null; // where the agent writes, while they may; set by the conversation
  me = JSON.parse(document.querySelector('meta[name=me]').content);
  view = new URLSearchParams(); // list, filters and search, kept in the address after « # »

  /** The queue's entry of a conversation; undefined if it is not open any more. */
  entry(id = this.open) {
    return this.queue.find((entry) => entry.conversation === id);
  }

  /** Shows a conversation; null for none. */
  show(id) {
    this.open = id;
    this.status = null;
    this.#keepAddress();
    this.emit('open');
  }

  /** Shows other lists: keeps the view in the page's address, where no server reads it. */
  setView(view) {
    this.view = view;
    this.#keepAddress();
    this.emit('view');
  }

  /** Shows what the page's address says: `#conversation?list=mine&…`. */
  readAddress() {
    const [id, view] = location.hash.slice(1).split('?');
    this.setView(new URLSearchParams(view));
    if ((id || null) !== this.open) this.show(id || null);
  }

  #keepAddress() {
    const view = this.view.toString();
    const hash = `${this.open ?? ''}${view ? `?${view}` : ''}`;
    history.replaceState(null, '', hash ? `#${hash}` : location.pathname);
  }

  setQueue(queue) {
    this.queue = queue;
    this.knowsQueue = true;
    this.emit('queue');
  }

  setStatus(status) {
    this.status = status;
    this.emit('status');
  }

  /** Puts a text below what is written already; false if the agent cannot write now. */
  insert(text) {
    const field = this.answerField;
    if (!field) return false;
    field.value = [field.value.trimEnd(), text].filter(Boolean).join('\n\n');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
    return true;
  }

  /** Keeps what the agent has set for themselves, beside what was set before. */
  async savePreferences(changes) {
    this.me.preferences = { ...this.me.preferences, ...changes };
    await change('/agents/data/preferences', { preferences: changes });
    this.emit('saved', { preferences: changes });
  }

  emit(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const desk = new Desk();
