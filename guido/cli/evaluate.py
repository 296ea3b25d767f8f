"""`guido evaluate`: how well the trained model understands a file of labelled questions."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from guido.catalogue import FACETS, Catalogue
from guido.cli.train import ensure_model
from guido.logs import configure_logs
from guido.settings import load_settings

_BAD_FILE = 2
_NAMES = (
    ("intent.top1", "intent, first"),
    ("intent.top3", "intent, in the first three"),
    ("intent.macro_f1", "intent, macro F1"),
    ("facet.accuracy", "facet, where one is asked"),
    ("policy.right", "answered right"),
    ("policy.wrong", "answered wrong"),
    ("policy.asked_right", "asked back, right one offered"),
    ("policy.asked_without", "asked back without it"),
    ("policy.refused", "searched instead"),
    ("hors_sujet.not_answered", "hors_sujet not answered with a service"),
    ("long_tail.searched", "outside the services, searched"),
)


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `evaluate`."""
    parser = commands.add_parser(
        "evaluate", help="try the trained model on labelled questions",
        description="Prints figures for a tab-separated file: text, intent, facet ('-' for none).")
    parser.add_argument("file", type=Path)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    # Imported here: Rasa takes seconds to load, and other commands don't need it.
    from rasa.shared.core.domain import Domain

    from guido.nlu.evaluation import EvaluationFileError, figures, read_rows

    configure_logs("error")  # Rasa would write its events between the figures
    intents = frozenset(Domain.from_path("domain.yml").intents)
    try:
        rows = read_rows(options.file, intents, frozenset(FACETS))
    except EvaluationFileError as error:
        print(f"guido: {error}", file=sys.stderr)
        return _BAD_FILE
    catalogue = Catalogue(load_settings().data_dir / "catalogue")
    services = frozenset(entry.name for entry in catalogue.services())
    result = figures(asyncio.run(_outcomes(rows)), services)
    print(json.dumps(result) if options.format == "json" else _table(result))
    return 0


async def _outcomes(rows) -> list[Any]:
    from rasa.core.agent import Agent

    from guido.nlu.evaluation import Outcome
    from guido.relay.assistant import guarded

    agent = Agent.load(str(ensure_model()))
    await agent.parse_message("bonjour")  # what is loaded at the first message is not counted
    outcomes = []
    for row in rows:
        began = time.perf_counter()
        parsed = await agent.parse_message(guarded(row.text))
        outcomes.append(Outcome.of(row, parsed, 1000 * (time.perf_counter() - began)))
    return outcomes


def _table(result: dict[str, Any]) -> str:
    lines = [f"{result['rows']} questions"]
    for path, name in _NAMES:
        group, key = path.split(".")
        share = result[group][key]
        lines.append(f"{name:<42} {'–' if share is None else f'{100 * share:5.1f} %'}")
    times = result["milliseconds"]
    lines.append(f"{'milliseconds a message':<42} {times['median']:.1f} (p95 {times['p95']:.1f})")
    return "\n".join(lines)
