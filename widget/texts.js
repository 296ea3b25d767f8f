// The texts of the interface, in the language that useLanguage has chosen.
import { english } from './texts-en.js';
import { french } from './texts-fr.js';

// A page in one language is served without the texts of the other.
export const texts = { ...(french ?? english) };

/** Chooses the language of the interface; French unless it is English. */
export function useLanguage(lang) {
  Object.assign(texts, /^en\b/i.test(lang) ? english : french);
}
