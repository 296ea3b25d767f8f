// How far a file has gone: seen as a bar, read out only when it begins and when it has arrived.
import { element, setText } from './dom.js';
import { texts } from './texts.js';

/** The bar and its words as `nodes`; `show(share)` from 0 to 1, and `tell(text)`. */
export function createProgress() {
  const bar = element('progress', { 'aria-label': texts.sending, hidden: '' });
  const said = element('p', { class: 'progress', role: 'status' });
  return {
    nodes: [bar, said],
    show(share) {
      bar.hidden = share === 1;
      bar.value = share;
    },
    tell(text) {
      if (text !== texts.sending) bar.hidden = true;
      setText(said, text);
    },
  };
}
