"""A notice to all citizens, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guido.errors import FieldsRefused
from guido.french.normalise import visible

LONGEST_NOTICE = 300


@dataclass(frozen=True)
class NoticeDraft:
    """A notice that is not stored yet; it is shown from `begins_at` until `ends_at`."""

    text: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Notice(NoticeDraft):
    """A stored notice."""

    id: int = 0

    def is_current(self, now: datetime) -> bool:
        """Whether citizens see it at a moment."""
        return self.begins_at <= now < self.ends_at


def checked(text: str, begins_at: datetime | None, ends_at: datetime | None) -> NoticeDraft:
    """The notice on one line; FieldsRefused with what is wrong in each field.

    A moment is None where none was given, or what was given is none.
    """
    text = visible(text)
    wrong = {}
    if not text or len(text) > LONGEST_NOTICE:
        wrong["text"] = "notice_text"
    if begins_at is None:
        wrong["begins_at"] = "notice_moment"
    if ends_at is None:
        wrong["ends_at"] = "notice_moment"
    elif begins_at is not None and ends_at <= begins_at:
        wrong["ends_at"] = "notice_order"
    if wrong or begins_at is None or ends_at is None:
        raise FieldsRefused(wrong)
    return NoticeDraft(text, begins_at, ends_at)
