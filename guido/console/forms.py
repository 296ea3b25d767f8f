"""What the console's forms send: reading it carefully, and telling what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from sanic.response import HTTPResponse, json

from guido.errors import AccountRefused
from guido.french.texts import Texts

# The field of a form in which a change of an account is wrong.
_ACCOUNT_FIELDS = {
    "no_login": "login", "login_taken": "login", "no_name": "name", "bad_email": "email",
    "email_taken": "email", "bad_number": "most_conversations", "last_administrator": "role",
}


def fields_refused(texts: Texts, reasons: Mapping[str, str]) -> HTTPResponse:
    """422 with a French sentence for each field."""
    return json({"error": "fields", "fields": {
        field: texts(f"fields.{reason}") for field, reason in reasons.items()}}, status=422)


def account_refused(texts: Texts, refusal: AccountRefused) -> HTTPResponse:
    """422 with the sentence at its field, or for the whole where it has none."""
    message = texts(f"accounts.{refusal.reason}")
    field = _ACCOUNT_FIELDS.get(refusal.reason)
    if not field:
        return json({"error": refusal.reason, "message": message}, status=422)
    return json({"error": "fields", "fields": {field: message}}, status=422)


def refused(texts: Texts, key: str, status: int = 409, **values: object) -> HTTPResponse:
    """An answer that asking again would not change, with its sentence."""
    return json({"error": key.rsplit(".", 1)[-1], "message": texts(key, **values)}, status=status)


def text_of(body: Mapping[str, Any], name: str) -> str:
    """A text; empty for anything else. PostgreSQL cannot keep the NUL character."""
    value = body.get(name)
    return value.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(
        value, str) else ""


def texts_of(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The texts of a list, each once and without spaces around; others are left out."""
    value = body.get(name)
    entries = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(
        text_of({name: each}, name).strip() for each in entries
        if isinstance(each, str) and each.strip()))


def number_of(body: Mapping[str, Any], name: str) -> int | None:
    """A whole number, also written as a text; None for anything else."""
    value = body.get(name)
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 10:
        return int(value)
    return value if type(value) is int and 0 <= value < 10**9 else None


def numbers_of(body: Mapping[str, Any], name: str) -> tuple[int, ...]:
    """The whole numbers of a list; others are left out."""
    value = body.get(name)
    found = (number_of({name: each}, name) for each in (value if isinstance(value, list) else []))
    return tuple(dict.fromkeys(each for each in found if each is not None))


def moment_of(body: Mapping[str, Any], name: str) -> datetime | None:
    """A moment with its time zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text_of(body, name).replace("Z", "+00:00"))
        return moment.astimezone(timezone.utc) if moment.tzinfo else None
    except (ValueError, OverflowError):  # the first day of all has no day before it
        return None
