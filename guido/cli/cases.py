"""`guido cases`: the demonstration cases, with what opens them."""

from __future__ import annotations

import argparse

from guido.cli.demonstration import describe, made_up_cases
from guido.errors import GuidoError
from guido.settings import load_settings


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `cases`."""
    parser = commands.add_parser("cases", help="requests filed by citizens")
    actions = parser.add_subparsers(dest="action", required=True)
    demo = actions.add_parser(
        "demonstration", help="list the made-up cases with the dates of birth that open them")
    demo.set_defaults(run=_demonstration)


def _demonstration(_options: argparse.Namespace) -> None:
    settings = load_settings()
    if not settings.is_demonstration:
        raise GuidoError("There are no made-up cases outside the demonstration.")
    for each in made_up_cases(settings):
        print(describe(each))
