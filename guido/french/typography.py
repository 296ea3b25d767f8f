"""The spaces of French typography: before « ; », inside « », between a number and its unit."""

from __future__ import annotations

import re

_NARROW, _WIDE = "\u202f", "\u00a0"
_RULES = (
    (re.compile(r"[ \u00a0](?=[;!?])"), _NARROW),
    (re.compile(r" (?=[:»%€])|(?<=«) "), _WIDE),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), _NARROW),
    (re.compile(r"(?<=\bn[°º]) (?=\d)|(?<=\bart\.) (?=\d)|(?<=\b(?:1er)) (?=[a-zéû])"), _WIDE),
)


def spaced(text: str) -> str:
    """The text with spaces that don't break where French has them; no space is added or lost."""
    for pattern, space in _RULES:
        text = pattern.sub(space, text)
    return text
