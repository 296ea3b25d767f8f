"""Importing the official sheets: the old ones are shown until all of the new ones are in."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

from guido.catalogue.sheets import store
from guido.catalogue.sheets.archive import SheetFile
from guido.catalogue.sheets.model import Sheet
from guido.catalogue.sheets.reader import read_json, read_xml
from guido.errors import ContentError
from guido.storage import Database

_BATCH = 200
# More than this share gone at once is a broken download rather than an editor's decision.
_MOST_RETIRED = 1 / 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ImportReport:
    """What an import did; `refused` says for each malformed file what is wrong and where."""

    added: int
    changed: int
    unchanged: int
    retired: int
    refused: tuple[str, ...]


class SheetImport:
    """One import into a database; run again after a break, it goes on where it stopped."""

    def __init__(self, database: Database, may_retire_many: bool = False) -> None:
        self._database = database
        self._may_retire_many = may_retire_many
        self._active = database.run(store.active)
        self._next = self._active + 1
        self._shown = database.run(store.digests, self._active)
        self._waiting = database.run(store.waiting, self._next)
        self._known = {digest: key for known in (self._shown, self._waiting)
                       for key, digest in known.items()}
        self._batch: list[tuple[Sheet, str]] = []
        self._seen: dict[store.Key, str] = {}
        self._refused: dict[str, str] = {}

    def run(
        self, files: Iterable[SheetFile], source: str,
        told: Callable[[float], None] = lambda done: None,
    ) -> ImportReport:
        """Import; `told` hears the share that is done.

        A malformed sheet is passed over, and its earlier version stays. Raises ContentError,
        and changes nothing, if the files hold no sheet, cannot be read to their end, or lack
        more than a third of those shown now.
        """
        for file in files:
            self._take(file)
            told(file.done)
        self._flush()
        return self._activate(source)

    def _take(self, file: SheetFile) -> None:
        digest = hashlib.sha256(file.content).hexdigest()
        if digest in self._known:
            self._seen[self._known[digest]] = digest
            return
        try:
            sheet = (read_json if file.is_json else read_xml)(file.content, file.name)
        except ContentError as error:
            self._refused[file.sheet_id] = str(error)
            return
        self._seen[sheet.audience, sheet.id] = digest
        self._batch.append((sheet, digest))
        if len(self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._database.run(store.write, self._next, self._batch)
            self._batch = []

    def _activate(self, source: str) -> ImportReport:
        if not self._seen:
            raise ContentError(f"{source}: no sheet could be read")
        # What is malformed is not gone: its earlier version stays.
        retired = {key for key in set(self._shown) - set(self._seen)
                   if key[1] not in self._refused}
        if len(retired) > _MOST_RETIRED * len(self._shown) and not self._may_retire_many:
            raise ContentError(
                f"{source}: {len(retired)} of {len(self._shown)} sheets are missing; nothing was "
                "changed. If they are really gone, say --allow-retiring.")
        written = self._database.run(store.waiting, self._next)
        dropped = {key for key, digest in written.items() if self._seen.get(key) != digest
                   or self._shown.get(key) == digest}
        changed = set(written) - dropped
        report = ImportReport(
            added=len(changed - set(self._shown)), changed=len(changed & set(self._shown)),
            unchanged=len(set(self._seen) - changed), retired=len(retired),
            refused=tuple(self._refused.values()))
        if changed or retired:
            self._database.run(store.activate, self._next, retired, dropped, source,
                               datetime.now(timezone.utc))
            _log.info("sheets of generation %d are active", self._next)
        return report
