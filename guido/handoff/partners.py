"""Other institutions to which a conversation can be forwarded: `partners` of data/handoff.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from guido.content import Fields

_LONGEST_NAME = 80


@dataclass(frozen=True)
class Partner:
    """An institution with either an e-mail address or the address of a Guido of its own."""

    name: str
    email: str | None = None
    url: str | None = None


def read_partners(path: Path) -> tuple[Partner, ...]:
    """The partners of the file; raises ContentError naming file, line and what is wrong."""
    found: dict[str, Partner] = {}
    for content in Fields.read(path).each("partners"):
        partner = _partner(content.only({"name", "email", "url"}))
        if partner.name in found:
            raise content.error("there is a partner of this name already", "name")
        found[partner.name] = partner
    return tuple(found.values())


def _partner(content: Fields) -> Partner:
    name = content.text("name")
    if len(name) > _LONGEST_NAME or not name.isprintable() or set(name) & {",", "="}:
        raise content.error(
            f"expected at most {_LONGEST_NAME} characters, without comma and equals sign", "name")
    if ("email" in content) == ("url" in content):
        raise content.error("a partner has either email or url")
    if "url" in content:
        return Partner(name, url=_url(content))
    try:
        email = validate_email(content.text("email"), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise content.error("this is not an e-mail address", "email") from error
    return Partner(name, email=email)


def _url(content: Fields) -> str:
    """https, or http on this machine itself, where two installations can be tried."""
    url = content.text("url").rstrip("/")
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise content.error("expected an address that begins with https://", "url")
    return url
