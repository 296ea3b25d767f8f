// How the conversation is shown to this citizen: remembered by the browser.
import { parsed } from './outbox.js';
import { updateSimple } from './simple.js';
import { safeStorage } from './storage.js';

const KEY = 'guido.look';
const USUAL = { size: '100', colours: 'auto', simple: 'false', voice: 'false' };

/** Sizes of the text, in per cent of what the browser is set to. */
export const SIZES = ['100', '125', '150'];

/** The look of a panel and its log, until `signal`; `onVoice` is told whether dictating is wanted. */
export function createLook(panel, log, onVoice, signal) {
  const storage = safeStorage(() => localStorage);
  const look = { ...USUAL, ...parsed(storage.get(KEY)) };
  const night = matchMedia('(prefers-color-scheme: dark)');
  let buttons = [];

  function apply() {
    panel.dataset.size = look.size;
    panel.classList.toggle('dark', look.colours === 'dark' || (look.colours === 'auto' && night.matches));
    panel.classList.toggle('simple', look.simple === 'true');
    updateSimple(log, look.simple === 'true', true);
    onVoice(look.voice === 'true');
    for (const button of buttons) {
      button.setAttribute('aria-pressed', String(look[button.dataset.name] === button.dataset.value));
    }
  }

  night.addEventListener('change', apply, { signal });
  return {
    /** Applies it, and from now on shows it on the buttons of `box` by their data-name and data-value. */
    apply(box) {
      buttons = [...box.querySelectorAll('[data-name]')];
      apply();
    },
    /** Chooses a value; a switch that is on goes off. Returns whether it is on now. */
    choose(name, value) {
      const isOff = USUAL[name] === 'false' && look[name] === value;
      look[name] = isOff ? 'false' : value;
      storage.set(KEY, JSON.stringify(look));
      apply();
      return !isOff;
    },
    /** Brings what has been added to the log into line. */
    update() { updateSimple(log, look.simple === 'true'); },
  };
}
