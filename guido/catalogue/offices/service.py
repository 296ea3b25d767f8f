"""The offices near a commune: the administration's own and those of the official directory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from guido.catalogue.offices import store
from guido.catalogue.offices.communes import Commune
from guido.catalogue.offices.model import Office, kilometres
from guido.errors import ContentError
from guido.storage import Database, Transaction

_TOWN_HALL = "mairie"


@dataclass(frozen=True)
class NearOffice:
    """An office and its distance in kilometres, where both places are known."""

    office: Office
    kilometres: float | None


def import_offices(tx: Transaction, found: Iterable[Office], path: Path) -> int:
    """Put a directory in the place of the one before, all of it or nothing; its number of offices.

    Raises ContentError if it holds none: that is no directory.
    """
    number = store.replace(tx, found)
    if not number:
        raise ContentError(f"{path}: no office could be read; the offices before stay")
    return number


class Offices:
    """Finds offices; `own` gives those of data/organisation.yml as they are now."""

    def __init__(self, database: Database, own: Callable[[], Iterable[Office]]) -> None:
        self._database = database
        self._own = own

    def has_directory(self) -> bool:
        """Whether the official directory was imported."""
        return self._database.run(store.number) > 0

    def own(self, kinds: Iterable[str]) -> list[NearOffice]:
        """The administration's own offices of some kinds."""
        wanted = set(kinds)
        return [NearOffice(office, None) for office in self._own() if office.kind in wanted]

    def near(self, kinds: Iterable[str], commune: Commune, limit: int) -> list[NearOffice]:
        """The nearest offices of some kinds: first those that serve the commune, then by distance.

        Of town halls only those of the commune itself are named: others are not in charge.
        """
        wanted = list(kinds)
        found = self._database.run(store.of_kinds, {*wanted, _TOWN_HALL}, commune.department)
        here = next((each.place for each in found if each.kind == _TOWN_HALL and each.place
                     and commune.codes & set(each.communes)), None)
        near = [NearOffice(each, kilometres(here, each.place) if here and each.place else None)
                for each in found
                if each.kind in wanted
                and (each.kind != _TOWN_HALL or commune.codes & set(each.communes))]
        near += [NearOffice(each, None) for each in self._own()
                 if each.kind in wanted and commune.codes & set(each.communes)]

        def rank(each: NearOffice) -> tuple[bool, int, float]:
            return (not commune.codes & set(each.office.communes), wanted.index(each.office.kind),
                    each.kilometres if each.kilometres is not None else float("inf"))
        return sorted(near, key=rank)[:limit]
