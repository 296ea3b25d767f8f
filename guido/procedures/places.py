"""Communes and postal addresses as people write them, checked with the official list."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Any

from guido.catalogue.offices.communes import Commune, Communes, all_communes
from guido.french.gazetteer import name_key
from guido.french.normalise import fold

_POSTAL_CODE = re.compile(r"(?<!\d)(\d{2}) ?(\d{3})(?!\d)")
_STREET = re.compile(
    r"\b(?:rue|avenue|av|bd|boulevard|place|pl|chemin|allees?|impasse|route|quai|cours|square|"
    r"passage|lotissement|residence|lieu ?dit|hameau|sentier|villa|cite|faubourg|esplanade|voie|"
    r"domaine|ferme|mas|bis|ter|bp|cs)\b|\d")
# « la ville de Nancy », « l'hôpital de Nancy », « je m'appelle » hold names of communes, too.
_ORDINARY = re.compile(
    r"\b(?:(?:la|une) )?(?:ville|village|clinique|maternite|(?:l['’ ])?hopital) (?:de |d['’])|"
    r"\b(?:je )?m['’ ]appelle\b")
_SHOWN = 4
_CLOSE = 0.78


class PlaceRefused(ValueError):
    """A place that cannot be taken; the key is below procedures.wrong."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Places:
    """Reads communes and addresses; `communes` gives the list when it is first needed."""

    def __init__(self, communes: Callable[[], Communes] = all_communes) -> None:
        self._communes = communes

    def prepare(self) -> None:
        """Read the list now, before somebody waits for it."""
        self._communes()

    def commune(self, text: str) -> dict[str, Any]:
        """The one commune that a text names; raises PlaceRefused with those that it may be."""
        found = self._communes().find(self._without_ordinary(text))
        if not found:
            close = self._close(text)
            if close:
                raise PlaceRefused("commune_close", choices=" ; ".join(close))
            raise PlaceRefused("commune")
        exact = [each for each in found if name_key(each.name) == name_key(_without_code(text))]
        fitting = exact or found
        if len({each.code for each in fitting}) > 1:
            raise PlaceRefused("commune_several", choices=" ; ".join(
                _shown(each) for each in fitting[:_SHOWN]))
        return as_value(fitting[0])

    def address(self, text: str) -> str:
        """A postal address in one line; raises PlaceRefused with what is missing in it."""
        code = _POSTAL_CODE.search(text)
        if not code:
            raise PlaceRefused("address_postal_code")
        digits = code[1] + code[2]
        of_code = self._communes().find(digits)
        if not of_code:
            raise PlaceRefused("address_unknown_code", code=digits)
        street, town = text[:code.start()].strip(" ,"), text[code.end():].strip(" ,.")
        if not _STREET.search(" ".join(name_key(street))):
            raise PlaceRefused("address_street")
        named = self._communes().find(town) if town else []
        if named and not any(digits in each.postal_codes for each in named):
            raise PlaceRefused("address_mismatch", code=digits, commune=named[0].name)
        return f"{street}, {digits} {town or of_code[0].name}"

    def _without_ordinary(self, text: str) -> str:
        """A text without words that are communes, too; such a name alone stays."""
        if not _ORDINARY.search(fold(text)):
            return text
        whole = name_key(_without_code(text))
        if any(name_key(each.name) == whole for each in self._communes().find(text)):
            return text
        return _ORDINARY.sub(" ", fold(text))

    def _close(self, text: str) -> list[str]:
        """Names that are nearly the one that was written."""
        key = " ".join(name_key(text))
        names = self._communes().names_like(key[:2])
        return [names[each] for each in difflib.get_close_matches(key, names, _SHOWN - 1, _CLOSE)]


def as_value(commune: Commune) -> dict[str, Any]:
    """A commune as it is kept as an answer."""
    return {"code": commune.code, "name": commune.name,
            "postal_codes": list(commune.postal_codes)}


def _shown(commune: Commune) -> str:
    code = commune.postal_codes[0] if commune.postal_codes else commune.department
    return f"{commune.name} ({code})"


def _without_code(text: str) -> str:
    return _POSTAL_CODE.sub(" ", text)
