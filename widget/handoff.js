// Who answers, as the server tells it or the messages do. No DOM here.

/** `{state: 'assistant' | 'waiting' | 'assigned', agent}` for a status and messages by number. */
export function handoffOf(status, messages) {
  const standing = status?.handoff;
  if (!standing) return toldHandoff(messages);
  // Who has left a message doesn't wait here: the assistant answers meanwhile.
  const isFree = standing.state === 'waiting' && standing.has_left_message;
  return isFree ? { ...standing, state: 'assistant' } : standing;
}

// As the messages tell it, before the server has told how things stand.
function toldHandoff(messages) {
  const states = [...messages.values()]
    .sort((a, b) => a.sequence - b.sequence)
    .map((message) => message.custom)
    .filter((custom) => custom?.type === 'handoff' && custom.state !== 'noted');
  const last = states.at(-1);
  const open = last?.state === 'waiting' || last?.state === 'assigned';
  return open ? last : { state: 'assistant' };
}
