"""An official sheet and its passages, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guido.catalogue.engine import Passage

# Kinds of sheets as their editor names them.
QUESTION, DECISION_TREE, WHAT_TO_DO_IF = (
    "Question-réponse", "Recherche guidée", "Comment faire si...")


@dataclass(frozen=True)
class Sheet:
    """An official sheet.

    `thread` are the themes above it, widest first, as (id, title); `dossier` is the third level
    of the editor's own thread, empty where the sheet lies above it. `links` are the ids of the
    sheets it names. `url` is the public page, `date` the day of the text's last change.
    """

    id: str
    audience: str
    kind: str
    title: str
    description: str
    date: date
    url: str
    thread: tuple[tuple[str, str], ...]
    dossier: str
    keywords: tuple[str, ...]
    links: tuple[str, ...]
    passages: tuple[Passage, ...]

    @property
    def holds_answers(self) -> bool:
        """A decision tree only asks; its text answers nothing."""
        return self.kind != DECISION_TREE
