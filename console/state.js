// What the parts of the conversations' page share. Events:
//   queue    `desk.queue` has changed (all open conversations, see guido/handoff/lists)
//   open     another conversation is shown, or none
//   status   `desk.status` has changed (who types, who has read, … in the open conversation)
//   entries  new messages of the open conversation (`detail`)
//   saved    something about the open conversation or the agent was changed here (`detail`)
import { change } from './server.js';

class Desk extends EventTarget {
  queue = [];
  open = null; // the id of the conversation that is shown
  status = null;
  answerField = null; // where the agent writes, while they may; set by the conversation
  me = JSON.parse(document.querySelector('meta[name=me]').content);

  /** The queue's entry of a conversation; undefined if it is not open any more. */
  entry(id = this.open) {
    return this.queue.find((entry) => entry.conversation === id);
  }

  /** Shows a conversation; null for none. */
  show(id) {
    this.open = id;
    this.status = null;
    history.replaceState(null, '', `${location.pathname}${location.search}${id ? `#${id}` : ''}`);
    this.emit('open');
  }

  setQueue(queue) {
    this.queue = queue;
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
