"""Reading the official directory (« annuaire de l'administration », local offices, DILA's JSON).

The file is `{"service": [...]}` as published in its tar.bz2, or the list that the directory's API
exports, in which fields are JSON once more as text. Both are read piece by piece: the published
file has more than 100 MB.
"""

from __future__ import annotations

import json
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from guido.catalogue.offices.model import Office
from guido.errors import ContentError
from guido.hours import DAYS, Hours

_ACCESS = {"ACC": "yes", "NAC": "no", "DEM": "on_request"}
_LARGEST = 2 * 2**30
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, RuntimeError,
           ijson.JSONError, UnicodeDecodeError)


class _Bounded:
    """A file of which no more is read than any official one holds."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path, self._read = file, path, 0

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(min(size, 2**20) if size >= 0 else 2**20)
        self._read += len(part)
        if self._read > _LARGEST:
            raise ContentError(f"{self._path}: refused: larger than {_LARGEST // 2**30} GB")
        return part


def read_directory(path: Path, refused: list[str]) -> Iterator[Office]:
    """The offices of a JSON file, or of the one inside a zip or tar; malformed ones are named.

    Raises ContentError for a file that cannot be read to its end.
    """
    try:
        with _open(path) as file:
            bounded = _Bounded(file, path)
            prefix = "item" if _first_sign(path) == "[" else "service.item"
            for number, entry in enumerate(ijson.items(bounded, prefix, use_float=True), 1):
                try:
                    yield _office(entry)
                except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                    refused.append(f"{path}: entry {number}: {type(error).__name__}: {error}")
    except _BROKEN as error:
        raise ContentError(f"{path}: cannot be read to its end: {error}") from error


def _first_sign(path: Path) -> str:
    with _open(path) as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")[:1].decode("ascii", "replace")


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive, archive.open(_json_name(
                path, archive.namelist())) as file:
            yield file
    elif path.suffix != ".json" and tarfile.is_tarfile(path):
        with tarfile.open(path) as tar:
            member = tar.extractfile(_json_name(
                path, [each.name for each in tar.getmembers() if each.isfile()]))
            assert member is not None  # only files were listed
            yield member
    else:
        with path.open("rb") as file:
            yield file


def _json_name(path: Path, names: list[str]) -> str:
    found = [name for name in names if name.endswith(".json")]
    if len(found) != 1:
        raise ContentError(f"{path}: expected one .json file inside, found {len(found)}")
    return found[0]


def _office(entry: dict[str, Any]) -> Office:
    pivots, addresses = _list(entry, "pivot"), _list(entry, "adresse")
    place = next((each for each in addresses if each.get("type_adresse") == "Adresse"),
                 addresses[0])
    codes = [code for pivot in pivots for code in pivot.get("code_insee_commune") or ()]
    own = entry.get("code_insee_commune")
    communes = tuple(dict.fromkeys([*([own] if own else []), *codes]))
    if not communes:
        raise ValueError("no commune")
    return Office(
        id=_text(entry["id"]), kind=_text(pivots[0]["type_service_local"]),
        name=_text(entry["nom"]),
        address=tuple(filter(None, (_text(place.get(key)) for key in (
            "complement1", "complement2", "numero_voie", "service_distribution")))),
        postal_code=_text(place.get("code_postal")), commune=_text(place.get("nom_commune")),
        communes=communes, place=_coordinates(place),
        telephone=_value(entry, "telephone"), website=_address(_value(entry, "site_internet")),
        appointment_url=_address(_value(entry, "url_prise_rdv") or _value(entry, "prise_rdv")),
        hours=_hours(_list(entry, "plage_ouverture")),
        hours_note=" ".join(filter(None, (_text(each.get("commentaire"))
                                          for each in _list(entry, "plage_ouverture")))),
        accessibility=_ACCESS.get(_text(place.get("accessibilite")), ""),
        accessibility_note=_text(place.get("note_accessibilite")),
        checked=_day(_text(entry.get("date_modification"))))


def _list(entry: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = entry.get(key) or []
    return json.loads(value) if isinstance(value, str) else value


def _text(value: object) -> str:
    return " ".join(str(value or "").split())


def _value(entry: dict[str, Any], key: str) -> str:
    """The first value of a field such as the telephone's."""
    value = entry.get(key)
    if isinstance(value, str) and not value.startswith("["):
        return _text(value)
    return next((_text(each.get("valeur")) for each in _list(entry, key)), "")


def _address(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _coordinates(place: dict[str, Any]) -> tuple[float, float] | None:
    latitude, longitude = place.get("latitude"), place.get("longitude")
    return (float(latitude), float(longitude)) if latitude and longitude else None


def _hours(stretches: list[dict[str, Any]]) -> Hours:
    week: list[list[tuple[time, time]]] = [[] for _ in DAYS]
    for stretch in stretches:
        first = DAYS.index(_text(stretch["nom_jour_debut"]).lower())
        last = DAYS.index(_text(stretch.get("nom_jour_fin") or stretch["nom_jour_debut"]).lower())
        for number in ("1", "2"):
            begins, ends = (_text(stretch.get(f"valeur_heure_{part}_{number}"))
                            for part in ("debut", "fin"))
            if begins and ends:
                for day in range(first, last + 1):
                    week[day].append((time.fromisoformat(begins), time.fromisoformat(ends)))
    return tuple(tuple(sorted(day)) for day in week)


def _day(written: str) -> date | None:
    for form in ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(written, form).date()
        except ValueError:
            continue
    return None
