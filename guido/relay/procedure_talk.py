"""What the parts of the procedures' dialogue share: where it is said, and a draft as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guido.conversations import Author, Button, Conversations, Draft
from guido.procedures.drafts import Draft as ProcedureDraft
from guido.procedures.engine import Engine
from guido.procedures.model import Answers
from guido.relay.model import Reply
from guido.relay.procedure_commands import KIND
from guido.storage import Transaction


@dataclass(frozen=True)
class Talk:
    """A turn of the dialogue: its transaction, its conversation, and the message it answers."""

    tx: Transaction
    conversation_id: str
    reply_to: int | None
    conversations: Conversations

    def say(self, reply: Reply) -> None:
        """Say something in the assistant's name."""
        self.conversations.append(self.tx, self.conversation_id, Draft(
            Author.ASSISTANT, reply.text, reply.buttons, reply.custom, reply_to=self.reply_to))

    def tell(self, text: str, step: str, *buttons: Button, **custom: Any) -> None:
        """Say something around a procedure."""
        self.say(Reply(text, buttons, {"type": KIND, "step": step, **custom}))


@dataclass(frozen=True)
class Stand:
    """A draft as it stands: the engine of its procedure, and the answers so far."""

    draft: ProcedureDraft
    engine: Engine

    @property
    def id(self) -> str:
        return self.draft.id

    @property
    def answers(self) -> Answers:
        return self.draft.answers

    @property
    def phase(self) -> str:
        """What is waited for beside the next question: correct, consent, a confirmation."""
        return self.draft.context.get("phase", "")
