"""The files of an import: a folder, a zip (DILA) or a tar (npm), read without unpacking it."""

from __future__ import annotations

import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from guido.errors import ContentError

_SHEET_FILE = re.compile(r"F\d{1,7}\.(json|xml)")
# The largest official sheet has about 1 MB, and the largest archive 500 MB.
_LARGEST_FILE, _LARGEST_ARCHIVE, _MOST_FILES = 8 * 2**20, 4 * 2**30, 200_000
# What reading a damaged archive raises; the last two are zipfile's for an unknown compression and
# for a password.
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError,
           NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class SheetFile:
    """One file; `done` is the share of the archive that was read with it, from 0 to 1."""

    name: str
    content: bytes
    done: float

    @property
    def is_json(self) -> bool:
        return self.name.endswith(".json")

    @property
    def sheet_id(self) -> str:
        """The id that the file's name promises, such as F1234."""
        return PurePosixPath(self.name.replace("\\", "/")).name.split(".")[0]


def sheet_files(path: Path) -> Iterator[SheetFile]:
    """All sheets below or in a path; files of other kinds are passed over.

    Raises ContentError for an archive that cannot be read to its end, is larger than any
    official one, or names files outside itself.
    """
    try:
        if path.is_dir():
            yield from _of_folder(path)
        elif zipfile.is_zipfile(path):
            yield from _of_zip(path)
        elif tarfile.is_tarfile(path):
            yield from _of_tar(path)
        else:
            raise ContentError(f"{path}: neither a folder nor a complete zip or tar archive")
    except _BROKEN as error:
        raise ContentError(f"{path}: cannot be read to its end: {error}") from error


def _of_folder(path: Path) -> Iterator[SheetFile]:
    files = sorted(each for each in path.rglob("F*.*") if _SHEET_FILE.fullmatch(each.name))
    for place, each in enumerate(files, 1):
        with each.open("rb") as file:
            yield SheetFile(str(each), _bounded(file, str(each)), place / len(files))


def _of_zip(path: Path) -> Iterator[SheetFile]:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        _check_size(path, sum(entry.file_size for entry in entries), len(entries))
        for place, entry in enumerate(entries, 1):
            if _is_sheet(path, entry.filename) and not entry.is_dir():
                with archive.open(entry) as file:
                    yield SheetFile(f"{path}:{entry.filename}",
                                    _bounded(file, f"{path}:{entry.filename}"),
                                    place / len(entries))


def _of_tar(path: Path) -> Iterator[SheetFile]:
    whole, read, number = path.stat().st_size, 0, 0
    with path.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:*") as archive:
        for member in archive:
            read, number = read + member.size, number + 1
            _check_size(path, read, number)
            file = archive.extractfile(member) if member.isfile() else None
            if file and _is_sheet(path, member.name):
                name = f"{path}:{member.name}"
                yield SheetFile(name, _bounded(file, name), min(raw.tell() / whole, 1.0))


def _is_sheet(path: Path, name: str) -> bool:
    inside = PurePosixPath(name.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts:
        raise ContentError(f"{path}: refused: {name!r} lies outside the archive")
    return bool(_SHEET_FILE.fullmatch(inside.name))


def _check_size(path: Path, size: int, number: int) -> None:
    if size > _LARGEST_ARCHIVE or number > _MOST_FILES:
        raise ContentError(f"{path}: refused: {number} files of {size / 2**20:.0f} MB are more "
                           "than any official archive holds")


def _bounded(file: BinaryIO, name: str) -> bytes:
    content = file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise ContentError(f"{name}: refused: larger than {_LARGEST_FILE // 2**20} MB")
    return content
