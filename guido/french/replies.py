"""The assistant's sentences with their buttons, kept in `data/replies.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guido.content import Fields


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
        content = Fields.read(path)
        replies = {}
        for name in content.names():
            parts = content.below(name).only({"text", "buttons", "custom"})
            buttons = tuple(
                {key: button.text(key) for key in ("title", "payload")}
                for button in parts.each("buttons"))
            custom = parts.below("custom").plain() if "custom" in parts else None
            replies[name] = ReplyText(parts.text("text"), buttons, custom)
        return cls(replies, common)

    def __call__(self, name: str, **values: object) -> ReplyText:
        """The reply with its values filled in; KeyError if there is none of that name."""
        reply = self._replies[name]
        text = reply.text.format(**{**self._common, **values})
        return ReplyText(text, reply.buttons, reply.custom)

    def names(self) -> frozenset[str]:
        """The names of all replies."""
        return frozenset(self._replies)
