"""All procedures of the content folder; a file that somebody edits is read again."""

from __future__ import annotations

from pathlib import Path

from guido.catalogue.followed import FollowedFiles
from guido.procedures.model import Procedure
from guido.procedures.reader import procedure_files, read_procedure


class Library:
    """The procedures by name; raises ContentError if a file cannot be read at first."""

    def __init__(self, data: Path) -> None:
        self._followed = FollowedFiles(
            lambda: procedure_files(data), lambda path, _day: read_procedure(path))

    def all(self) -> list[Procedure]:
        """All that can be started by themselves, in the order of their names."""
        return [each for each in self._followed.current() if not each.follows]

    def get(self, name: str) -> Procedure | None:
        """A procedure by name, those that follow another one, too."""
        return next((each for each in self._followed.current() if each.name == name), None)

    def offered_with(self, name: str) -> list[Procedure]:
        """The procedures offered with the answers of a service or of another intent."""
        return [each for each in self.all()
                if name == each.service or name in each.offered_with]
