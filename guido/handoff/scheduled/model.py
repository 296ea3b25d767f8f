"""A scheduled message, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from guido.errors import FieldsRefused
from guido.handoff.accounts.model import Agent

# What is written for later is still true then.
FURTHEST = timedelta(days=90)


class Standing(str, Enum):
    """Where a scheduled message stands; what its author cancels is deleted."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # its author did not hold the conversation any more when it was due


@dataclass(frozen=True)
class ScheduledMessage:
    """A text for a conversation, from the agent who wrote it."""

    id: int
    conversation_id: str
    agent: Agent
    text: str
    due_at: datetime
    standing: Standing


@dataclass(frozen=True)
class Due:
    """A message whose moment has come, to be written into its conversation.

    `sender_message_id` keeps it from being written twice.
    """

    conversation_id: str
    agent: Agent
    text: str
    sender_message_id: str


def check_due(due_at: datetime, now: datetime) -> datetime:
    """A moment at which a message can be sent; raises FieldsRefused."""
    if due_at <= now:
        raise FieldsRefused({"due_at": "schedule_past"})
    if due_at > now + FURTHEST:
        raise FieldsRefused({"due_at": "schedule_too_far"})
    return due_at
