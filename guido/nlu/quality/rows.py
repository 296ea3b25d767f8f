"""Labelled questions in a file, read without loading Rasa, so that a mistake is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guido.errors import GuidoError

COLUMNS = ("text", "intent", "facet")
NONE = "-"
# As guido.nlu.confidence names it.
_OUT_OF_SCOPE = "hors_sujet"


class EvaluationFileError(GuidoError):
    """The file cannot be read; the message names it and the line."""


@dataclass(frozen=True)
class Row:
    """A labelled question; intent and facet are None where there is none."""

    text: str
    intent: str | None
    facet: str | None

    @property
    def is_in_scope(self) -> bool:
        """Whether it is one of the services or dialogue intents."""
        return self.intent not in (None, _OUT_OF_SCOPE)


def read_rows(path: Path, intents: frozenset[str], facets: frozenset[str]) -> list[Row]:
    """Read tab-separated text, intent, facet; other columns and a header line are ignored.

    Raises EvaluationFileError for a line with too few columns or an unknown name.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationFileError(f"{path}: {error}") from error
    places = range(len(COLUMNS))
    rows = []
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if number == 1 and set(COLUMNS) <= set(cells):
            places = [cells.index(column) for column in COLUMNS]
            continue
        if not line.strip():
            continue
        if len(cells) <= max(places):
            raise EvaluationFileError(f"{path}:{number}: expected {', '.join(COLUMNS)}")
        text, intent, facet = (cells[place].strip() for place in places)
        if intent != NONE and intent not in intents:
            raise EvaluationFileError(f"{path}:{number}: unknown intent {intent!r}")
        if facet != NONE and facet not in facets:
            raise EvaluationFileError(f"{path}:{number}: unknown facet {facet!r}")
        rows.append(Row(text, None if intent == NONE else intent,
                        None if facet == NONE else facet))
    if not rows:
        raise EvaluationFileError(f"{path}: no questions found")
    return rows
