"""`guido catalogue`: checking the content files, and searching as the assistant does."""

from __future__ import annotations

import argparse

from guido.catalogue import FACETS, Catalogue
from guido.catalogue.store import read_service, service_files
from guido.errors import ContentError
from guido.settings import load_settings


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `catalogue`."""
    parser = commands.add_parser("catalogue", help="the answers about services")
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="list what is malformed or missing")
    check.set_defaults(run=_check)
    search = actions.add_parser("search", help="search the cards")
    search.add_argument("text")
    search.set_defaults(run=_search)


def _check(_options: argparse.Namespace) -> int:
    folder = load_settings().data_dir / "catalogue"
    problems, drafts, services, cards = [], 0, 0, 0
    for path in service_files(folder):
        try:
            entry = read_service(path)
        except ContentError as error:
            problems.append(str(error))
            continue
        services += 1
        cards += len(entry.cards)
        drafts += entry.is_draft
        missing = [facet for facet in FACETS if facet not in entry.cards]
        if entry.cards and missing:
            problems.append(f"{path}: no card for {', '.join(missing)}")
    for problem in problems:
        print(problem)
    print(f"{services} services, {cards} cards, {drafts} drafts, "
          f"{len(problems)} problems")
    return 1 if problems else 0


def _search(options: argparse.Namespace) -> None:
    for result in Catalogue(load_settings().data_dir / "catalogue").search(options.text):
        card = result.card
        print(f"{result.score:6.2f}  {card.service}/{card.facet}  {card.title}")
