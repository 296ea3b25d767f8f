// Going on here with a conversation that another institution has passed on: « …/#continue=TOKEN ».
import { TOKEN_KEY, safeStorage } from './storage.js';
import { persist, Refused, request } from './transport.js';

const ATTEMPT_KEY = 'guido.attempt';
const MARK = '#continue=';

/**
 * Takes the conversation of the page's address as the one of this browser, and the token out of
 * the address. Returns what is wrong as a sentence, or null.
 */
export async function goOn(base) {
  const token = location.hash.slice(MARK.length);
  const attempts = safeStorage(() => sessionStorage);
  // The same try after a broken connection or a reload is the same one for the server.
  const id = attempts.get(ATTEMPT_KEY) ?? crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  attempts.set(ATTEMPT_KEY, id);
  try {
    const answer = await persist(() => request(`${base}/continue`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token, id }),
    }));
    safeStorage(() => localStorage).set(TOKEN_KEY, answer.token);
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.message;
  } finally {
    history.replaceState(null, '', location.pathname + location.search);
  }
}
