"""Plain ES modules as one minified module, and style sheets as one; nothing is built beforehand.

Modules run as they are: this only saves requests and bytes. Each becomes a function that is called
once, in order of dependency, so that names of one don't meet those of another. What cannot be
wrapped so is refused: default exports, `import *`, variables that are exported and may change,
cycles, `await` outside of functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import rcssmin
import rjsmin

from guido.errors import PackingError
from guido.packing.names import shorten

_NAMES = r"\{([\w$\s,]*)\}"
_OWN_NAMES = r"\{((?:(?! as )[\w$\s,])*)\}"
_IMPORT = re.compile(rf"^import {_NAMES} from '\./([\w.-]+\.js)';$", re.MULTILINE)
_PASSED_ON = re.compile(rf"^export {_OWN_NAMES} from '\./([\w.-]+\.js)';$", re.MULTILINE)
_EXPORT = re.compile(
    r"^export (?=(?:const|class|(?:async )?function\*?) ([\w$]+))", re.MULTILINE)
_NOT_KNOWN = re.compile(
    r"^(?:import|export)\b.*|^.*\bimport\(\s*['\"].*|^(?!//|/\*|.*\basync\b)\S.*\bawait\b.*",
    re.MULTILINE)
# What may hold quotes and braces that mean nothing, then what is counted.
_STEP = re.compile(
    r"""//[^\n]* | /\*.*?\*/
      | '(?:\\.|[^'\\\n])*' | "(?:\\.|[^"\\\n])*"
      | (?:(?<=[=(,:!&|?;{\[>+])|(?<=\breturn))\s*/(?![/*])
        (?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/
      | [`{}]""", re.VERBOSE | re.DOTALL)
_TEMPLATE_STEP = re.compile(r"\\.|`|\$\{", re.DOTALL)
_PLACEHOLDER = '"\x01{}\x01"'
_PLACED = re.compile('"\x01(\\d+)\x01"')


def pack(folder: Path, entry: str, given: Mapping[str, str] | None = None) -> str:
    """The module `entry` with all that it imports, as one module with the same exports.

    `given` holds the source of modules that are not to be read from the folder. Raises
    PackingError, naming module and line, for what cannot be packed.
    """
    return _Pack(folder, given or {}).module(entry)


def pack_styles(sheets: Iterable[Path]) -> str:
    """Style sheets as one, in their order; raises PackingError if one is missing."""
    return rcssmin.cssmin("\n".join(_read(sheet) for sheet in sheets))


class _Pack:
    def __init__(self, folder: Path, given: Mapping[str, str]) -> None:
        self._folder, self._given = folder, given
        self._numbers: dict[str, int | None] = {}  # None while a module is being read
        self._parts: list[str] = []
        self._templates: list[str] = []

    def module(self, entry: str) -> str:
        exported = self._add(entry)
        last = f"m{self._numbers[entry]}"
        names = f"export const {{{','.join(exported)}}}={last};" if exported else ""
        return "\n".join([*self._parts, names])

    def _add(self, name: str) -> list[str]:
        """Write a module after those that it needs; returns the names that it exports."""
        self._numbers[name] = None
        source = self._given[name] if name in self._given else _read(self._folder / name)
        source = self._without_templates(name, source)
        returned: dict[str, str] = {}  # each exported name with what stands for it

        def passed_on(found: re.Match[str]) -> str:
            number = self._need(name, found[2])
            returned.update({each: f"m{number}.{each}" for each in _words(found[1])})
            return ""

        def imported(found: re.Match[str]) -> str:
            return f"const {{{','.join(_words(found[1]))}}}=m{self._need(name, found[2])};"

        source = _PASSED_ON.sub(passed_on, source)
        source = _IMPORT.sub(imported, source)
        returned.update({each: each for each in _EXPORT.findall(source)})
        source = _EXPORT.sub("", source)
        if unknown := _NOT_KNOWN.search(source):
            raise PackingError(f"{name}: cannot be packed: {unknown[0].strip()}")
        number = self._numbers[name] = len(self._parts)
        pairs = ",".join(f"{each}:{what}" for each, what in returned.items())
        source = f"{source}\nreturn{{{pairs}}};"
        source = _PLACED.sub(
            lambda found: self._templates[int(found[1])], rjsmin.jsmin(source))
        self._parts.append(f"const m{number}=(()=>{{{shorten(source)}}})();")
        return list(returned)

    def _need(self, importer: str, name: str) -> int:
        if name not in self._numbers:
            self._add(name)
        number = self._numbers[name]
        if number is None:
            raise PackingError(f"{importer}: imports {name}, which needs {importer} itself")
        return number

    def _without_templates(self, name: str, source: str) -> str:
        """The source with its template literals put aside, which the minifier would change."""
        kept, place = [], 0
        while (step := _next(source, place, "`")) is not None:
            end = _end_of_template(name, source, step)
            self._templates.append(source[step:end])
            kept += [source[place:step], _PLACEHOLDER.format(len(self._templates) - 1)]
            place = end
        return "".join([*kept, source[place:]])


def _words(names: str) -> list[str]:
    """The names between braces, written as a destructuring has them."""
    return [name.strip().replace(" as ", ":") for name in names.split(",") if name.strip()]


def _next(source: str, place: int, wanted: str) -> int | None:
    """Where one of some characters stands next as code, not in a string, comment or pattern."""
    return next((step.start() for step in _STEP.finditer(source, place) if step[0] in wanted), None)


def _end_of_template(name: str, source: str, start: int) -> int:
    place = start + 1
    while step := _TEMPLATE_STEP.search(source, place):
        place = step.end()
        if step[0] == "`":
            return place
        if step[0] == "${":
            place = _end_of_braces(name, source, place)
    raise PackingError(f"{name}: a template is not closed: {source[start:start + 40]}")


def _end_of_braces(name: str, source: str, place: int) -> int:
    depth = 1
    while depth and (step := _next(source, place, "`{}")) is not None:
        depth += {"{": 1, "}": -1}.get(source[step], 0)
        place = _end_of_template(name, source, step) if source[step] == "`" else step + 1
    if depth:
        raise PackingError(f"{name}: a brace is not closed")
    return place


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackingError(f"{path} cannot be read: {error.strerror}") from error
