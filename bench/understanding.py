"""How well and how fast questions are understood: ours beside four others.

Every peer is trained on the same sentences and tried on the same questions (data/evaluation) in
the same run, each in a process of its own: what `rasa init` writes, word vectors with DIET, word
vectors with logistic regression, and a plain scikit-learn classifier.

DIET takes more than an hour for all sentences of data/nlu on two cores. So all peers learn a
sample by default, GUIDO_BENCH_SENTENCES of each intent (40); `all` is everything, and only then
do the product's own marks apply. GUIDO_BENCH_PEERS names the peers (abcd); (a) is always there.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

EVALUATION = [Path(f"data/evaluation/{name}.tsv") for name in ("services", "dialogue")]
PEERS = {
    "(a) rasa init": "bench/peers/rasa_init.yml",
    "(b) spaCy + DIET": "bench/peers/spacy_diet.yml",
    "(c) spaCy + logistic": "bench/peers/spacy_logistic.yml",
}
OURS, FLOOR = "Guido", "(d) TF-IDF + SVM"
# The marks of the product: shares of questions, and ratios to (a).
TOP1, TOP3, ERRORS, MILLISECONDS, TRAINING = 0.93, 0.98, 0.5, 0.5, 1 / 3
_SEED = 20261122


@dataclass(frozen=True)
class Measured:
    """What one pipeline reached; times in seconds and milliseconds."""

    top1: float
    top3: float
    milliseconds: float
    training: float


def run() -> bool:
    """Print the table; whether every mark is reached."""
    sentences = os.environ.get("GUIDO_BENCH_SENTENCES", "40")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        learnt = folder / "nlu.yml"
        number = write_sample(learnt, None if sentences == "all" else int(sentences))
        print(f"understanding: {number} sentences learnt, {len(questions())} questions in scope")
        print(_HEAD, flush=True)
        found: dict[str, Measured] = {}
        # The peer of the ratios first, so that every line can be printed when it is there.
        wanted = os.environ.get("GUIDO_BENCH_PEERS", "abcd") + "a"
        peers = {name: config for name, config in PEERS.items() if name[1] in wanted}
        for name, config in (*peers.items(), (OURS, "config.yml")):
            found[name] = _rasa(config, learnt, folder / Path(config).stem)
            _print_line(name, found)
        if FLOOR[1] in wanted:
            found[FLOOR] = Measured(**_child("bench.understanding_floor", str(learnt)))
            _print_line(FLOOR, found)
    return _judge(found, sentences == "all")


def write_sample(path: Path, each: int | None) -> int:
    """Write training sentences as one NLU file, at most `each` of an intent; their number."""
    blocks: dict[str, list[tuple[dict, str]]] = {}
    others = []
    for source in sorted(Path("data/nlu").glob("*.yml")):
        for block in yaml.safe_load(source.read_text(encoding="utf-8"))["nlu"]:
            if "intent" not in block:
                others.append(block)
                continue
            head = {key: block[key] for key in ("intent", "metadata") if key in block}
            blocks.setdefault(block["intent"], []).extend(
                (head, line) for line in block["examples"].splitlines())
    written, number = list(others), 0
    for lines in blocks.values():
        chosen = random.Random(_SEED).sample(lines, min(each or len(lines), len(lines)))
        number += len(chosen)
        written += [{**head, "examples": line + "\n"} for head, line in chosen]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": written}, allow_unicode=True),
                    encoding="utf-8")
    return number


def _rasa(config: str, learnt: Path, folder: Path) -> Measured:
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "rasa", "train", "nlu", "--config", config,
         "--nlu", str(learnt), "--out", str(folder), "--fixed-model-name", "model"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        # Rasa keeps its cache below the working folder's .rasa; a fresh one is from nothing.
        env={**_environment(), "RASA_CACHE_DIRECTORY": str(folder / "cache")})
    seconds = time.monotonic() - began
    return Measured(**_child("bench.understanding_rasa", str(folder / "model.tar.gz")),
                    training=seconds)


def _environment() -> dict[str, str]:
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def _child(module: str, *arguments: str) -> dict[str, float]:
    output = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments], check=True,
        capture_output=True, text=True, env=_environment()).stdout
    return json.loads(output.splitlines()[-1])


def questions() -> list[tuple[str, str]]:
    """(text, intent) of the in-scope questions."""
    rows = [line.split("\t") for path in EVALUATION
            for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [(row[0], row[1]) for row in rows if row[1] not in ("-", "hors_sujet")]


def scores(rankings: list[list[str]], times: list[float]) -> dict[str, float]:
    """Top-1, top-3 and median milliseconds of rankings in the order of `questions`."""
    wanted = [intent for _, intent in questions()]
    return {
        "top1": sum(r[:1] == [w] for r, w in zip(rankings, wanted)) / len(wanted),
        "top3": sum(w in r[:3] for r, w in zip(rankings, wanted)) / len(wanted),
        "milliseconds": 1000 * sorted(times)[len(times) // 2],
    }


_HEAD = (f"{'':<22} {'top-1':>7} {'top-3':>7} {'errors/(a)':>11} {'ms':>6} {'ms/(a)':>7} "
         f"{'training s':>11} {'/(a)':>6}")


def _print_line(name: str, found: dict[str, Measured]) -> None:
    each, peer = found[name], next(iter(found.values()))
    print(f"{name:<22} {100 * each.top1:6.1f}% {100 * each.top3:6.1f}% "
          f"{(1 - each.top1) / (1 - peer.top1):11.2f} {each.milliseconds:6.1f} "
          f"{each.milliseconds / peer.milliseconds:7.2f} {each.training:11.0f} "
          f"{each.training / peer.training:6.2f}", flush=True)


def _judge(found: dict[str, Measured], is_whole: bool) -> bool:
    peer, ours = next(iter(found.values())), found[OURS]
    marks = {
        f"errors at most {ERRORS} of (a)'s": 1 - ours.top1 <= ERRORS * (1 - peer.top1),
        f"milliseconds at most {MILLISECONDS} of (a)'s":
            ours.milliseconds <= MILLISECONDS * peer.milliseconds,
        f"training at most {TRAINING:.2f} of (a)'s": ours.training <= TRAINING * peer.training,
    }
    if is_whole:
        marks[f"top-1 at least {TOP1}"] = ours.top1 >= TOP1
        marks[f"top-3 at least {TOP3}"] = ours.top3 >= TOP3
    for mark, is_reached in marks.items():
        print(f"{'reached' if is_reached else 'MISSED '}  {mark}")
    return all(marks.values())
