"""What the server keeps: its resident memory over 10,000 messages from many citizens."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from guido.nlu.quality.noise import VARIANTS, variant
from tests.live import Citizen, LiveServer

MESSAGES, EVERY = 10_000, 1_000
MOST_GIGABYTES, MOST_GROWTH = 1.1, 1.05
_MESSAGES_EACH = 20


def run() -> bool:
    """Print the table; whether it stays at most 1.1 GB and flat (the last fifth to the first)."""
    texts = [line.split("\t")[0] for line in Path("data/evaluation/services.tsv").read_text(
        encoding="utf-8").splitlines()[1:]]
    spoken = itertools.cycle(texts + [text for name in VARIANTS for text in variant(name, texts)])
    with tempfile.TemporaryDirectory() as name:
        server = LiveServer(Path(name))
        server.start()
        try:
            found = [_megabytes(server)]
            citizen = Citizen(server)
            for number in range(1, MESSAGES + 1):
                if number % _MESSAGES_EACH == 0:
                    citizen = Citizen(server)
                citizen.says(next(spoken))
                if number % EVERY == 0:
                    found.append(_megabytes(server))
        finally:
            server.stop()
    print(f"memory: {MESSAGES} messages, {_MESSAGES_EACH} a conversation, MB resident")
    print(f"{'messages':>9} {'server':>7} {'actions and console':>20}")
    for place, (largest, others) in enumerate(found):
        print(f"{place * EVERY:>9} {largest:>7.0f} {others:>20.0f}")
    growth = found[-1][0] / found[MESSAGES // EVERY // 5][0]
    print(f"growth from message {MESSAGES // 5} on: {growth:.3f} (at most {MOST_GROWTH})")
    return found[-1][0] <= 1000 * MOST_GIGABYTES and growth <= MOST_GROWTH


def _megabytes(server: LiveServer) -> tuple[float, float]:
    """The part that understands, and all other parts together."""
    sizes = sorted(_resident(pid) for pid in [server.process.pid, *server.children()])
    return sizes[-1], sum(sizes[:-1])


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0
