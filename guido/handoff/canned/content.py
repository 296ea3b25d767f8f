"""The shared replies with which a new installation begins, from `canned` of data/handoff.yml."""

from __future__ import annotations

from pathlib import Path

from guido.content import Fields
from guido.errors import FieldsRefused
from guido.handoff.canned.model import CannedDraft, checked

CANNED = Path("handoff.yml")  # below the folder of the content files
_KEYS = {"shortcut", "title", "text"}


def read_canned(path: Path) -> list[CannedDraft]:
    """The replies of a file; ContentError names file, line and what is wrong."""
    found: dict[str, CannedDraft] = {}
    for fields in Fields.read(path).each("canned"):
        fields.only(_KEYS)
        try:
            draft = checked(*(fields.text(key) for key in ("shortcut", "title", "text")))
        except FieldsRefused as refused:
            key, reason = next(iter(refused.reasons.items()))
            raise fields.error(f"cannot be taken ({reason})", key) from refused
        if draft.shortcut in found:
            raise fields.error("this shortcut is there twice", "shortcut")
        found[draft.shortcut] = draft
    return list(found.values())
