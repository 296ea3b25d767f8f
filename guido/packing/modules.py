"""Plain ES modules as one minified module, and style sheets as one; nothing is built beforehand.

Modules run as they are: this only saves requests and bytes. Each becomes a function that is called
once, in order of dependency, so that names of one don't meet those of another; what it exports is
a list, so that no name need be written twice. What cannot be wrapped so is refused: default
exports, `import *`, variables that are exported and may change, cycles, `await` outside of
functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import minify

from guido.errors import PackingError

_NAMES = r"\{([\w$\s,]*)\}"
_OWN_NAMES = r"\{((?:(?! as )[\w$\s,])*)\}"
_IMPORT = re.compile(rf"^import {_NAMES} from '\./([\w.-]+\.js)';$", re.MULTILINE)
_PASSED_ON = re.compile(rf"^export {_OWN_NAMES} from '\./([\w.-]+\.js)';$", re.MULTILINE)
_EXPORT = re.compile(
    r"^export (?=(?:const|class|(?:async )?function\*?) ([\w$]+))", re.MULTILINE)
_NOT_KNOWN = re.compile(
    r"^(?:import|export)\b.*|^.*\bimport\(\s*['\"].*|^(?!//|/\*|.*\basync\b)\S.*\bawait\b.*",
    re.MULTILINE)
_SCRIPT, _STYLE = "application/javascript", "text/css"


def pack(folder: Path, entry: str, given: Mapping[str, str] | None = None) -> str:
    """The module `entry` with all that it imports, as one module with the same exports.

    `given` holds the source of modules that are not to be read from the folder. Raises
    PackingError, naming module and line, for what cannot be packed.
    """
    return _Pack(folder, given or {}).module(entry)


def pack_styles(sheets: Iterable[Path]) -> str:
    """Style sheets as one, in their order; raises PackingError if one is missing or broken."""
    return _minified(_STYLE, "\n".join(_read(sheet) for sheet in sheets), "the style sheets")


class _Pack:
    def __init__(self, folder: Path, given: Mapping[str, str]) -> None:
        self._folder, self._given = folder, given
        self._numbers: dict[str, int] = {}
        self._exports: dict[str, list[str]] = {}  # of each module, in the order of its list
        self._being_read: list[str] = []
        self._sources: dict[str, str] = {}
        self._parts: list[str] = []

    def module(self, entry: str) -> str:
        self._add(entry)
        exported = self._exports[entry]
        last = f"export const [{','.join(exported)}]=m{self._numbers[entry]};" if exported else ""
        try:
            return _minified(_SCRIPT, "\n".join([*self._parts, last]), entry)
        except PackingError:
            for name, source in self._sources.items():  # which of them is it?
                _minified(_SCRIPT, source, name)
            raise

    def _add(self, name: str) -> None:
        """Write a module after those that it needs."""
        self._being_read.append(name)
        source = self._given[name] if name in self._given else _read(self._folder / name)
        exported: dict[str, str] = {}  # each name with what stands for it

        def passed_on(found: re.Match[str]) -> str:
            for each in _words(found[1]):
                exported[each] = f"m{self._need(name, found[2])}[{self._place(found[2], each)}]"
            return ""

        def imported(found: re.Match[str]) -> str:
            number, places = self._need(name, found[2]), {}
            for each in _words(found[1]):
                theirs, _, ours = each.partition(" as ")
                places[self._place(found[2], theirs)] = ours or theirs
            names = ",".join(places.get(place, "") for place in range(max(places, default=-1) + 1))
            return f"const [{names}]=m{number};"

        source = _PASSED_ON.sub(passed_on, source)
        source = _IMPORT.sub(imported, source)
        exported.update({each: each for each in _EXPORT.findall(source)})
        source = _EXPORT.sub("", source)
        if unknown := _NOT_KNOWN.search(source):
            raise PackingError(f"{name}: cannot be packed: {unknown[0].strip()}")
        self._sources[name] = source
        self._numbers[name], self._exports[name] = len(self._parts), list(exported)
        returned = ",".join(exported.values())
        self._parts.append(f"const m{len(self._parts)}=(()=>{{{source}\nreturn[{returned}]}})();")
        self._being_read.remove(name)

    def _need(self, importer: str, name: str) -> int:
        if name in self._being_read:
            raise PackingError(f"{importer}: imports {name}, which needs {importer} itself")
        if name not in self._numbers:
            self._add(name)
        return self._numbers[name]

    def _place(self, name: str, wanted: str) -> int:
        if wanted not in self._exports[name]:
            raise PackingError(f"{name}: exports no {wanted}")
        return self._exports[name].index(wanted)


def _words(names: str) -> list[str]:
    return [" ".join(name.split()) for name in names.split(",") if name.strip()]


def _minified(kind: str, source: str, name: str) -> str:
    try:
        return minify.string(kind, source)
    except minify.MinifyError as error:
        raise PackingError(f"{name}: cannot be packed: {error}") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackingError(f"{path} cannot be read: {error.strerror}") from error
