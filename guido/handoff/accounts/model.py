"""Agents, without any storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any


class Role(str, Enum):
    """What an agent may do; each role may do all that those before it may."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"

    def includes(self, other: Role) -> bool:
        """Whether whoever has this role may do what the other role may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Presence(str, Enum):
    """Whether an agent can be given conversations."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"


@dataclass(frozen=True)
class Agent:
    """A person of the administration who answers citizens."""

    id: int
    login: str
    name: str
    role: Role = Role.AGENT
    email: str | None = None
    is_active: bool = True
    presence: Presence = Presence.AWAY
    seen_at: datetime | None = None
    most_conversations: int = 5
    preferences: Mapping[str, Any] = field(default_factory=dict, compare=False)
