"""Agents and what their accounts may hold, without any storage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from email_validator import EmailNotValidError, validate_email

from guido.errors import AccountRefused

_LONGEST_NAME = 80
_LONGEST_PREFERENCES = 4000
_MOST_CONVERSATIONS = 50


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


# Why a change of an account is refused; data/messages.yml has the words below `accounts`.
REFUSALS = {
    "no_login": "An agent needs a login of at most 80 characters.",
    "no_name": "An agent needs a name of at most 80 characters.",
    "login_taken": "There is an agent with this login already.",
    "bad_email": "This is not an e-mail address.",
    "email_taken": "Another agent has this e-mail address.",
    "short_password": "A password has at least 12 characters.",
    "wrong_password": "This is not the present password.",
    "bad_number": "The number of conversations at once is from 1 to 50.",
    "bad_preferences": "Preferences are an object of at most 4000 characters.",
    "last_administrator": "There must be another administrator first.",
}


def refusal(reason: str) -> AccountRefused:
    """The error of a reason."""
    return AccountRefused(reason, REFUSALS[reason])


def checked_name(name: str, reason: str) -> str:
    """A login or name without spaces around; raises AccountRefused."""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise refusal(reason)
    return name


def checked_email(email: str) -> str | None:
    """An e-mail address as it is compared, None for none; raises AccountRefused."""
    if not email.strip():
        return None
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise refusal("bad_email") from error


def checked_number(number: object) -> int:
    """How many conversations somebody may have at once; raises AccountRefused."""
    if type(number) is not int or not 1 <= number <= _MOST_CONVERSATIONS:
        raise refusal("bad_number")
    return number


def checked_preferences(preferences: object) -> dict[str, Any]:
    """What an agent has set for themselves, of a sensible size; raises AccountRefused."""
    if not isinstance(preferences, dict) or len(json.dumps(preferences)) > _LONGEST_PREFERENCES:
        raise refusal("bad_preferences")
    try:
        json.dumps(preferences, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:  # half a surrogate pair cannot be kept
        raise refusal("bad_preferences") from error
    return preferences
