"""Tags, without any storage."""

from __future__ import annotations

from collections.abc import Iterable

from guido.errors import FieldsRefused
from guido.french.normalise import fold, visible

_LONGEST_TAG = 40
_MOST_TAGS = 10


def checked_tags(tags: object) -> tuple[str, ...]:
    """Tags as they are kept: without spaces around, each once; raises FieldsRefused."""
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise FieldsRefused({"tags": "tags"})
    by_meaning = {fold(tag): visible(tag) for tag in reversed(tags) if fold(tag)}
    found = tuple(reversed(by_meaning.values()))
    if len(found) > _MOST_TAGS or any(len(tag) > _LONGEST_TAG for tag in found):
        raise FieldsRefused({"tags": "tags"})
    return found


def most_used(used: Iterable[Iterable[str]], limit: int) -> list[str]:
    """The tags that were used most often, each in its most usual spelling."""
    spellings: dict[str, dict[str, int]] = {}
    for tag in (tag for tags in used for tag in tags):
        counted = spellings.setdefault(fold(tag), {})
        counted[tag] = counted.get(tag, 0) + 1
    order = sorted(spellings, key=lambda name: (-sum(spellings[name].values()), name))
    return [max(spellings[name], key=lambda tag: spellings[name][tag]) for name in order[:limit]]
