// Conversations that the server looks for: the ended ones, and those in which words were written.
import { filters } from './filters.js';
import { read } from './server.js';
import { desk } from './state.js';
import { texts } from './texts-lists.js';

const PAGE = 25; // as many as the server sends at once

/** Whether the list that is shown is not the live one. */
export const isFromServer = () => desk.view.has('q') || desk.view.get('list') === 'closed';

class Found extends EventTarget {
  entries = [];
  hasMore = false;
  status = '';
  #isLoading = false;
  #asked = ''; // what was asked for last; an answer to something else comes too late

  /** Asks for the first page if something else is wanted than before. */
  async update() {
    const wanted = isFromServer() ? this.#address() : '';
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.#set([], false, wanted ? texts.searching : '');
    if (wanted) await this.#load(wanted, '');
  }

  /** Asks for the next page. */
  async more() {
    if (this.#isLoading) return;
    await this.#load(this.#asked, `&before=${this.entries.at(-1).escalation}`);
  }

  /** A conversation has ended: shows it, unless the agent has gone on to later pages. */
  async refresh() {
    if (this.entries.length > PAGE || this.#isLoading) return;
    await this.#load(this.#asked, '', []);
  }

  #address() {
    const query = filters();
    const words = desk.view.get('q');
    if (words) query.set('q', words);
    return `/agents/data/${words ? 'search' : 'closed'}?${query}`;
  }

  /** Puts a page after the entries that stay. */
  async #load(address, page, staying = this.entries) {
    this.#isLoading = true;
    try {
      const { found } = await read(`${address}${page}`);
      if (address !== this.#asked) return;
      const entries = [...staying, ...found];
      const hasMore = found.length === PAGE;
      const status = desk.view.has('q') ? texts.found(entries.length, hasMore)
        : texts.counts.closed(entries.length);
      this.#set(entries, hasMore, status);
    } catch {
      if (address === this.#asked) this.#set(this.entries, this.hasMore, texts.failed);
    } finally {
      this.#isLoading = false;
    }
  }

  #set(entries, hasMore, status) {
    Object.assign(this, { entries, hasMore, status });
    this.dispatchEvent(new Event('change'));
  }
}

export const found = new Found();
desk.addEventListener('view', () => found.update());

let openBefore = new Set();
desk.addEventListener('queue', () => {
  const open = new Set(desk.queue.map((entry) => entry.conversation));
  const hasEnded = [...openBefore].some((id) => !open.has(id));
  openBefore = open;
  if (hasEnded && desk.view.get('list') === 'closed' && !desk.view.has('q')) found.refresh();
});
