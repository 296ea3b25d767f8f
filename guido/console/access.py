"""What agents may read of a conversation."""

from __future__ import annotations

from guido.errors import ConversationNotFound
from guido.relay.runtime import Runtime
from guido.storage import Transaction

_EVERYTHING = 2**31 - 1


def last_readable(tx: Transaction, runtime: Runtime, conversation_id: str) -> int:
    """The number of the last message that agents may read.

    While somebody waits for or talks to an agent that is everything. Afterwards it is what was
    written until then: what the citizen tells the assistant later is not the agents' business.
    Raises ConversationNotFound for a conversation in which no agent was ever asked for.
    """
    newest = next(iter(runtime.handoff.history(tx, conversation_id)), None)
    if newest is not None and newest.is_open:
        return _EVERYTHING
    if newest is None or newest.ended_sequence is None:
        raise ConversationNotFound(conversation_id)
    return newest.ended_sequence
