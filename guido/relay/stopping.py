"""« stop »: the citizen wants to be told no more news, of one case or of any."""

from __future__ import annotations

import json

from guido.cases.reference import write_reference
from guido.conversations import Author, Conversations, Draft, Message
from guido.french.normalise import same
from guido.french.texts import Texts
from guido.handoff import Handoff, State
from guido.notifications import Notifications
from guido.relay.model import Turn
from guido.storage import Transaction

COMMAND_STOP = "relay:stop"  # {"case": …}; without it, whatever is told in the conversation


def stop_command(reference: str | None) -> str:
    """Ends what was agreed to for a case, or for all without one."""
    return COMMAND_STOP + (json.dumps({"case": reference}) if reference else "")


class Stopping:
    """A dialogue of one word; each call runs in the caller's transaction."""

    def __init__(
        self, conversations: Conversations, handoff: Handoff, notifications: Notifications,
        texts: Texts,
    ) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._notifications = notifications
        self._texts = texts

    def handles(
        self, tx: Transaction, conversation_id: str, message: Message, command: str | None
    ) -> bool:
        """Whether a citizen's message ends what they agreed to; not what they say to an agent."""
        if command:
            return command.partition("{")[0] == COMMAND_STOP
        words = self._texts.raw("notifications.stop_words").split(", ")
        if not any(same(message.text, word) for word in words):
            return False
        escalation = self._handoff.open_of(tx, conversation_id)
        is_held = escalation is not None and escalation.state is State.ASSIGNED
        return not is_held and self._notifications.has_agreed(tx, conversation_id)

    def handle(self, tx: Transaction, turn: Turn) -> None:
        """End it and say so; the conversation is locked and the message not yet settled."""
        _, brace, values = (turn.command or "").partition("{")
        reference = json.loads(brace + values)["case"] if brace else None
        if reference:
            self._notifications.disagree(tx, turn.conversation_id, reference)
            said = self._texts(
                "notifications.stopped_case", reference=write_reference(reference))
        else:
            self._notifications.stop(tx, turn.conversation_id)
            said = self._texts("notifications.stopped")
        self._conversations.append(tx, turn.conversation_id, Draft(
            Author.SYSTEM, said, custom={"type": "news"}, reply_to=turn.message.sequence))
