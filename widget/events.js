// What the host page is told for its own statistics: that something happened, never what was said.
import { safeStorage, TOKEN_KEY } from './storage.js';

const TOLD_KEY = 'guido.told';

export class Events {
  #tell;
  #storage;

  /** `tell(name, detail)` is called for each event, and not again at the next visit or in a new tab. */
  constructor(tell, storage = safeStorage(() => localStorage)) {
    this.#tell = tell;
    this.#storage = storage;
  }

  /** Tells what is new among the messages of a conversation. */
  update({ messages }) {
    const mark = (this.#storage.get(TOKEN_KEY) ?? '').slice(-6);
    const [number, of] = (this.#storage.get(TOLD_KEY) ?? '').split(' ');
    const told = of === mark ? Number(number) : 0;
    const fresh = messages.filter(({ sequence }) => sequence > told);
    if (!fresh.length) return;
    this.#storage.set(TOLD_KEY, `${fresh.at(-1).sequence} ${mark}`);
    for (const { author, custom } of fresh) {
      this.#tell('message', { author });
      if (custom?.type === 'handoff') this.#tell('handoff', { state: custom.state });
      if (custom?.type === 'procedure' && custom.step === 'filed') this.#tell('filed', {});
    }
  }
}
