"""Reading `data/catalogue/<theme>/<service>.yml`; every error names the file and the place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from guido.catalogue.model import (
    FACETS,
    Amount,
    Card,
    Link,
    Option,
    ServiceEntry,
    Situation,
    Source,
    Variant,
)
from guido.content import Fields, read_yaml
from guido.french.dates import write_date
from guido.french.quantities import UNITS

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SERVICE_KEYS = {
    "service", "title", "summary", "official_url", "status", "amounts", "situations", "facets"}
_STATUSES = ("draft", "published")
_CARD_KEYS = {"title", "body", "steps", "documents", "links", "source"}
_PERIOD_KEYS = {"value", "valid_from", "valid_to", "source"}
# A card is compared with its source again after this time, unless it names another day.
REVIEW_AFTER = timedelta(days=730)


@dataclass(frozen=True)
class Reading:
    """The day for which cards are read, and how an amount is written that ended before it.

    `expired` is a sentence of data/messages.yml with {amount} and {day}.
    """

    day: date
    expired: str

    def write(self, amount: Amount) -> str:
        """An amount as it stands in a card."""
        if amount.applies_on(self.day):
            return str(amount)
        return self.expired.format(amount=amount, day=write_date(amount.valid_to or self.day))


def service_files(folder: Path) -> list[Path]:
    """All service files below the catalogue's folder, sorted."""
    return sorted(folder.glob("*/*.yml"))


def read_service(path: Path, reading: Reading | None = None) -> ServiceEntry:
    """Read one service file as of a day; raises ContentError if malformed or incomplete."""
    fields = Fields.read(path).only(_SERVICE_KEYS)
    name = fields.text("service")
    if name != path.stem:
        raise fields.error(f"service is {name!r} but the file is named {path.name!r}")
    figures, situations = fields.below("amounts"), fields.below("situations")
    reader = _CardReader(
        name, {key: _periods(figures.below(key)) for key in figures.names()},
        {key: _situation(key, situations.below(key)) for key in situations.names()},
        reading or Reading(date.today(), "{amount} ({day})"))
    cards = _cards(fields.below("facets"), reader)
    is_draft = "status" in fields and fields.choice("status", _STATUSES) == "draft"
    if "official_url" in fields:
        official_url = fields.url("official_url")
    elif cards:
        official_url = next(iter(cards.values())).source.url
    else:
        raise fields.error("a service without cards needs an official_url")
    return ServiceEntry(
        name, path.parent.name, fields.text("title"), fields.text("summary"), official_url,
        {} if is_draft else cards, tuple(reader.situations.values()), is_draft)


def catalogue_texts(folder: Path) -> list[tuple[str, str]]:
    """(service, text) for all that the cards say, drafts included: for learning words, not facts.

    Amounts are left as they stand in the file (« {fee} »), so that a new fee changes no text.
    """
    found = []
    for path in service_files(folder):
        content = read_yaml(path)
        found += [(path.stem, str(content.get(key, ""))) for key in ("title", "summary")]
        for card in (content.get("facets") or {}).values():
            for part in (card, *card.get("variants", ())):
                texts = [part.get("title"), part.get("body"), *part.get("steps", ()),
                         *part.get("documents", ()),
                         *(link.get("label") for link in part.get("links", ()))]
                found += [(path.stem, str(text)) for text in texts if text]
    return found


def _cards(facets: Fields, reader: _CardReader) -> dict[str, Card]:
    for facet in facets.names():
        if facet not in FACETS:
            raise facets.error("no such facet", facet)
    return {facet: reader.card(facet, facets.below(facet)) for facet in FACETS if facet in facets}


def _periods(fields: Fields) -> tuple[Amount, ...]:
    """The values of an amount, one or several, in the order of time."""
    if "values" in fields:
        fields.only({"label", "unit", "values"})
        periods = [period.only(_PERIOD_KEYS) for period in fields.each("values")]
    else:
        periods = [fields.only(_PERIOD_KEYS | {"label", "unit"})]
    label, unit = fields.text("label"), fields.choice("unit", UNITS)
    amounts = tuple(
        Amount(label, period.number("value"), unit, period.date("valid_from"),
               period.date("valid_to") if "valid_to" in period else None, period.url("source"))
        for period in periods)
    for before, after in pairwise(amounts):
        if after.valid_from <= (before.valid_to or before.valid_from):
            raise fields.error("periods overlap or are not in the order of time")
    return amounts


def _situation(name: str, fields: Fields) -> Situation:
    fields.only({"question", "options"})
    options = fields.below("options")
    found = tuple(_option(key, options.below(key)) for key in options.names())
    if len(found) < 2:
        raise options.error("expected two options at least")
    return Situation(name, fields.text("question"), found)


def _option(name: str, fields: Fields) -> Option:
    fields.only({"label", "words", "ages"})
    ages = fields.wholes("ages")
    if ages and (len(ages) != 2 or ages[0] > ages[1]):
        raise fields.error("expected two ages, such as [0, 17]", "ages")
    return Option(name, fields.text("label"), fields.texts("words"), ages or None)


@dataclass(frozen=True)
class _CardReader:
    """Reads the cards of one service, with its amounts filled in."""

    service: str
    amounts: dict[str, tuple[Amount, ...]]
    situations: dict[str, Situation]
    reading: Reading

    def card(self, facet: str, fields: Fields) -> Card:
        """The card that holds for everybody, with its variants; these say only what differs."""
        variants = []
        for variant in fields.each("variants"):
            exact = variant.only(_CARD_KEYS | {"when"}).over(fields)
            variants.append(Variant(self._when(variant.below("when")), self._card(facet, exact)))
        card = self._card(facet, fields.only(_CARD_KEYS | {"variants", "offices"}))
        return replace(card, variants=tuple(variants), offices=fields.texts("offices"))

    def _when(self, fields: Fields) -> dict[str, str]:
        when = {}
        for name in fields.names():
            if name not in self.situations:
                raise fields.error("is not one of the situations", name)
            options = [option.name for option in self.situations[name].options]
            when[name] = fields.choice(name, options)
        if not when:
            raise fields.error("expected the situation in which this answer holds")
        return when

    def _card(self, facet: str, fields: Fields) -> Card:
        used: dict[str, Amount] = {}

        def filled(text: str) -> str:
            def value(match: re.Match[str]) -> str:
                used[match[1]] = self._current(match[1], fields)
                return self.reading.write(used[match[1]])
            return _PLACEHOLDER.sub(value, text)

        return Card(
            self.service, facet, filled(fields.text("title")), filled(fields.text("body")),
            tuple(map(filled, fields.texts("steps"))),
            tuple(map(filled, fields.texts("documents"))),
            tuple(read_link(link) for link in fields.each("links")),
            read_source(fields.below("source")), tuple(used.values()))

    def _current(self, name: str, fields: Fields) -> Amount:
        """The value of the day; where its period is over, the last one."""
        if name not in self.amounts:
            raise fields.error(f"{{{name}}} is not one of the amounts")
        begun = [each for each in self.amounts[name] if each.valid_from <= self.reading.day]
        if not begun:
            raise fields.error(f"{{{name}}} has no value yet on {self.reading.day}")
        return begun[-1]


def read_link(fields: Fields) -> Link:
    """A link of a content file."""
    fields.only({"label", "url"})
    return Link(fields.text("label"), fields.url("url"))


def read_source(fields: Fields) -> Source:
    """A source of a content file, with the day by which it is compared again."""
    fields.only({"name", "url", "verified", "review_by"})
    verified = fields.date("verified")
    return Source(
        fields.text("name"), fields.url("url"), verified,
        fields.date("review_by") if "review_by" in fields else verified + REVIEW_AFTER)
