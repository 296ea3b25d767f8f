"""`guido procedures`: checking the files of guided procedures, and trying one in the terminal."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from guido.catalogue.store import service_files
from guido.cli.procedures_try import Trial
from guido.content import read_yaml
from guido.errors import ContentError, GuidoError
from guido.french.texts import Texts
from guido.organisation import load_organisation
from guido.procedures.check import Surroundings, check_procedure
from guido.procedures.hearing import Hearing
from guido.procedures.reader import procedure_files, read_procedure
from guido.relay.papers import form_problems
from guido.settings import Settings, load_settings


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `procedures`."""
    parser = commands.add_parser("procedures", help="services carried out in dialogue")
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser(
        "check", help="list what is malformed, unknown, unreachable, expired or unclear")
    check.add_argument("name", nargs="*", help="only these procedures")
    check.add_argument("--on", type=date.fromisoformat, default=date.today(), metavar="DAY",
                       help="as of this day (2027-01-01), to see what will expire")
    check.set_defaults(run=_check)
    trial = actions.add_parser("try", help="go through a procedure in the terminal")
    trial.add_argument("name")
    trial.add_argument("--day", type=date.fromisoformat, default=date.today(),
                       help="as if it were this day (2027-01-01)")
    trial.set_defaults(run=_try)


def _check(options: argparse.Namespace) -> int:
    settings = load_settings()
    files = procedure_files(settings.data_dir)
    names = {path.stem for path in files}
    unknown = sorted(set(options.name) - names)
    if unknown:
        raise GuidoError(_no_procedure(unknown[0], names))
    problems, procedures = [], {}
    for path in files:
        try:
            procedures[path.stem] = read_procedure(path)
        except ContentError as error:
            problems.append(str(error))
    around = Surroundings({path.stem for path in service_files(settings.data_dir / "catalogue")},
                          read_yaml(Path("domain.yml"))["intents"], procedures)
    hearing, checked = _hearing(settings), options.name or names
    for procedure in procedures.values():
        if procedure.name in checked:
            problems += check_procedure(procedure, options.on, around, hearing)
            problems += [f"data/procedures/{procedure.name}.yml: {problem}"
                         for problem in form_problems(settings.data_dir, procedure)]
    for problem in problems:
        print(problem)
    print(f"{len(checked)} procedures, {len(problems)} problems")
    return 1 if problems else 0


def _try(options: argparse.Namespace) -> int:
    settings = load_settings()
    files = {path.stem: path for path in procedure_files(settings.data_dir)}
    if options.name not in files:
        raise GuidoError(_no_procedure(options.name, files))
    texts = Texts.load(settings.data_dir / "messages.yml")
    trial = Trial(read_procedure(files[options.name]), options.day, texts, _hearing(settings))
    return trial.run()


def _hearing(settings: Settings) -> Hearing:
    texts = Texts.load(settings.data_dir / "messages.yml")
    organisation = load_organisation(settings.data_dir / "organisation.yml")
    return Hearing(texts, organisation.department)


def _no_procedure(name: str, known: object) -> str:
    return f"There is no procedure {name!r}; there are {', '.join(sorted(known))}."  # type: ignore[call-overload]
