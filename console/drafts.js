// What an agent has written and not sent, and what was not acknowledged, by conversation.
// Kept in the tab's storage, so that neither a click nor a reload loses or misdirects it.
const KEY = 'guido.console';

export class Drafts {
  #byConversation;
  #isForgotten = false;

  constructor() {
    this.#byConversation = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  }

  /** `{draft, outbox: [{id, text, sequence?, failed?}]}` of a conversation. */
  of(conversation) {
    this.#byConversation[conversation] ??= { draft: '', outbox: [] };
    return this.#byConversation[conversation];
  }

  /** Conversations with messages that still have to be sent. */
  unsent() {
    return Object.keys(this.#byConversation).filter((conversation) =>
      this.next(conversation));
  }

  /** The next message to send in a conversation. */
  next(conversation) {
    return this.of(conversation).outbox.find((entry) => !entry.sequence && !entry.failed);
  }

  /** Removes a message that the feed shows. */
  drop(conversation, entry) {
    const kept = this.of(conversation);
    kept.outbox = kept.outbox.filter((each) => each !== entry);
    this.save();
  }

  save() {
    if (!this.#isForgotten) sessionStorage.setItem(KEY, JSON.stringify(this.#byConversation));
  }

  /** Keeps nothing from now on: what was written is not for whoever signs in next. */
  forget() {
    this.#isForgotten = true;
    sessionStorage.removeItem(KEY);
  }
}
