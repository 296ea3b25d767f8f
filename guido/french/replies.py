"""The assistant's sentences with their buttons, kept in `data/replies.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from guido.errors import ContentError


@dataclass(frozen=True)
class ReplyText:
    """A sentence, its buttons (`title`, `payload`) and its data for channels that show more."""

    text: str
    buttons: tuple[dict[str, str], ...]
    custom: dict[str, Any] | None


class Replies:
    """Replies by name; `common` values (the administration's name…) fill all of them."""

    def __init__(self, replies: dict[str, ReplyText], common: dict[str, object]) -> None:
        self._replies = replies
        self._common = common

    @classmethod
    def load(cls, path: Path, common: dict[str, object]) -> Replies:
        """Read the file; raises ContentError if a reply has no text or an unknown part."""
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ContentError(f"{path}: {error}") from error
        replies = {}
        for name, parts in content.items():
            if not isinstance(parts, dict) or set(parts) - {"text", "buttons", "custom"}:
                raise ContentError(f"{path}: {name}: expected text, buttons and custom")
            if not isinstance(parts.get("text"), str):
                raise ContentError(f"{path}: {name}: the text is missing")
            replies[name] = ReplyText(
                parts["text"].strip(), tuple(parts.get("buttons") or ()), parts.get("custom"))
        return cls(replies, common)

    def __call__(self, name: str, **values: object) -> ReplyText:
        """The reply with its values filled in; KeyError if there is none of that name."""
        reply = self._replies[name]
        text = reply.text.format(**{**self._common, **values})
        return ReplyText(text, reply.buttons, reply.custom)

    def names(self) -> frozenset[str]:
        """The names of all replies."""
        return frozenset(self._replies)
