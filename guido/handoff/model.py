"""Escalations, without any storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from guido.handoff.accounts.model import Agent

REASONS = frozenset({
    "asked", "failures", "complaint", "emergency", "case_locked", "procedure", "rule"})
OUTCOMES = ("answered", "elsewhere", "no_answer", "unreachable", "abusive", "other")


class State(str, Enum):
    """Where an escalation stands; the last three are its ends."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    CLOSED = "closed"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Escalation:
    """A citizen's request for a person.

    `context` is what the assistant knew: slots, intent, facet. `queued_at` is the place in the
    queue, which whoever comes back to it keeps. `awaiting_since` is set while the citizen waits
    for the agent's next word. Agents may read the messages from `begun_sequence` back to the
    first, and on to `ended_sequence`.
    """

    id: int
    conversation_id: str
    reason: str
    service: str | None
    state: State
    agent: Agent | None
    created_at: datetime
    assigned_at: datetime | None
    ended_at: datetime | None
    team_id: int | None = None
    theme: str | None = None
    commune: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict, compare=False)
    queued_at: datetime | None = None
    held_since: datetime | None = None  # by its present agent
    offered_to: int | None = None
    first_answer_at: datetime | None = None
    awaiting_since: datetime | None = None
    answered_at: datetime | None = None
    idle_warned_at: datetime | None = None
    outcome: str | None = None
    tags: tuple[str, ...] = ()
    begun_sequence: int | None = None
    ended_sequence: int | None = None
    is_test: bool = False
    follow_up_on: date | None = None
    joined_to: int | None = None
    contact_kind: str | None = None
    contact_value: str | None = None
    word: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in (State.WAITING, State.ASSIGNED)

    @property
    def has_left_message(self) -> bool:
        """Whether the citizen doesn't wait here and is to be reached otherwise."""
        return self.contact_kind is not None

    def is_held_by(self, agent: Agent) -> bool:
        """Whether this agent, and nobody else, answers the citizen now."""
        return self.state is State.ASSIGNED and self.agent is not None and (
            self.agent.id == agent.id)
