"""Keeping canned replies; each call runs in the caller's transaction."""

from __future__ import annotations

from pathlib import Path

from guido.errors import CannedReplyNotFound, FieldsRefused
from guido.handoff.accounts import Agent
from guido.handoff.audit import Audit
from guido.handoff.canned import store
from guido.handoff.canned.content import read_canned
from guido.handoff.canned.model import CannedReply, checked
from guido.storage import Transaction


class Canned:
    """Replies shared by all, which administrators keep, and each agent's own."""

    def __init__(self, audit: Audit | None = None) -> None:
        self._audit = audit or Audit()

    def all_shared(self, tx: Transaction) -> list[CannedReply]:
        """The shared ones by shortcut."""
        return store.of(tx, None)

    def own(self, tx: Transaction, agent_id: int) -> list[CannedReply]:
        """An agent's own by shortcut."""
        return store.of(tx, agent_id)

    def save_shared(
        self, tx: Transaction, agent: Agent, reply_id: int | None, shortcut: str, title: str,
        text: str,
    ) -> int:
        """Make a shared reply, or change the one with an id; returns the id.

        Raises FieldsRefused with what is wrong in each field, or CannedReplyNotFound.
        """
        return self._save(tx, agent, None, reply_id, shortcut, title, text)

    def save_own(
        self, tx: Transaction, agent: Agent, reply_id: int | None, shortcut: str, title: str,
        text: str,
    ) -> int:
        """The same with a reply of the agent's own; it goes before a shared one of its name."""
        return self._save(tx, agent, agent.id, reply_id, shortcut, title, text)

    def delete_shared(self, tx: Transaction, agent: Agent, reply_id: int) -> None:
        """Delete a shared reply; one that is not there is deleted already."""
        self._delete(tx, agent, None, reply_id)

    def delete_own(self, tx: Transaction, agent: Agent, reply_id: int) -> None:
        """Delete a reply of the agent's own; one that is not there is deleted already."""
        self._delete(tx, agent, agent.id, reply_id)

    def for_agent(self, tx: Transaction, agent_id: int) -> list[CannedReply]:
        """What an agent can use, by shortcut: their own, and the shared ones of other names."""
        own = self.own(tx, agent_id)
        names = {reply.shortcut for reply in own}
        others = [reply for reply in self.all_shared(tx) if reply.shortcut not in names]
        return sorted([*own, *others], key=lambda reply: reply.shortcut)

    def seed(self, tx: Transaction, path: Path) -> None:
        """Take those of a content file where there is none yet; raises ContentError."""
        if store.is_empty(tx):
            for draft in read_canned(path):
                store.insert(tx, None, draft)

    def _save(
        self, tx: Transaction, agent: Agent, owner: int | None, reply_id: int | None,
        shortcut: str, title: str, text: str,
    ) -> int:
        draft = checked(shortcut, title, text)
        if any(other.shortcut == draft.shortcut and other.id != reply_id
               for other in store.of(tx, owner)):
            raise FieldsRefused({"shortcut": "canned_shortcut_taken"})
        if reply_id is None:
            reply_id = store.insert(tx, owner, draft)
        elif not store.update(tx, owner, reply_id, draft):
            raise CannedReplyNotFound(str(reply_id))
        self._note(tx, agent, "canned_changed", owner, reply_id, shortcut=draft.shortcut)
        return reply_id

    def _delete(self, tx: Transaction, agent: Agent, owner: int | None, reply_id: int) -> None:
        if store.delete(tx, owner, reply_id):
            self._note(tx, agent, "canned_deleted", owner, reply_id)

    def _note(
        self, tx: Transaction, agent: Agent, action: str, owner: int | None, reply_id: int,
        **details: str,
    ) -> None:
        self._audit.note(tx, agent, action, reply=reply_id, is_shared=owner is None, **details)
