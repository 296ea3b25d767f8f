"""Communes of France as people name them, from the official list that package.json installs.

« Paris 15 », « St Denis », « 69003 », « Saint-Denis (93) », and communes that have been merged.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guido.errors import ContentError
from guido.french.gazetteer import name_key
from guido.hours import department_of

DATA = Path("node_modules/@etalab/decoupage-administratif/data")
_ARRONDISSEMENT = re.compile(r"^(.+?) (\d{1,2})(?:er|e|eme|ieme)?(?: arrondissement)?$")
_POSTAL_CODE = re.compile(r"(?<!\d)(\d{2}) ?(\d{3})(?!\d)")
_CODE = re.compile(r"\d[\dAB]\d{3}")
_ARTICLES = {"le", "la", "les"}
_NO_SHORT = {"saint", "sainte", "mont", "vieux", "grande", "grand", "petit", "bois"}
_LARGE, _MIDDLE, _LEAST_SHORT = 20_000, 2_000, 3
_DEPARTMENT = re.compile(r"(?<!\d)(2[ab]|9[78]\d|\d{2})(?!\d)")


@dataclass(frozen=True)
class Commune:
    """A commune; `former` is the merged one by whose name it was found, if it was.

    A municipal arrondissement is `part_of` the commune with this code.
    """

    code: str
    name: str
    postal_codes: tuple[str, ...]
    population: int
    former: str = ""
    part_of: str = ""

    @property
    def codes(self) -> set[str]:
        """Its code and that of the commune of which it is a part."""
        return {self.code, self.part_of} - {""}

    @property
    def department(self) -> str:
        return department_of(self.code)


def commune_name(value: str) -> str:
    """The name of a commune that is given by its official code; anything else as it is.

    Without the index of names that finding one in a text needs, which takes a second to make.
    """
    return _names().get(value, value) if _CODE.fullmatch(value) else value


@cache
def _names() -> dict[str, str]:
    return {entry["code"]: entry["nom"] for entry in _entries(DATA / "communes.json")
            if entry["type"] in ("commune-actuelle", "arrondissement-municipal")}


def _entries(path: Path) -> list[dict]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentError(f"The list of communes cannot be read ({error}). Run make run "
                           "again: it installs the data sets of package.json.") from error


@cache
def all_communes() -> Communes:
    """The communes of the official list, read once in a process; that takes a second or two."""
    return Communes()


class Communes:
    """All communes, by name and by postal code; raises ContentError if the list is missing."""

    def __init__(self, folder: Path = DATA) -> None:
        entries = _entries(folder / "communes.json")
        departments = _entries(folder / "departements.json")
        self.departments = {each["code"]: each["nom"] for each in departments}
        self._by_code: dict[str, Commune] = {}
        self._by_name: dict[tuple[str, ...], list[Commune]] = {}
        self._by_postal_code: dict[str, list[Commune]] = {}
        for entry in entries:
            if entry["type"] in ("commune-actuelle", "arrondissement-municipal"):
                self._add(entry)
        for entry in entries:
            if entry["type"] in ("commune-deleguee", "commune-associee"):
                self._add_former(entry)

    def _add(self, entry: dict) -> None:
        commune = Commune(entry["code"], entry["nom"], tuple(entry.get("codesPostaux", ())),
                          entry.get("population", 0), part_of=entry.get("commune", ""))
        self._by_code[commune.code] = commune
        for code in commune.postal_codes:
            self._by_postal_code.setdefault(code, []).append(commune)
        numbered = _ARRONDISSEMENT.match(" ".join(name_key(commune.name)))
        is_arrondissement = entry["type"] == "arrondissement-municipal" and numbered
        key = (*numbered[1].split(), numbered[2]) if is_arrondissement else name_key(commune.name)
        self._by_name.setdefault(key, []).append(commune)
        if key[0] in _ARTICLES and len(key) == 2 and commune.population >= _MIDDLE:
            self._by_name.setdefault(key[1:], []).append(commune)
        if commune.population >= _LARGE and not is_arrondissement:
            self._add_short(key, commune)

    def _add_short(self, key: tuple[str, ...], commune: Commune) -> None:
        """« Cherbourg », « Évry », « Boulogne »: how a large commune is called in short."""
        if len(key) > 1 and len(key[0]) >= _LEAST_SHORT and key[0] not in _ARTICLES | _NO_SHORT:
            self._by_name.setdefault(key[:1], []).append(commune)

    def _add_former(self, entry: dict) -> None:
        now = self._by_code.get(entry["chefLieu"])
        key = name_key(entry["nom"])
        if now and not any(each.code == now.code for each in self._by_name.get(key, ())):
            former = Commune(now.code, now.name, now.postal_codes, now.population, entry["nom"])
            self._by_name.setdefault(key, []).append(former)

    def by_code(self, code: str) -> Commune | None:
        """A commune or municipal arrondissement by its official code."""
        return self._by_code.get(code)

    def names_like(self, beginning: str) -> dict[str, str]:
        """The names that begin alike, by their folded words."""
        return {" ".join(key): communes[0].name for key, communes in self._by_name.items()
                if " ".join(key).startswith(beginning)}

    def find(self, text: str) -> list[Commune]:
        """The communes that a text may name, the largest first; several are homonyms.

        The text is a name, with a postal code, a département or nothing beside it, and perhaps
        words before it (« j'habite à »).
        """
        codes = ["".join(match) for match in _POSTAL_CODE.findall(text)]
        of_codes = [each for code in codes for each in self._by_postal_code.get(code, ())]
        key = name_key(_POSTAL_CODE.sub(" ", text))
        named = self._named(key)
        if of_codes:
            both = [each for each in named if set(codes) & set(each.postal_codes)]
            found = both or _arrondissements_only(of_codes)
        else:
            found = named
        return sorted(found, key=lambda each: -each.population)

    def _named(self, key: tuple[str, ...]) -> list[Commune]:
        """The communes of the longest name that a text holds, told apart by a département.

        Of several names as long (« saint denis la reunion ») the one beside a département counts.
        """
        for length in range(min(len(key), 8), 0, -1):
            names = [(start, self._by_name.get(_plain_number(key[start:start + length])))
                     for start in range(len(key) - length + 1)]
            found = [(start, each) for start, each in names if each]
            for start, communes in found:
                rest = key[:start] + key[start + length:]
                beside = [each for each in communes if self._is_beside(each, rest)]
                if beside:
                    return beside
            if found:
                return [each for _, communes in found for each in communes]
        return []

    def _is_beside(self, commune: Commune, rest: tuple[str, ...]) -> bool:
        said = " ".join(rest)
        department = set(name_key(self.departments.get(commune.department, "")))
        return (commune.department.casefold() in _DEPARTMENT.findall(said)
                or (bool(department) and department - _ARTICLES <= set(rest)))


def _plain_number(key: tuple[str, ...]) -> tuple[str, ...]:
    """« paris 15e arrondissement » → « paris 15 »."""
    numbered = _ARRONDISSEMENT.match(" ".join(key))
    return (*numbered[1].split(), numbered[2]) if numbered else key


def _arrondissements_only(communes: list[Commune]) -> list[Commune]:
    """Of Paris and its 15th arrondissement, both with the code 75015, the latter."""
    parts = [each for each in communes if "Arrondissement" in each.name]
    return parts or communes
