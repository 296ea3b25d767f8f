"""Codes with which a procedure is resumed: « K7M2-QX4P », without characters that look alike."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence

_LETTERS, _DIGITS = "ABCDEFGHJKMNPQRSTVWXYZ", "23456789"
_ALPHABET = _LETTERS + _DIGITS
_LENGTH = 8
_WRITTEN = re.compile(
    rf"(?<![A-Z0-9])([{_ALPHABET}]{{4}})[\s\-.]?([{_ALPHABET}]{{4}})(?![A-Z0-9])", re.IGNORECASE)


def make_code(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A new code with letters and digits, so that no word looks like one."""
    while True:
        code = "".join(choose(_ALPHABET) for _ in range(_LENGTH))
        if _is_mixed(code):
            return code


def write_code(code: str) -> str:
    """The form that people see."""
    return f"{code[:4]}-{code[4:]}"


def find_code(text: str) -> str | None:
    """The first code of a text, whatever its case, spaces and hyphens; None if there is none."""
    for match in _WRITTEN.finditer(text):
        code = (match[1] + match[2]).upper()
        if _is_mixed(code):
            return code
    return None


def _is_mixed(code: str) -> bool:
    letters = sum(character in _LETTERS for character in code)
    return 2 <= letters <= _LENGTH - 2
