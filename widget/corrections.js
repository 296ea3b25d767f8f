// Messages that their author has corrected or withdrawn: an entry of its own tells it, so that
// whoever has seen the earlier text gets the new one in its place. No DOM here.

/** Whether an entry only tells of another message's correction, and is none itself. */
export const isCorrection = (entry) => entry.custom?.type === 'correction';

/**
 * Takes an entry's correction over into the messages (a Map by number) and returns the number of
 * the message that has changed; null if it is none, or already as the entry says.
 */
export function applyCorrection(messages, entry, withdrawn) {
  if (!isCorrection(entry)) return null;
  const { of, text } = entry.custom;
  const message = messages.get(of);
  const now = text ?? withdrawn;
  if (!message || (message.is_corrected && message.text === now)) return null;
  messages.set(of, {
    ...message, text: now, is_corrected: true, custom: text === null ? { type: 'withdrawn' } : null,
  });
  return of;
}
