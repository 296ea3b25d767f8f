// The state of one conversation: its messages, and those that are on their way. No DOM here.
import { applyCorrection, isCorrection } from './corrections.js';
import { handoffOf } from './handoff.js';
import { Outbox } from './outbox.js';
import { isOver, Session } from './session.js';
import { safeStorage } from './storage.js';
import { Refused } from './transport.js';
import { save, upload } from './upload.js';

const SEEN_KEY = 'guido.seen';

export class Conversation {
  #storage;
  #changed;
  #withdrawn;
  #events;
  #session;
  #messages = new Map();
  #outbox;
  #position = { after: 0 };
  #isSending = false;
  #readSequence = 0;
  state = 'live';
  status = null; // what the server tells of the other side: who types, what was read

  /**
   * `changed` is called after every change; `withdrawn` stands for a message taken back. The
   * `browser` tells of other tabs and of the line (`events`), and lets one tab work alone (`locks`).
   */
  constructor(
    base, changed, withdrawn, storage = safeStorage(() => localStorage),
    browser = { events: globalThis, locks: navigator.locks },
  ) {
    this.#withdrawn = withdrawn;
    this.#changed = changed;
    this.#storage = storage;
    this.#events = browser.events;
    this.#outbox = new Outbox(storage);
    this.#session = new Session(base, storage, browser.locks, {
      position: this.#position,
      onEntries: (entries) => this.#receive(entries),
      onStatus: (status) => { this.status = status; this.#changed(); },
      onState: (state) => this.#setState(state),
      onOver: () => this.#forget(),
    });
  }

  /** Stored messages in order, then those that are not stored yet. */
  get messages() {
    const stored = [...this.#messages.values()]
      .filter((message) => !isCorrection(message)).sort((a, b) => a.sequence - b.sequence);
    const known = new Set(stored.map((message) => message.id));
    const waiting = this.#outbox.entries
      .filter((entry) => !known.has(entry.id))
      .map(({ id, text, failed }) => ({ id, text, failed, author: 'citizen', pending: !failed }));
    return [...stored, ...waiting];
  }

  /** Who answers: `{state: 'assistant' | 'waiting' | 'assigned', agent}`. */
  get handoff() {
    return handoffOf(this.status, this.#messages);
  }

  /** Whether the citizen's last message has no answer yet. */
  get isAwaiting() {
    const last = this.messages.at(-1);
    return last?.author === 'citizen' && !last.failed && this.handoff.state === 'assistant';
  }

  /** Up to which number this browser has had the messages before somebody's eyes. */
  get seen() {
    const [sequence, of] = (this.#storage.get(SEEN_KEY) ?? '').split(' ');
    return of === this.#mark ? Number(sequence) : 0;
  }

  set seen(sequence) {
    this.#storage.set(SEEN_KEY, `${sequence} ${this.#mark}`);
  }

  // Which conversation it is: another one begins its numbers anew.
  get #mark() {
    return this.#session.token.slice(-6);
  }

  /** Takes up the conversation of this browser, if there is one, until it is stopped. */
  start() {
    const signal = this.#session.start();
    const on = (name, act) => this.#events.addEventListener(name, act, { signal });
    on('storage', (event) => this.#hear(event));
    on('offline', () => this.#setState('broken'));
    on('online', () => (this.#session.isOpen ? this.#changed() : this.#setState('live')));
    if (navigator.onLine === false) this.#setState('broken');
    if (this.#session.token) this.#session.open();
    this.#sendAll();
  }

  /** Lets go of the server and of the browser; `start` takes it up again. */
  stop() {
    this.#session.stop();
  }

  /** Sends a text; `offeredBy` is the number of the message whose button was chosen. */
  say(text, offeredBy = null) {
    this.#post({ path: 'messages', text, offered_by: offeredBy });
  }

  /** Asks for a person or goes back to the assistant (`wish`: 'person' or 'assistant'). */
  wish(wish, text) {
    this.#post({ path: wish, text });
  }

  /** Sends again what has failed. */
  sendAgain(id) {
    const entry = this.#failed(id);
    if (!entry) return;
    this.#outbox.change({ ...entry, failed: undefined });
    this.#changed();
    this.#sendAll();
  }

  /** Gives up what has failed. */
  giveUp(id) {
    const entry = this.#failed(id);
    if (entry) this.#outbox.remove(entry);
    this.#changed();
  }

  /** Answers a form with a text or a File; throws Refused or Error, for the citizen to retry. */
  async answerForm(id, value, onProgress) {
    if (value instanceof File) {
      return upload(this.#session.address(`forms/${id}`), value, this.#session.headers, onProgress);
    }
    return this.#session.tell(`forms/${id}`, { value });
  }

  /** Sends the file that a procedure asks for; throws Refused or Error, for the citizen to retry. */
  async sendFile(file, onProgress) {
    return upload(
      this.#session.address('procedure/file'), file, this.#session.headers, onProgress);
  }

  /** Has the browser keep one of the citizen's documents; throws Error if it cannot be had. */
  async download(url) {
    const response = await fetch(url, { headers: this.#session.headers, cache: 'no-store' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    save(await response.blob(), response.headers.get('content-disposition'), url.split('/').at(-1));
  }

  /** Says whether an answer was useful ('up' or 'down'); shown at once, taken back if refused. */
  async rate(sequence, thumb) {
    const message = this.#messages.get(sequence);
    const before = message.thumb;
    const show = (value) => {
      this.#messages.set(sequence, { ...this.#messages.get(sequence), thumb: value });
      this.#changed();
    };
    show(thumb === 'up' ? 1 : -1);
    await this.#session.persist(() => this.#session.tell('thumbs', { sequence, thumb })).catch(() => show(before));
  }

  /** Leaves a message and a way to be reached; throws Refused with `body.fields`, or Error. */
  async leave(contact) {
    await this.#session.open();
    await this.#session.tell('contact', contact);
  }

  /** Answers the question after a conversation; throws Refused or Error. */
  async answerRating(answer) {
    await this.#session.tell('rating', answer);
  }

  /** The citizen has all messages before them; told again if nothing has come (`isAgain`). */
  async read(isAgain = false) {
    const sequence = this.#position.after;
    if (!sequence || (sequence <= this.#readSequence && !isAgain)) return;
    this.#readSequence = sequence;
    await this.#session.tell('read', { sequence }).catch(() => { this.#readSequence = 0; });
  }

  /** Tells an agent that the citizen types; it matters too little to be tried again. */
  async type(isTyping) {
    await this.#session.tell('typing', { typing: isTyping }).catch(() => {});
  }

  #failed(id) {
    return this.#outbox.entries.find((entry) => entry.id === id && entry.failed);
  }

  #post(entry) {
    this.#outbox.add(entry);
    this.#changed();
    this.#sendAll();
  }

  // Between two tries other tabs have their turn: they may have a better line.
  async #sendAll() {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let entry; (entry = this.#outbox.next) && !this.#session.signal.aborted;) {
      try {
        await this.#session.persist(async () => {
          await this.#session.open();
          await this.#session.alone('guido.sending', () => this.#sendNext());
        });
      } catch (error) {
        if (error instanceof Refused) this.#outbox.change({ ...entry, failed: error.message });
      }
      this.#changed();
    }
    this.#isSending = false;
  }

  // Throws what is to be tried again.
  async #sendNext() {
    const entry = this.#outbox.next;
    if (!entry || !this.#session.isOpen || this.#session.signal.aborted) return;
    const { headers } = this.#session;
    const { id, path, text, offered_by } = entry;
    try {
      const { sequence } = await this.#session.tell(path, { id, text, offered_by });
      if (!(sequence > 0)) throw new Error('no acknowledgement');
      // It stays in the outbox until the feed shows it, so that it never vanishes.
      this.#outbox.change({ ...entry, sequence });
      this.#outbox.dropShown(this.#position.after);
      this.#setState('live');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (isOver(error)) this.#session.end(headers);
      else this.#outbox.change({ ...entry, failed: error.message });
    }
  }

  // The conversation was deleted on the server (its days were over), or another tab has begun one.
  #forget() {
    this.#messages.clear();
    this.#outbox.dropShown(Infinity);
    this.#position.after = 0;
    this.#readSequence = 0;
    this.status = null;
    this.#changed();
  }

  // Another tab has written, or speaks in another conversation by now.
  #hear({ key, newValue }) {
    const isEntry = this.#outbox.take(key, newValue);
    this.#session.hear();
    if (isEntry) this.#sendAll();
    this.#changed();
  }

  #receive(entries) {
    for (const entry of entries) {
      if (entry.custom?.type === 'erased') this.#messages.clear();
      this.#messages.set(entry.sequence, entry);
      applyCorrection(this.#messages, entry, this.#withdrawn);
    }
    this.#outbox.dropShown(this.#position.after);
    this.#changed();
  }

  #setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.#changed();
  }
}
