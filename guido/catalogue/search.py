"""One search over the cards and the official sheets, for the assistant, the API and operators."""

from __future__ import annotations

from pathlib import Path

from guido.catalogue.engine import Found
from guido.catalogue.service import Catalogue
from guido.catalogue.sheets.service import Sheets
from guido.content import Fields
from guido.french.texts import Texts
from guido.settings import Settings
from guido.storage import Database


class Search:
    """Cards and sheets, best first."""

    def __init__(self, catalogue: Catalogue, sheets: Sheets) -> None:
        self._catalogue = catalogue
        self._sheets = sheets

    def __call__(self, text: str, limit: int) -> list[Found]:
        """At most `limit` cards and sheets."""
        found = [*self._catalogue.search(text, limit), *self._sheets.search(text, limit)]
        return sorted(found, key=lambda each: -each.score)[:limit]

    def prepare(self) -> None:
        """Bring the index of the sheets up to date now, and wait for it."""
        self._sheets.prepare()


def open_search(settings: Settings, database: Database) -> tuple[Catalogue, Sheets, Search]:
    """The catalogue, the sheets and the search over both, as the settings say."""
    stop_words = load_stop_words(settings.data_dir / "search" / "stop_words.yml")
    texts = Texts.load(settings.data_dir / "messages.yml")
    catalogue = Catalogue(
        settings.data_dir / "catalogue", stop_words, texts.raw("card.expired"))
    sheets = Sheets(database, settings.var_dir / "search", settings.data_dir, stop_words)
    return catalogue, sheets, Search(catalogue, sheets)


def load_stop_words(path: Path) -> frozenset[str]:
    """The words that a search leaves out; ContentError if the file cannot be used."""
    fields = Fields.read(path)
    if "stop_words" not in fields:
        raise fields.error("stop_words is missing")
    return frozenset(fields.texts("stop_words"))
