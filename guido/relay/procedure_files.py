"""Files that citizens send in a procedure: checked by content, kept outside of what is served."""

from __future__ import annotations

from guido.conversations import Appended, Author, Conversations, Draft
from guido.errors import MessageRefused
from guido.handoff.forms import Forms
from guido.procedures.model import Type
from guido.procedures.steps import Ask
from guido.relay.procedure import ProcedureDialogue
from guido.relay.procedure_commands import ANSWER
from guido.relay.service import Relay
from guido.storage import Transaction


class ProcedureFiles:
    """Takes the file that a procedure asks for now."""

    def __init__(
        self, conversations: Conversations, forms: Forms, dialogue: ProcedureDialogue, relay: Relay,
    ) -> None:
        self._conversations = conversations
        self._forms = forms
        self._dialogue = dialogue
        self._relay = relay

    async def receive(self, conversation_id: str, name: object, content: bytes) -> Appended:
        """The citizen's file as a message; raises MessageRefused with the reason."""
        return await self._relay.take_in(
            conversation_id, self._store, conversation_id, name, content)

    def _store(
        self, tx: Transaction, conversation_id: str, name: object, content: bytes
    ) -> Appended:
        self._conversations.lock(tx, conversation_id)
        stand = self._dialogue.stand(tx, conversation_id)
        step = stand.engine.next(stand.answers) if stand else None
        if not stand or not isinstance(step, Ask) or step.question.type is not Type.FILE:
            raise MessageRefused("no_file_asked")
        file = self._forms.keep_file(tx, conversation_id, name, content)
        return self._conversations.append(tx, conversation_id, Draft(
            Author.CITIZEN, file.name, custom={
                "type": ANSWER, "draft": stand.id, "question": step.path,
                "file": {"id": file.id, "name": file.name, "kind": file.media_type,
                         "size": file.size}}))
