// A field for tags: those chosen as buttons that take them away, and one to add another.
import { element } from '/widget/dom.js';
import { texts } from './texts-actions.js';

const MOST = 10;

/** Sets up the field `root`; `changed(tags)` is called after each change by the agent. */
export class TagField {
  #tags = [];

  constructor(root, changed = () => {}) {
    this.input = root.querySelector('input');
    this.list = root.querySelector('.chosen');
    this.error = root.querySelector('.error');
    this.changed = changed;
    root.querySelector('.add').addEventListener('click', () => this.#add());
    this.input.addEventListener('keydown', (event) => {
      if (event.isComposing || !(event.key === ',' || (event.key === 'Enter' && this.input.value.trim()))) return;
      event.preventDefault(); // else Enter would send the form around it
      this.#add();
    });
  }

  /** The tags, with one that is written and not yet added. */
  get tags() {
    const written = this.input.value.trim();
    return written ? this.#with(written) : [...this.#tags];
  }

  set tags(tags) {
    this.#tags = [...tags];
    this.#draw();
  }

  #with(tag) {
    const isThere = this.#tags.some((each) => each.toLowerCase() === tag.toLowerCase());
    return isThere ? [...this.#tags] : [...this.#tags, tag];
  }

  #add() {
    const tags = this.tags;
    const isTooMany = tags.length > MOST;
    this.error.textContent = isTooMany ? texts.tooManyTags : '';
    if (!isTooMany && this.input.value.trim()) {
      this.input.value = '';
      this.tags = tags;
      this.changed(tags);
    }
    this.input.focus();
  }

  #remove(tag) {
    this.tags = this.#tags.filter((each) => each !== tag);
    this.changed(this.#tags);
    this.input.focus();
  }

  #draw() {
    this.list.hidden = !this.#tags.length;
    this.list.replaceChildren(...this.#tags.map((tag) => {
      const button = element('button', { type: 'button', 'aria-label': texts.removeTag(tag) },
        tag, element('span', { 'aria-hidden': 'true' }, ' ×'));
      button.addEventListener('click', () => this.#remove(tag));
      return element('li', {}, button);
    }));
  }
}
