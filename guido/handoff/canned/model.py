"""A canned reply and its variables, without any storage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from guido.conversations.model import LONGEST_TEXT
from guido.errors import FieldsRefused

# What a text may name in braces; data/messages.yml has the words of each below `canned.missing`.
VARIABLES = ("agent", "administration", "telephone", "opening_hours", "service", "reference")
LONGEST_TITLE = 120
_SHORTCUT = re.compile(r"[a-z0-9à-öø-ÿœ][a-z0-9à-öø-ÿœ_-]{0,39}")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_BRACES = re.compile(r"[{}]")


@dataclass(frozen=True)
class CannedDraft:
    """A canned reply that is not stored yet: `/shortcut` in the answer field brings it up."""

    shortcut: str
    title: str
    text: str


@dataclass(frozen=True)
class CannedReply(CannedDraft):
    """A stored canned reply; one without `agent_id` is shared by all."""

    id: int = 0
    agent_id: int | None = None


def checked(shortcut: str, title: str, text: str) -> CannedDraft:
    """The reply without spaces around; FieldsRefused with what is wrong in each field.

    The shortcut may be given with its slash, and is kept in small letters.
    """
    draft = CannedDraft(shortcut.strip().removeprefix("/").lower(), title.strip(), text.strip())
    wrong = {}
    if not _SHORTCUT.fullmatch(draft.shortcut):
        wrong["shortcut"] = "canned_shortcut"
    if not draft.title or len(draft.title) > LONGEST_TITLE or not draft.title.isprintable():
        wrong["title"] = "canned_title"
    if not draft.text or len(draft.text) > LONGEST_TEXT or "\x00" in draft.text:
        wrong["text"] = "canned_text"
    elif not _has_known_variables(draft.text):
        wrong["text"] = "canned_variable"
    if wrong:
        raise FieldsRefused(wrong)
    return draft


def filled(text: str, values: Mapping[str, str], missing: Mapping[str, str]) -> str:
    """The text with its variables filled in; `missing` has what marks one that has no value."""
    return _VARIABLE.sub(lambda found: values.get(found[1]) or missing[found[1]], text)


def _has_known_variables(text: str) -> bool:
    named = _VARIABLE.findall(text)
    return all(name in VARIABLES for name in named) and not _BRACES.search(
        _VARIABLE.sub("", text))
