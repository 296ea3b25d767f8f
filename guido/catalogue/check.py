"""What is wrong with the content: missing, unsourced, expired, or due for a comparison."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from guido.catalogue.life_events.store import life_event_files, read_life_event
from guido.catalogue.model import FACETS, Card, ServiceEntry
from guido.catalogue.store import Reading, read_service, service_files
from guido.errors import ContentError


@dataclass
class Report:
    """Numbers of what was read, and a line for each problem: file, place and what to do."""

    services: int = 0
    cards: int = 0
    drafts: int = 0
    life_events: int = 0
    problems: list[str] = field(default_factory=list)


def check_content(data: Path, day: date) -> Report:
    """Read all services and life events as of a day."""
    report = Report()
    for path in service_files(data / "catalogue"):
        try:
            entry = read_service(path, Reading(day, "{amount} ({day})"))
        except ContentError as error:
            report.problems.append(str(error))
            continue
        _check_service(entry, path, day, report)
    for path in life_event_files(data / "life_events"):
        try:
            event = read_life_event(path)
        except ContentError as error:
            report.problems.append(str(error))
            continue
        report.life_events += 1
        if event.source.review_by < day:
            report.problems.append(_overdue(f"{path}: source", event.source.review_by))
    return report


def _check_service(entry: ServiceEntry, path: Path, day: date, report: Report) -> None:
    report.services += 1
    report.cards += len(entry.cards)
    report.drafts += entry.is_draft
    missing = [facet for facet in FACETS if facet not in entry.cards]
    if entry.cards and missing:
        report.problems.append(f"{path}: no card for {', '.join(missing)}")
    expired: dict[str, date] = {}
    for card in entry.cards.values():
        for each in (card, *(variant.card for variant in card.variants)):
            expired |= {amount.label: amount.valid_to for amount in each.amounts
                        if amount.valid_to and not amount.applies_on(day)}
        report.problems += _reviews(card, path, day)
    report.problems += [
        f"{path}: amounts: « {label} » applied until {until}; add the value that follows"
        for label, until in expired.items()]


def _reviews(card: Card, path: Path, day: date) -> list[str]:
    sources = dict.fromkeys((card.source, *(variant.card.source for variant in card.variants)))
    return [_overdue(f"{path}: facets.{card.facet}: {source.url}", source.review_by)
            for source in sources if source.review_by < day]


def _overdue(place: str, review_by: date) -> str:
    return f"{place}: was to be compared with its source by {review_by}; do so, change `verified`"
