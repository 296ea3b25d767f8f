"""Forms and files, without any storage: what can be asked for, and what can be taken."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import PurePosixPath

from guido.errors import MessageRefused

LARGEST_FILE = 5 * 1024 * 1024
LONGEST_LABEL = 300
LONGEST_REFERENCE = 100
_LONGEST_NAME = 100
_PDF, _JPEG, _PNG = "application/pdf", "image/jpeg", "image/png"
_BEGINNINGS = ((b"%PDF-", _PDF), (b"\xff\xd8\xff", _JPEG), (b"\x89PNG\r\n\x1a\n", _PNG))
_ENDINGS = {_PDF: (".pdf",), _JPEG: (".jpg", ".jpeg"), _PNG: (".png",)}
_NOT_IN_NAMES = re.compile(r'[<>:"|?*;]')


class Kind(str, Enum):
    """What a form asks for."""

    DOCUMENT = "document"
    REFERENCE = "reference"
    CONSENT = "consent"


@dataclass(frozen=True)
class Form:
    """What an agent asks for in a conversation; answered at most once."""

    id: str
    conversation_id: str
    kind: Kind
    label: str
    escalation_id: int | None
    answered_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class File:
    """A file that a citizen sent; its content is read separately."""

    id: str
    conversation_id: str
    name: str
    media_type: str
    size: int
    created_at: datetime


def check_kind(kind: object) -> Kind:
    """The kind of a form; raises MessageRefused."""
    if kind not in [each.value for each in Kind]:
        raise MessageRefused("form_kind")
    return Kind(kind)


def check_label(label: object) -> str:
    """What a form asks for, in the agent's words; raises MessageRefused."""
    if not isinstance(label, str) or not label.strip():
        raise MessageRefused("form_label")
    if len(label.strip()) > LONGEST_LABEL:
        raise MessageRefused("form_label_too_long")
    return " ".join(label.replace("\x00", "").encode("utf-8", "replace").decode().split())


def check_media_type(content: bytes) -> str:
    """The media type by the content itself; raises MessageRefused.

    Only what begins as a PDF, JPEG or PNG file does is taken, whatever its name says.
    """
    if not content:
        raise MessageRefused("file_empty")
    if len(content) > LARGEST_FILE:
        raise MessageRefused("file_too_large")
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    raise MessageRefused("file_type")


def clean_name(name: object, media_type: str) -> str:
    """A file's name that can do no harm: no folders, no invisible characters, the right ending."""
    text = unicodedata.normalize("NFC", name) if isinstance(name, str) else ""
    text = PurePosixPath(text.replace("\\", "/")).name
    visible = "".join(c for c in text if unicodedata.category(c)[0] not in "CZ" or c == " ")
    visible = " ".join(_NOT_IN_NAMES.sub("", visible).split())
    stem, dot, ending = visible.rpartition(".")
    if not dot or f".{ending.lower()}" not in _ENDINGS[media_type]:
        stem, ending = visible, _ENDINGS[media_type][0][1:]
    stem = stem.strip(". ")[:_LONGEST_NAME].strip(". ")
    return f"{stem or 'document'}.{ending.lower()}"
