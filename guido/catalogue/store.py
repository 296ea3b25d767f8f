"""Reading `data/catalogue/<theme>/<service>.yml`; every error names the file and the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from guido.catalogue.model import FACETS, Amount, Card, Link, ServiceEntry, Source
from guido.errors import ContentError
from guido.french.quantities import UNITS

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SERVICE_KEYS = {"service", "title", "summary", "official_url", "status", "amounts", "facets"}
_STATUSES = ("draft", "published")
_FACET_KEYS = {"title", "body", "steps", "documents", "links", "source"}


def service_files(folder: Path) -> list[Path]:
    """All service files below the catalogue's folder, sorted."""
    return sorted(folder.glob("*/*.yml"))


def read_service(path: Path) -> ServiceEntry:
    """Read one service file; raises ContentError if it is malformed or incomplete."""
    content = _mapping(_parse(path), path, "the file")
    _only(content, _SERVICE_KEYS, path, "the file")
    name = _text(content, "service", path)
    if name != path.stem:
        raise ContentError(f"{path}: service is {name!r} but the file is named {path.name!r}")
    amounts = {
        key: _amount(_mapping(value, path, f"amounts.{key}"), path, f"amounts.{key}")
        for key, value in _mapping(content.get("amounts") or {}, path, "amounts").items()
    }
    facets = _mapping(content.get("facets") or {}, path, "facets")
    unknown = set(facets) - set(FACETS)
    if unknown:
        raise ContentError(f"{path}: facets.{unknown.pop()}: no such facet")
    cards = {
        facet: _card(name, facet, _mapping(facets[facet], path, f"facets.{facet}"), amounts, path)
        for facet in FACETS if facet in facets
    }
    is_draft = _status(content, path) == "draft"
    if "official_url" in content:
        official_url = _url(content, "official_url", path, "the file")
    elif cards:
        official_url = next(iter(cards.values())).source.url
    else:
        raise ContentError(f"{path}: a service without cards needs an official_url")
    return ServiceEntry(
        name, path.parent.name, _text(content, "title", path), _text(content, "summary", path),
        official_url, {} if is_draft else cards, is_draft,
    )


def catalogue_texts(folder: Path) -> list[tuple[str, str]]:
    """(service, text) for all that the cards say, drafts included: for learning words, not facts.

    Amounts are left as they stand in the file (« {fee} »), so that a new fee changes no text.
    """
    found = []
    for path in service_files(folder):
        content = _mapping(_parse(path), path, "the file")
        found += [(path.stem, str(content.get(key, ""))) for key in ("title", "summary")]
        for card in _mapping(content.get("facets") or {}, path, "facets").values():
            texts = [card.get("title"), card.get("body"), *card.get("steps", ()),
                     *card.get("documents", ()),
                     *(link.get("label") for link in card.get("links", ()))]
            found += [(path.stem, str(text)) for text in texts if text]
    return found


def _status(content: Mapping[str, Any], path: Path) -> str:
    status = content.get("status", "published")
    if status not in _STATUSES:
        raise ContentError(f"{path}: status: {status!r} is none of {', '.join(_STATUSES)}")
    return status


def _parse(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise ContentError(f"{path}{line}: {getattr(error, 'problem', error)}") from error


def _card(
    service: str, facet: str, content: Mapping[str, Any], amounts: dict[str, Amount], path: Path
) -> Card:
    place = f"facets.{facet}"
    _only(content, _FACET_KEYS, path, place)
    used: dict[str, Amount] = {}

    def filled(text: str) -> str:
        def value(match: re.Match[str]) -> str:
            if match[1] not in amounts:
                raise ContentError(f"{path}: {place}: {{{match[1]}}} is not one of the amounts")
            used[match[1]] = amounts[match[1]]
            return str(amounts[match[1]])
        return _PLACEHOLDER.sub(value, text)

    links = _list(content, "links", path, place)
    return Card(
        service, facet,
        title=filled(_text(content, "title", path, place)),
        body=filled(_text(content, "body", path, place)),
        steps=tuple(filled(_string(s, path, place)) for s in _list(content, "steps", path, place)),
        documents=tuple(
            filled(_string(d, path, place)) for d in _list(content, "documents", path, place)),
        links=tuple(_link(_mapping(link, path, place), path, place) for link in links),
        source=_source(_mapping(content.get("source"), path, f"{place}.source"), path, place),
        amounts=tuple(used.values()),
    )


def _amount(content: Mapping[str, Any], path: Path, place: str) -> Amount:
    _only(content, {"label", "value", "unit", "valid_from", "source"}, path, place)
    unit = _text(content, "unit", path, place)
    if unit not in UNITS:
        raise ContentError(f"{path}: {place}.unit: {unit!r} is none of {', '.join(sorted(UNITS))}")
    try:
        value = Decimal(str(content.get("value")))
    except InvalidOperation as error:
        raise ContentError(f"{path}: {place}.value is not a number") from error
    return Amount(
        _text(content, "label", path, place), value, unit,
        _date(content, "valid_from", path, place), _url(content, "source", path, place),
    )


def _link(content: Mapping[str, Any], path: Path, place: str) -> Link:
    _only(content, {"label", "url"}, path, f"{place}.links")
    return Link(_text(content, "label", path, place), _url(content, "url", path, place))


def _source(content: Mapping[str, Any], path: Path, place: str) -> Source:
    place = f"{place}.source"
    _only(content, {"name", "url", "verified"}, path, place)
    return Source(
        _text(content, "name", path, place), _url(content, "url", path, place),
        _date(content, "verified", path, place),
    )


def _mapping(value: Any, path: Path, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ContentError(f"{path}: {place}: expected names with values")
    return value


def _only(content: Mapping[str, Any], allowed: set[str], path: Path, place: str) -> None:
    unknown = set(content) - allowed
    if unknown:
        raise ContentError(f"{path}: {place}: {sorted(map(str, unknown))[0]!r} is not known here")


def _list(content: Mapping[str, Any], key: str, path: Path, place: str) -> list[Any]:
    value = content.get(key) or []
    if not isinstance(value, list):
        raise ContentError(f"{path}: {place}.{key}: expected a list")
    return value


def _string(value: Any, path: Path, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ContentError(f"{path}: {place}: expected a text, found {value!r}")
    return value.strip()


def _text(content: Mapping[str, Any], key: str, path: Path, place: str = "the file") -> str:
    if key not in content:
        raise ContentError(f"{path}: {place}: {key} is missing")
    return _string(content[key], path, f"{place}.{key}")


def _url(content: Mapping[str, Any], key: str, path: Path, place: str) -> str:
    url = _text(content, key, path, place)
    if not url.startswith("https://"):
        raise ContentError(f"{path}: {place}: {url!r} does not begin with https://")
    return url


def _date(content: Mapping[str, Any], key: str, path: Path, place: str) -> date:
    value = content.get(key)
    if not isinstance(value, date):
        raise ContentError(f"{path}: {place}.{key}: expected a date such as 2026-11-10")
    return value
