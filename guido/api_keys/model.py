"""Keys and kept answers, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

LONGEST_NAME = 80
PREFIX = "gk_"  # by which a key is recognised where one was left lying about


class Scope(str, Enum):
    """What a key may do."""

    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"


@dataclass(frozen=True)
class ApiKey:
    """A key of another system; the key itself is shown once and kept as a hash."""

    id: int
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def may(self, scope: Scope) -> bool:
        """Whether it may do something."""
        return scope in self.scopes


@dataclass(frozen=True)
class KeptAnswer:
    """What a request was answered with."""

    status: int
    body: str
