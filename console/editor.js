// A list of things and the form that makes and changes one: what was typed stays until it is saved.
import { element } from '/widget/dom.js';
import { clearErrors, showErrors } from './form-errors.js';
import { change } from './server.js';
import { texts } from './texts-administration.js';

const DATA = '/agents/data/administration';
const part = (id) => document.getElementById(id);

/** Asks before something that hurts; true if the answer is yes. */
export function confirmed(title, text, yes) {
  const dialog = part('confirm');
  part('confirm-title').textContent = title;
  part('confirm-text').textContent = text;
  part('confirm-yes').textContent = yes;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/**
 * The editor of a section with the id `name`. `describe(entry)` gives `{title, lines}`, `fill(form,
 * entry)` puts an entry (or null) into the form, `read(form)` takes what is to be sent out of it,
 * `reload()` fetches everything anew.
 */
export class Editor {
  isDirty = false;

  constructor({ name, describe, fill, read, reload, onSaved = () => {} }) {
    Object.assign(this, { name, describe, fill, read, reload, onSaved });
    this.section = part(name);
    this.form = this.section.querySelector('form');
    this.listing = this.section.querySelector('.listing');
    this.listing.querySelector('.add').addEventListener('click', () => this.open(null));
    this.form.querySelector('.cancel').addEventListener('click', () => this.close());
    this.form.querySelector('.delete')?.addEventListener('click', () => this.#remove());
    this.form.addEventListener('input', () => { this.isDirty = true; });
    this.form.addEventListener('submit', (event) => this.#submit(event));
  }

  /** Shows the entries; a form that is open stays as it is. */
  show(entries) {
    this.entries = entries;
    if (!this.listing.querySelector('.status').textContent && !entries.length) this.say(texts.none);
    this.listing.querySelector('ul').replaceChildren(...entries.map((entry) => this.#row(entry)));
  }

  say(text) {
    this.listing.querySelector('.status').textContent = text;
  }

  open(entry) {
    this.entry = entry;
    this.isDirty = false;
    clearErrors(this.form);
    this.form.reset();
    const heading = part(`${this.name}-form-title`);
    heading.textContent = entry ? texts.mend(this.describe(entry).title) : texts.add[this.name];
    for (const node of this.form.querySelectorAll('.delete, .change-only')) node.hidden = !entry;
    this.fill(this.form, entry);
    this.#turn(true);
    heading.focus();
  }

  close(said = '') {
    this.isDirty = false;
    this.#turn(false);
    this.say(said || (this.entries.length ? '' : texts.none));
    const edit = [...this.listing.querySelectorAll('[data-entry]')].find(
      (node) => node.dataset.entry === String(this.entry?.id));
    (edit ?? part(`${this.name}-title`)).focus();
  }

  /** Does something on the server and goes back to the list; what is wrong is told in the form. */
  async does(path, body, said) {
    if (this.isSending) return undefined;
    this.isSending = true;
    try {
      const answer = await change(`${DATA}/${path}`, body);
      await this.reload();
      this.close(said);
      return answer;
    } catch (error) {
      const fields = error.body?.fields ?? {};
      const number = Object.keys(fields).length;
      showErrors(this.form, fields,
        number ? texts.toMend(number) : error.body?.message ?? texts.failed);
      return undefined;
    } finally {
      this.isSending = false;
    }
  }

  #turn(isOpen) {
    this.form.hidden = !isOpen;
    this.listing.hidden = isOpen;
  }

  #row(entry) {
    const { title, lines, state } = this.describe(entry);
    const edit = element('button', { type: 'button', 'data-entry': entry.id }, texts.edit,
      element('span', { class: 'unseen' }, ` : ${title}`));
    edit.addEventListener('click', () => this.open(entry));
    return element('li', state ? { class: state } : {},
      element('div', { class: 'what' }, element('h3', {}, title),
        ...lines.filter(Boolean).map((line) => element('p', {}, line))), edit);
  }

  async #submit(event) {
    event.preventDefault();
    const path = this.entry ? `${this.name}/${this.entry.id}` : this.name;
    const answer = await this.does(path, this.read(this.form), texts.saved);
    if (answer) this.onSaved(answer, this.form);
  }

  async #remove() {
    const { title } = this.describe(this.entry);
    if (!await confirmed(texts.removeWhat(title), texts.removeText, texts.remove)) return;
    await this.does(`${this.name}/${this.entry.id}/delete`, {}, texts.deleted);
  }
}
