"""The command `guido`: what it can do, and how its errors are told."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from guido import __version__
from guido.cli import (
    agents,
    cases,
    catalogue,
    evaluate,
    keys,
    prepare,
    procedures,
    serve,
    train,
    widget,
)
from guido.errors import GuidoError

_INTERRUPTED = 130
_GROUPS = (serve, prepare, train, evaluate, catalogue, procedures, cases, agents, keys, widget)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="guido", description="A French-speaking public-service assistant.")
    parser.add_argument("--version", action="version", version=f"guido {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", required=True)
    for group in _GROUPS:
        group.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; an error of ours is one sentence and exit code 1 (2 for bad input)."""
    # Rasa would report usage to its maker, and warn about the age of its own dependencies.
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except GuidoError as error:
        print(f"guido: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
