// Dictating: what the browser hears is written into the field, and never sent by itself.
import { element, setText } from './dom.js';
import { texts } from './texts.js';
import { words } from './words.js';

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

/** Whether this browser can listen at all. */
export const canListen = Boolean(Recognition);

/** The button beside `input`; `tell` says how it goes. */
export function createVoice(input, tell) {
  const button = element('button', { type: 'button', hidden: '' }, texts.voice.speak);
  let listening = null;

  function show(recognition) {
    listening = recognition;
    setText(button, recognition ? texts.voice.stop : texts.voice.speak);
  }

  function listen() {
    const recognition = new Recognition();
    recognition.lang = words.locale;
    recognition.addEventListener('result', ({ results }) => {
      const heard = [...results].map(([{ transcript }]) => transcript.trim());
      input.value = [input.value.trim(), ...heard].filter(Boolean).join(' ');
      input.dispatchEvent(new Event('input'));
      tell(texts.voice.heard);
      input.focus();
    });
    recognition.addEventListener('error', ({ error }) => {
      if (error !== 'aborted') tell(texts.voice.troubles[error] ?? texts.voice.troubles.other);
    });
    recognition.addEventListener('end', () => show(null));
    recognition.start();
    show(recognition);
    tell(texts.voice.listening);
  }

  button.addEventListener('click', () => (listening ? listening.stop() : listen()));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !listening) return;
    event.stopPropagation(); // it ends the listening, not the panel
    listening.abort();
    tell('');
  });
  return {
    button,
    /** Ends listening, and drops what was heard. */
    end() { listening?.abort(); },
    /** Offers dictating, or ends it. */
    offer(isOn) {
      button.hidden = !isOn;
      if (!isOn) listening?.abort();
    },
  };
}
