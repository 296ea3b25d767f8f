"""Escalations, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from guido.handoff.accounts.model import Agent

REASONS = frozenset({"asked", "failures", "complaint", "emergency", "case_locked"})


class State(str, Enum):
    """Where an escalation stands; the last three are its ends."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    CLOSED = "closed"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Escalation:
    """A citizen's request for a person."""

    id: int
    conversation_id: str
    reason: str
    service: str | None
    state: State
    agent: Agent | None
    created_at: datetime
    assigned_at: datetime | None
    ended_at: datetime | None

    def is_held_by(self, agent: Agent) -> bool:
        """Whether this agent, and nobody else, answers the citizen now."""
        return self.state is State.ASSIGNED and self.agent is not None and (
            self.agent.id == agent.id)
