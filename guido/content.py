"""Reading content files (YAML) that people edit: every mistake is told with its file and place."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from guido.errors import ContentError

_MOST_BYTES = 1_000_000
_DEEPEST = 20
# In C where libyaml is there: five times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP = re.compile(r"(\w+)|\[(\d+)\]")
_NAME = re.compile(r"\w+")


def _refuse_traps(text: str) -> None:
    """Refuse what fills a memory or a stack: aliases (content needs none) and deep nesting."""
    depth = 0
    for event in yaml.parse(text, _LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, "aliases (*name) are not used here", event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.composer.ComposerError(
                None, None, "lists within lists, too deep to be meant", event.start_mark)


def read_yaml(path: Path) -> Any:
    """What a YAML file holds; raises ContentError with file and line if it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{path}: {error.strerror}") from error
    if len(raw) > _MOST_BYTES:
        raise ContentError(f"{path}: {len(raw)} bytes; a content file has at most {_MOST_BYTES}")
    try:
        text = raw.decode("utf-8")
        _refuse_traps(text)
        return yaml.load(text, _LOADER)
    except UnicodeDecodeError as error:
        raise ContentError(
            f"{path}:{_line(raw, error.start)}: not written in UTF-8; save it as UTF-8") from error
    except yaml.reader.ReaderError as error:
        raise ContentError(
            f"{path}:{_line(raw, error.position)}: a character that no text has") from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        raise ContentError(f"{path}{place}: {getattr(error, 'problem', None) or error}") from error


def _line(raw: bytes, position: int) -> int:
    return raw[:position].count(b"\n") + 1


def _line_of(path: Path, place: str) -> int:
    """The line at which a place such as « facets.cout.links[1] » begins, as far as it exists."""
    node = yaml.compose(path.read_text(encoding="utf-8"), _LOADER)
    line = node.start_mark.line if node else 0
    for name, number in _STEP.findall(place):
        found = None
        if number and isinstance(node, yaml.SequenceNode):
            found = node.value[int(number) - 1]
            line = found.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == name:
                    found, line = value, key.start_mark.line
        if found is None:
            break
        node = found
    return line + 1


class Fields:
    """The names and values of one place in a content file."""

    def __init__(self, path: Path, place: str, content: Any) -> None:
        if not isinstance(content, dict):
            raise ContentError(f"{path}: {place or 'the file'}: expected names with values")
        self.path = path
        self.place = place
        self._content = content

    @classmethod
    def read(cls, path: Path) -> Fields:
        """The outermost names of a file."""
        return cls(path, "", read_yaml(path))

    def over(self, other: Fields) -> Fields:
        """These names and values, and those of another place where this one has none."""
        return Fields(self.path, self.place, {**other._content, **self._content})

    def error(self, message: str, key: str = "") -> ContentError:
        """A mistake at this place, or at a name below it."""
        place = ".".join(part for part in (self.place, key) if part)
        return ContentError(
            f"{self.path}:{_line_of(self.path, place)}: {place or 'the file'}: {message}")

    def only(self, allowed: Collection[str]) -> Fields:
        """Refuse any other name: it would be a typing error that nobody notices."""
        unknown = sorted(str(key) for key in self._content if key not in allowed)
        if unknown:
            raise self.error(f"{unknown[0]!r} is not known here")
        return self

    def __contains__(self, key: str) -> bool:
        return self._content.get(key) is not None

    def names(self) -> list[str]:
        """The names at this place; each must be a word."""
        for key in self._content:
            if not isinstance(key, str) or not _NAME.fullmatch(key):
                raise self.error(f"{key!r} is no name; write it in quotes if it is yes, no or a "
                                 "number")
        return list(self._content)

    def text(self, key: str) -> str:
        """A text that must be there."""
        if key not in self._content:
            raise self.error(f"{key} is missing")
        return self._string(self._content[key], key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where it is left out."""
        return tuple(self._string(value, key) for value in self._list(key))

    def below(self, key: str) -> Fields:
        """The names below a name; empty where it is left out."""
        value = self._content.get(key)
        return Fields(self.path, self._join(key), {} if value is None else value)

    def each(self, key: str) -> list[Fields]:
        """The entries of a list of names with values, empty where it is left out."""
        return [Fields(self.path, f"{self._join(key)}[{number}]", value)
                for number, value in enumerate(self._list(key), 1)]

    def plain(self) -> dict[str, Any]:
        """All that stands at this place, as it is."""
        return dict(self._content)

    def url(self, key: str) -> str:
        """An address that begins with https."""
        value = self.text(key)
        if not value.startswith("https://"):
            raise self.error(f"{value!r} does not begin with https://", key)
        return value

    def date(self, key: str) -> date:
        """A day."""
        value = self._content.get(key)
        if type(value) is not date:
            raise self.error("expected a date such as 2026-11-10", key)
        return value

    def dates(self, key: str) -> tuple[date, ...]:
        """A list of days, empty where it is left out."""
        found = self._list(key)
        if any(type(value) is not date for value in found):
            raise self.error("expected dates such as 2026-11-10", key)
        return tuple(found)

    def number(self, key: str) -> Decimal:
        """A number, exactly as it is written."""
        value = self._content.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error("expected a number", key)
        return Decimal(str(value))

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number; the default, if there is one, where it is left out."""
        return self._whole(self._content.get(key, default), key)

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, empty where it is left out."""
        return tuple(self._whole(value, key) for value in self._list(key))

    def flag(self, key: str) -> bool:
        """True or false, false where it is left out."""
        value = self._content.get(key, False)
        if not isinstance(value, bool):
            raise self.error("expected true or false", key)
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """One of several words."""
        value = self.text(key)
        if value not in allowed:
            raise self.error(f"{value!r} is none of {', '.join(sorted(allowed))}", key)
        return value

    def _whole(self, value: Any, key: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error("expected a whole number", key)
        return value

    def _list(self, key: str) -> list[Any]:
        value = self._content.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error("expected a list", key)
        return value

    def _string(self, value: Any, key: str) -> str:
        if not isinstance(value, str) or not value.strip():
            shown = type(value).__name__ if isinstance(value, dict | list) else repr(value)
            raise self.error(f"expected a text, found {shown}", key)
        return value.strip()

    def _join(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key
