"""The sentences of the service itself, kept in `data/messages.yml` and found by their key."""

from __future__ import annotations

from pathlib import Path

from guido.content import read_yaml
from guido.errors import ContentError


class Texts:
    """Sentences by dotted key, with `{name}` placeholders."""

    def __init__(self, sentences: dict[str, str]) -> None:
        self._sentences = sentences

    @classmethod
    def load(cls, path: Path) -> Texts:
        """Read a YAML file of nested keys; raises ContentError if it cannot be used."""
        content = read_yaml(path)
        if not isinstance(content, dict):
            raise ContentError(f"{path}: expected keys with sentences")
        return cls(dict(_flatten(content, path)))

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of a key with its values filled in; KeyError if there is none."""
        return self._sentences[key].format(**values)

    def raw(self, key: str) -> str:
        """The sentence of a key with its placeholders; KeyError if there is none."""
        return self._sentences[key]

    def under(self, prefix: str) -> dict[str, str]:
        """All sentences below a key, by the last part of their keys."""
        start = f"{prefix}."
        return {k.removeprefix(start): v for k, v in self._sentences.items() if k.startswith(start)}


def _flatten(content: dict[object, object], path: Path, prefix: str = ""):
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flatten(value, path, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield f"{prefix}{key}", value.strip()
        else:
            raise ContentError(f"{path}: {prefix}{key} is not a sentence")
