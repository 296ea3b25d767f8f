// Telling the other side that somebody types: at most every three seconds, and when it is over.
const AGAIN = 3000;
const OVER = 5000;

export class Typing {
  #tell;
  #told = 0; // when it was told last; 0 if the other side takes it to be over
  #timer = null;
  #line = Promise.resolve(); // one after the other: the last word counts

  /** `tell(isTyping)` tells the server and never fails. */
  constructor(tell) {
    this.#tell = tell;
  }

  /** Something was typed. */
  typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stopped(), OVER);
    if (Date.now() - this.#told < AGAIN) return;
    this.#told = Date.now();
    this.#say(true);
  }

  /** It was sent, emptied or left alone. */
  stopped() {
    clearTimeout(this.#timer);
    if (!this.#told) return;
    this.#told = 0;
    this.#say(false);
  }

  #say(isTyping) {
    this.#line = this.#line.then(() => this.#tell(isTyping));
  }
}
