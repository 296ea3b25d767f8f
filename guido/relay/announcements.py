"""Dated notices in conversations of channels that show nothing but messages."""

from __future__ import annotations

from guido.conversations import Author, Conversations, Draft
from guido.handoff.notices import Notices
from guido.storage import Transaction


def announce(
    tx: Transaction, conversations: Conversations, notices: Notices, conversation_id: str
) -> None:
    """Say each of today's notices as a message of its own, once in a conversation."""
    for notice in notices.current(tx):
        conversations.append(tx, conversation_id, Draft(
            Author.SYSTEM, notice.text, custom={"type": "notice", "id": notice.id},
            sender_message_id=f"notice-{notice.id}"))
