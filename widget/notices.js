// What the administration tells everybody these days, above the messages.
import { element } from './dom.js';
import { safeStorage } from './storage.js';
import { texts } from './texts.js';
import { request } from './transport.js';

const KEY = 'guido.notices';

/** The place of the notices and `update(notices)`; whoever hides one has peace for the session. */
export function createNotices(base, storage = safeStorage(() => sessionStorage)) {
  const list = element('div', { class: 'notices', role: 'status', 'aria-label': texts.notices.label });
  const hidden = new Set(JSON.parse(storage.get(KEY) ?? '[]'));
  const shown = new Map();

  function hide(id) {
    hidden.add(id);
    storage.set(KEY, JSON.stringify([...hidden]));
    remove(id);
  }

  function remove(id) {
    shown.get(id).remove();
    shown.delete(id);
  }

  // Only what has changed is touched, so that a screen reader reads each once.
  function update(notices) {
    const wanted = new Map(notices.filter(({ id }) => !hidden.has(id)).map(({ id, text }) => [id, text]));
    for (const [id, node] of shown) {
      if (wanted.get(id) !== node.dataset.text) remove(id);
    }
    for (const [id, text] of wanted) {
      if (shown.has(id)) continue;
      const button = element('button', { type: 'button', 'aria-label': texts.notices.hide(text) },
        texts.notices.hideShort);
      button.addEventListener('click', () => hide(id));
      const node = element('div', { class: 'notice' }, element('p', {}, text), button);
      node.dataset.text = text;
      shown.set(id, node);
      list.append(node);
    }
    list.hidden = !shown.size;
  }

  update([]);
  // Without a conversation nothing follows it yet. If it cannot be had, the stream tells later; a page
  // that may not have the assistant is told so here.
  request(new URL('../api/v1/notices', base).href)
    .then(({ notices }) => update(notices), ({ code, message }) => {
      if (code === 'unknown_origin') update([{ id: code, text: message }]);
    });
  return { list, update };
}
