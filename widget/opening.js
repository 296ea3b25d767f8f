// What a page wants to be asked when it opens the panel.
import { safeStorage, TOKEN_KEY } from './storage.js';
import { words } from './words.js';
import { request } from './transport.js';

/**
 * Writes down what is wished, for the citizen to send: a `question`, the `reference` of a case, or
 * the title of a `service` of the catalogue. A service is asked for at once where it was the
 * citizen who opened the panel (`isByHand`) and this browser has no conversation yet.
 */
export async function ask(base, conversation, write, { service, question, reference, isByHand }) {
  if (reference) return write(words.followCase(reference));
  if (question || !service) return write(question ?? '');
  const isFirst = !safeStorage(() => localStorage).get(TOKEN_KEY);
  const url = new URL(`../api/v1/services/${encodeURIComponent(service)}`, base);
  const title = await request(url).then((found) => found.title, () => '');
  if (!title) return console.warn(`guido: there is no service « ${service} ».`);
  if (isByHand && isFirst) return conversation.say(title);
  return write(title);
}
