"""Joining conversations: the citizen whose conversation waited is told who answers now."""

from __future__ import annotations

from guido.conversations import Author, Conversations, Draft
from guido.french.texts import Texts
from guido.handoff import Agent
from guido.handoff.joining import Joining
from guido.storage import Transaction


def join(
    tx: Transaction, joining: Joining, conversations: Conversations, texts: Texts,
    conversation_id: str, other_id: str, agent: Agent,
) -> None:
    """As `Joining.join`, with what is said in the conversation that was waiting."""
    if joining.join(tx, conversation_id, other_id, agent):
        conversations.append(tx, other_id, Draft(
            Author.SYSTEM, texts("handoff.taken", name=agent.name),
            custom={"type": "handoff", "state": "assigned", "agent": agent.name}))
