// What an agent wrote while nobody looked: a number on the launcher and in the page's title.
const EXPECTS_KEY = 'guido.expects'; // read by widget.js

export class Unread {
  #storage;
  #tell;
  #title = null; // the page's own, while the number stands before it
  count = 0;

  /** `tell(count)` is called when the number changes. */
  constructor(storage, tell) {
    this.#storage = storage;
    this.#tell = tell;
  }

  /** Counts anew; `isSeen` is whether the citizen has the messages before them. */
  update(conversation, isSeen) {
    const { messages, handoff, status } = conversation;
    const last = Math.max(0, ...messages.map(({ sequence }) => sequence ?? 0));
    if (isSeen && last > conversation.seen) conversation.seen = last;
    const count = unseen(conversation).length;
    const expects = handoff.state !== 'assistant' || status?.handoff?.has_left_message || count > 0
      || messages.some(({ pending }) => pending); // to be sent from whichever page comes next
    this.#storage.set(EXPECTS_KEY, expects ? 'yes' : 'no');
    if (count !== this.count) this.#show(count);
  }

  /** Takes the number away again, from the page's title as well. */
  stop() {
    this.#show(0);
  }

  /** The number of the first message that was not seen; null if all were. */
  firstOf(conversation) {
    return unseen(conversation)[0]?.sequence ?? null;
  }

  #show(count) {
    this.count = count;
    this.#mark();
    this.#tell(count);
  }

  // A title that the page itself has changed meanwhile is its own again.
  #mark() {
    if (this.#title !== null && document.title.endsWith(this.#title)) document.title = this.#title;
    this.#title = this.count ? document.title : null;
    if (this.count) document.title = `(${this.count}) ${document.title}`;
  }
}

function unseen({ messages, seen }) {
  return messages.filter(({ author, sequence }) => author === 'agent' && sequence > seen);
}
