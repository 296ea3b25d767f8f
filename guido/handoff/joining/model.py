"""Why two conversations could be one citizen's, without any storage."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from guido.cases import locate_references
from guido.handoff.model import Escalation


class Likeness(str, Enum):
    """What two conversations have in common; data/messages.yml has the words."""

    CONTACT = "contact"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Same:
    """Another open conversation, with what it has in common and whether it was joined."""

    escalation: Escalation
    likenesses: tuple[Likeness, ...]
    is_joined: bool


def references(escalation: Escalation, texts: Iterable[str]) -> frozenset[str]:
    """The case references that the assistant knew or the citizen wrote."""
    known = json.dumps(dict(escalation.context), ensure_ascii=False)
    return frozenset(
        reference for text in (known, *texts) for _, _, reference in locate_references(text))


def likenesses(
    one: Escalation, other: Escalation, written: Mapping[str, Iterable[str]]
) -> tuple[Likeness, ...]:
    """What two have in common; `written` is what citizens wrote, by conversation."""
    found = []
    if one.contact_value and one.contact_value == other.contact_value:
        found.append(Likeness.CONTACT)
    mine, theirs = (references(each, written.get(each.conversation_id, ()))
                    for each in (one, other))
    if mine & theirs:
        found.append(Likeness.REFERENCE)
    return tuple(found)
