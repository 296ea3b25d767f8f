"""Notes and mentions, without any storage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from guido.errors import FieldsRefused
from guido.handoff.accounts.model import Agent

LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Note:
    """What an agent wrote for colleagues; citizens never see it. `mentioned` are names."""

    id: int
    conversation_id: str
    agent: Agent
    text: str
    created_at: datetime
    mentioned: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    """A note in which an agent was named."""

    note: Note
    seen_at: datetime | None


def checked_text(text: object) -> str:
    """The text of a note without spaces around; raises FieldsRefused."""
    written = text.replace("\x00", "").strip() if isinstance(text, str) else ""
    if not written or len(written) > LONGEST_NOTE:
        raise FieldsRefused({"text": "note_text"})
    return written.encode("utf-8", "replace").decode("utf-8")


def mentioned_in(text: str, agents: Iterable[Agent]) -> list[Agent]:
    """The agents whom a text names as « @login », in the order of their logins."""
    by_login = {agent.login.casefold(): agent for agent in agents}
    # The longest first, so that @anne-marie does not name @anne.
    logins = "|".join(re.escape(login) for login in sorted(by_login, key=len, reverse=True))
    if not logins:
        return []
    found = re.findall(rf"(?<![\w.@])@({logins})(?![\w-])", text.casefold())
    return [by_login[login] for login in sorted(set(found))]
