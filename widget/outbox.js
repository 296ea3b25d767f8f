// What the citizen has written and the feed has not shown yet. The tabs of a browser share it: one
// key of the storage for each entry, so that none overwrites another's. No DOM here.
const PREFIX = 'guido.outbox.';

export class Outbox {
  #storage;
  #entries = new Map(); // by key, as this tab knows them

  constructor(storage) {
    this.#storage = storage;
    for (const key of storage.keys(PREFIX)) this.take(key, storage.get(key));
  }

  /** All entries in the order in which they were written, in whichever tab. */
  get entries() {
    return [...this.#entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** The first to be sent; what another tab has done meanwhile is taken over. */
  get next() {
    for (const { key } of this.entries) this.take(key, this.#storage.get(key));
    return this.entries.find(({ failed, sequence }) => !failed && !sequence);
  }

  add(entry) {
    const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    // After all that are there, whatever the clock says.
    const last = Number(this.entries.at(-1)?.key.split('.')[2] ?? 0);
    this.change({ ...entry, id, key: `${PREFIX}${Math.max(Date.now(), last + 1)}.${id}` });
  }

  change(entry) {
    this.#entries.set(entry.key, entry);
    this.#storage.set(entry.key, JSON.stringify(entry));
  }

  remove({ key }) {
    this.#entries.delete(key);
    this.#storage.set(key, null);
  }

  /** Drops what the feed has passed: it is shown by it, or was erased. */
  dropShown(after) {
    for (const entry of this.entries) if (entry.sequence <= after) this.remove(entry);
  }

  /** Takes over what the storage has under a key; false if the key is not one of these. */
  take(key, value) {
    if (!key?.startsWith(PREFIX)) return false;
    const entry = parsed(value);
    if (typeof entry?.text === 'string') this.#entries.set(key, { ...entry, key });
    // One that another tab has sent stays until this tab's own feed shows it.
    else if (!this.#entries.get(key)?.sequence) this.#entries.delete(key);
    return true;
  }
}

/** A value of the storage; null if it is none of ours. */
export function parsed(value) {
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
