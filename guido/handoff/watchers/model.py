"""A watcher of a conversation, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CITIZEN = "citizen"


def agent_party(agent_id: int) -> str:
    """The name under which an agent watches."""
    return f"agent:{agent_id}"


@dataclass(frozen=True)
class Watcher:
    """The citizen or an agent (`party`), and until when they are taken to look and to type."""

    party: str
    looking_until: datetime | None
    typing_until: datetime | None
    read_sequence: int

    def is_looking(self, now: datetime) -> bool:
        return self.looking_until is not None and self.looking_until > now

    def is_typing(self, now: datetime) -> bool:
        return self.typing_until is not None and self.typing_until > now
