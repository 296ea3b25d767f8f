// Which conversation this browser has: its secret token, and the way to the server. No DOM here.
import { alone, TOKEN_KEY } from './storage.js';
import { follow, persist, request } from './transport.js';

export class Session {
  #base;
  #storage;
  #locks;
  #feed;
  #token = ''; // of the conversation that is followed here
  #opened = null;
  #following = null;
  #stopping = new AbortController();

  /**
   * For a server's widget address. `feed` has a `position` and is told what `follow` tells, and by
   * `onOver` that the conversation is no longer this one.
   */
  constructor(base, storage, locks, feed) {
    this.#base = base;
    this.#storage = storage;
    this.#locks = locks;
    this.#feed = feed;
  }

  /** The token that the tabs of this browser share, or ''. */
  get token() {
    return this.#storage.get(TOKEN_KEY) ?? '';
  }

  get headers() {
    return { Authorization: `Bearer ${this.#token}` };
  }

  get isOpen() {
    return this.#opened !== null;
  }

  /** Aborted when the session is stopped. */
  get signal() {
    return this.#stopping.signal;
  }

  address(path) {
    return `${this.#base}/${path}`;
  }

  /** Lets work be done and done again; returns the signal by which it ends. */
  start() {
    this.#stopping = new AbortController();
    return this.signal;
  }

  stop() {
    this.#stopping.abort();
    this.#following?.abort();
    this.#opened = null;
  }

  /** Calls `work` until it succeeds; throws Refused, or an Error if the session is stopped. */
  persist(work) {
    return persist(work, () => this.#feed.onState('broken'), this.signal);
  }

  /** Does something in one tab at a time. */
  alone(name, work) {
    return alone(this.#locks, name, work);
  }

  /** Posts to the conversation; throws as `request` does. */
  tell(path, body) {
    return request(this.address(path), {
      method: 'POST',
      headers: { ...this.headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Opens the conversation, or takes it up, and follows it. */
  open() {
    this.#opened ??= this.#takeToken().then(() => this.#follow(), (error) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  /** Takes over what another tab has changed. */
  hear() {
    if (this.#token && this.#token !== this.token) this.#end();
    if (this.token) this.open();
  }

  /** The server says that there is no conversation of these headers any more. */
  end({ Authorization }) {
    if (Authorization === `Bearer ${this.token}`) this.#storage.set(TOKEN_KEY, null);
    if (Authorization === this.headers.Authorization) this.#end();
  }

  #end() {
    this.#following?.abort();
    this.#token = '';
    this.#opened = null;
    this.#feed.onOver();
  }

  // Of several tabs that begin at once one opens the conversation of all.
  async #takeToken() {
    if (!this.token) await this.persist(() => this.alone('guido.opening', () => this.#begin()));
    this.#token = this.token;
  }

  async #begin() {
    if (this.token) return;
    const { token } = await request(this.address('conversations'), { method: 'POST' });
    if (!token) throw new Error('no token');
    if (!this.token) this.#storage.set(TOKEN_KEY, token);
  }

  #follow() {
    if (this.signal.aborted) return; // stopped while the conversation was being opened
    const { headers } = this;
    this.#following = new AbortController();
    follow({
      ...this.#feed,
      stream: this.address('stream'),
      poll: (after) => request(this.address(`messages?after=${after}`), { headers }),
      headers,
      onRefused: (error) => { if (isOver(error)) this.end(headers); },
      signal: this.#following.signal,
    });
  }
}

/** Whether the server itself, and nobody between, says that the conversation was deleted. */
export const isOver = ({ status, code }) => status === 401 && code === 'unknown_conversation';
