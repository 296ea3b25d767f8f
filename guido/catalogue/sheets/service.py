"""The sheets as doors see them: searched, and looked up; follows imports and edited words."""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from guido.catalogue import engine
from guido.catalogue.engine import Found, SearchIndex, SearchText
from guido.catalogue.sheets import store
from guido.catalogue.sheets.model import Sheet
from guido.errors import ContentError, GuidoError
from guido.storage import Database

_LOOK_EVERY_SECONDS = 2.0
EVERYDAY_WORDS = Path("search") / "everyday_words.tsv"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _State:
    """What an index is made of: an import's generation, and the words beside it."""

    generation: int
    digest: str

    @property
    def folder(self) -> str:
        return f"{self.generation}-{self.digest[:16]}"


class Sheets:
    """The sheets of the active import.

    Each process keeps an index below `folder`; the first to need one writes it, the others open
    it. While a new one is being written, the old one answers.
    """

    def __init__(
        self, database: Database, folder: Path, data: Path, stop_words: frozenset[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._folder = folder
        self._everyday = data / EVERYDAY_WORDS
        self._stop_words = stop_words
        self._clock = clock
        self._looked_at = -_LOOK_EVERY_SECONDS
        self._opened: tuple[_State, SearchIndex] | None = None
        self._refresh = threading.Lock()

    def search(self, text: str, limit: int) -> list[Found]:
        """The best sheets; none as long as nothing was imported."""
        opened = self._current()
        return opened.search(text, limit) if opened else []

    def sheet(self, audience: str, name: str) -> Sheet | None:
        """One sheet of the active import."""
        def look(transaction):
            return store.find(transaction, store.active(transaction), audience, name)
        return self._database.run(look)

    def prepare(self) -> None:
        """Bring the index up to date now, and wait for it."""
        with self._refresh:
            self._bring_up_to_date()

    def _current(self) -> SearchIndex | None:
        if self._clock() - self._looked_at >= _LOOK_EVERY_SECONDS:
            self._looked_at = self._clock()
            if self._opened is None:
                self._look(may_build=False)  # opening what is built takes no time
            threading.Thread(target=self._look, daemon=True).start()
        return self._opened[1] if self._opened else None

    def _look(self, may_build: bool = True) -> None:
        if not self._refresh.acquire(blocking=False):
            return  # it is being done
        try:
            self._bring_up_to_date(may_build)
        except GuidoError as error:
            _log.error("the sheets' index stays as it is: %s", error)
        finally:
            self._refresh.release()

    def _bring_up_to_date(self, may_build: bool = True) -> None:
        state = self._state()
        if state.generation == 0 or (self._opened and self._opened[0] == state):
            return
        folder = self._folder / state.folder
        if not folder.exists():
            if not may_build:
                return
            self._build(state, folder)
        self._opened = (state, SearchIndex.open(folder, self._stop_words))
        _log.info("searching in sheets of generation %d", state.generation)

    def _state(self) -> _State:
        digest = hashlib.sha256(Path(engine.__file__).read_bytes())
        digest.update(" ".join(sorted(self._stop_words)).encode())
        try:
            for part in _parts(self._everyday):
                digest.update(part.read_bytes())
        except OSError as error:
            raise ContentError(f"{self._everyday}: {error}") from error
        return _State(self._database.run(store.active), digest.hexdigest())

    def _build(self, state: _State, folder: Path) -> None:
        everyday = read_everyday_words(self._everyday)
        texts = (search_text(sheet, everyday.get(sheet.id, ""))
                 for sheet in self._database.run(store.read, state.generation)
                 if sheet.holds_answers and sheet.passages)
        self._folder.mkdir(parents=True, exist_ok=True)
        being_made = Path(tempfile.mkdtemp(dir=self._folder, prefix="being-made-"))
        try:
            engine.build(texts, self._stop_words, being_made)
            for old in self._folder.iterdir():
                if old != folder and not old.name.startswith("being-made-"):
                    shutil.rmtree(old, ignore_errors=True)
            try:
                being_made.rename(folder)
            except OSError:  # another process was faster
                if not folder.exists():
                    raise
        finally:
            shutil.rmtree(being_made, ignore_errors=True)


def read_everyday_words(path: Path) -> dict[str, str]:
    """Sheet ids with the words in which people look for them; ContentError names the line.

    The words may go on in further files beside it (everyday_words_2.tsv …).
    """
    found = {}
    for part in _parts(path):
        try:
            lines = part.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(f"{part}: {error}") from error
        for number, line in enumerate(lines, 1):
            name, separator, said = line.partition("\t")
            if line.strip() and not (separator and name and said.strip()):
                raise ContentError(f"{part}:{number}: expected a sheet's id, a tab and words")
            found[name] = said
    return found


def _parts(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.stem}*{path.suffix}")) or [path]


def search_text(sheet: Sheet, said: str) -> SearchText:
    """A sheet and the everyday words for it, as the search takes them."""
    return SearchText(
        sheet.id, "sheet", sheet.audience, sheet.title, sheet.description, sheet.url, sheet.date,
        sheet.dossier, (*(title for _, title in sheet.thread), *sheet.keywords), said,
        sheet.passages)
