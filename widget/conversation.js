// The state of one conversation: its messages, and those that are on their way. No DOM here.
import { applyCorrection, isCorrection } from './corrections.js';
import { follow, persist, Refused, request } from './transport.js';
import { save, upload } from './upload.js';

export const TOKEN_KEY = 'guido.token';
const OUTBOX_KEY = 'guido.outbox';
const SEEN_KEY = 'guido.seen';

/** Keeps small values, in memory alone where the browser's storage is blocked. */
export function safeStorage(storage) {
  const memory = new Map();
  return {
    get(key) {
      try {
        return storage().getItem(key) ?? memory.get(key) ?? null;
      } catch {
        return memory.get(key) ?? null;
      }
    },
    set(key, value) {
      memory.set(key, value);
      try {
        storage().setItem(key, value);
      } catch {
        // Kept in memory, until the page is left.
      }
    },
  };
}

export class Conversation {
  #base;
  #storage;
  #changed;
  #messages = new Map();
  #outbox;
  #position = { after: 0 };
  #opened = null;
  #isSending = false;
  #readSequence = 0;
  #withdrawn;
  state = 'live';
  status = null; // what the server tells of the other side: who types, what was read

  /** `changed` is called after every change; `withdrawn` stands for a message taken back. */
  constructor(base, changed, withdrawn, storage = safeStorage(() => localStorage)) {
    this.#base = base;
    this.#withdrawn = withdrawn;
    this.#changed = changed;
    this.#storage = storage;
    this.#outbox = JSON.parse(storage.get(OUTBOX_KEY) ?? '[]');
  }

  /** Stored messages in order, then those that are not stored yet. */
  get messages() {
    const stored = [...this.#messages.values()]
      .filter((message) => !isCorrection(message)).sort((a, b) => a.sequence - b.sequence);
    const known = new Set(stored.map((message) => message.id));
    const waiting = this.#outbox
      .filter((entry) => !known.has(entry.id))
      .map(({ id, text, failed }) => ({ id, text, failed, author: 'citizen', pending: !failed }));
    return [...stored, ...waiting];
  }

  /** Who answers: `{state: 'assistant' | 'waiting' | 'assigned', agent}`. */
  get handoff() {
    const standing = this.status?.handoff;
    if (!standing) return this.#toldHandoff;
    // Who has left a message doesn't wait here: the assistant answers meanwhile.
    const isFree = standing.state === 'waiting' && standing.has_left_message;
    return isFree ? { ...standing, state: 'assistant' } : standing;
  }

  // As the messages tell it, before the server has told how things stand.
  get #toldHandoff() {
    const states = [...this.#messages.values()]
      .sort((a, b) => a.sequence - b.sequence)
      .map((message) => message.custom)
      .filter((custom) => custom?.type === 'handoff' && custom.state !== 'noted');
    const last = states.at(-1);
    const open = last?.state === 'waiting' || last?.state === 'assigned';
    return open ? last : { state: 'assistant' };
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
    return (this.#storage.get(TOKEN_KEY) ?? '').slice(-6);
  }

  /** Takes up the conversation of this browser, if there is one. */
  start() {
    if (this.#storage.get(TOKEN_KEY)) this.#open();
    if (this.#outbox.length) this.#sendAll();
  }

  /** Sends a text; `offeredBy` is the number of the message whose button was chosen. */
  say(text, offeredBy = null) {
    this.#post({ path: 'messages', text, offered_by: offeredBy });
  }

  /** Asks for a person or goes back to the assistant (`wish`: 'person' or 'assistant'). */
  wish(wish, text) {
    this.#post({ path: wish, text });
  }

  /** Answers a form with a text or a File; throws Refused or Error, for the citizen to retry. */
  async answerForm(id, value, onProgress) {
    if (value instanceof File) {
      return upload(`${this.#base}/forms/${id}`, value, this.#headers(), onProgress);
    }
    return this.#tell(`forms/${id}`, { value });
  }

  /** Sends the file that a procedure asks for; throws Refused or Error, for the citizen to retry. */
  async sendFile(file, onProgress) {
    return upload(`${this.#base}/procedure/file`, file, this.#headers(), onProgress);
  }

  /** Has the browser keep one of the citizen's documents; throws Error if it cannot be had. */
  async download(url) {
    const response = await fetch(url, { headers: this.#headers(), cache: 'no-store' });
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
    await persist(() => this.#tell('thumbs', { sequence, thumb })).catch(() => show(before));
  }

  /** Leaves a message and a way to be reached; throws Refused with `body.fields`, or Error. */
  async leave(contact) {
    await this.#open();
    await this.#tell('contact', contact);
  }

  /** Answers the question after a conversation; throws Refused or Error. */
  async answerRating(answer) {
    await this.#tell('rating', answer);
  }

  /** The citizen has all messages before them; told again if nothing has come (`isAgain`). */
  async read(isAgain = false) {
    const sequence = this.#position.after;
    if (!sequence || (sequence <= this.#readSequence && !isAgain)) return;
    this.#readSequence = sequence;
    await this.#tell('read', { sequence }).catch(() => { this.#readSequence = 0; });
  }

  /** Tells an agent that the citizen types; it matters too little to be tried again. */
  async type(isTyping) {
    await this.#tell('typing', { typing: isTyping }).catch(() => {});
  }

  #tell(path, body) {
    return request(`${this.#base}/${path}`, {
      method: 'POST',
      headers: { ...this.#headers(), 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  #post(entry) {
    this.#outbox = this.#outbox.filter((each) => !each.failed);
    this.#outbox.push({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, ...entry });
    this.#saved();
    this.#sendAll();
  }

  async #sendAll() {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let entry; (entry = this.#outbox.find((each) => !each.failed && !each.sequence)); ) {
      await this.#send(entry);
      this.#saved();
    }
    this.#isSending = false;
  }

  async #send(entry) {
    try {
      await this.#open();
      const { id, path, text, offered_by } = entry;
      const { sequence } = await persist(
        () => this.#tell(path, { id, text, offered_by }), () => this.#setState('broken'));
      // It stays in the outbox until the feed shows it, so that it never vanishes.
      entry.sequence = sequence;
      this.#dropShown();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return this.#startAnew();
      entry.failed = error.message;
    }
  }

  // What the feed has passed is shown by it, or was erased.
  #dropShown() {
    this.#outbox = this.#outbox.filter((entry) =>
      !entry.sequence || entry.sequence > this.#position.after);
  }

  // The conversation was deleted on the server (its days were over): begin a new one.
  #startAnew() {
    this.#storage.set(TOKEN_KEY, '');
    this.#messages.clear();
    this.#outbox = this.#outbox.filter((entry) => !entry.sequence);
    this.#position.after = 0;
    this.#readSequence = 0;
    this.status = null;
    this.#opened = null;
  }

  #open() {
    this.#opened ??= this.#takeToken().then(() => {
      follow({
        stream: `${this.#base}/stream`,
        poll: (after) => request(
          `${this.#base}/messages?after=${after}`, { headers: this.#headers() }),
        headers: this.#headers(),
        position: this.#position,
        onEntries: (entries) => this.#receive(entries),
        onStatus: (status) => { this.status = status; this.#changed(); },
        onState: (state) => this.#setState(state),
        onRefused: () => { this.#startAnew(); this.#changed(); },
      });
    });
    return this.#opened;
  }

  async #takeToken() {
    if (this.#storage.get(TOKEN_KEY)) return;
    const { token } = await persist(
      () => request(`${this.#base}/conversations`, { method: 'POST' }),
      () => this.#setState('broken'));
    this.#storage.set(TOKEN_KEY, token);
  }

  #headers() {
    return { Authorization: `Bearer ${this.#storage.get(TOKEN_KEY)}` };
  }

  #receive(entries) {
    for (const entry of entries) {
      if (entry.custom?.type === 'erased') this.#messages.clear();
      this.#messages.set(entry.sequence, entry);
      applyCorrection(this.#messages, entry, this.#withdrawn);
    }
    this.#dropShown();
    this.#saved();
  }

  #setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.#changed();
  }

  #saved() {
    this.#storage.set(OUTBOX_KEY, JSON.stringify(this.#outbox));
    this.#changed();
  }
}
