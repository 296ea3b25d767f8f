"""What a message costs as the conversation grows: ours beside stock Rasa with its SQL store.

Both run the same trained model, the same actions and the same questions over REST; the peer is
`rasa run` with Rasa's own REST channel and SQLTrackerStore on SQLite. Our conversation is
really led to its last turn. The peer's is led to its tenth, and its stored events are then
multiplied to the length that is measured, because leading it takes very long.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from guido.cli.train import ensure_model
from tests.live import Citizen, LiveServer, call, free_port, wait_for

TURNS = (10, 100, 500, 1000)
MOST_GROWTH = 1.3
_MEASURED = 20
_WARM_UP = 30
_QUESTIONS = (
    "combien coûte un passeport", "et il faut quels papiers ?", "combien de temps ça prend ?",
    "où faire une carte d'identité", "et ça coûte combien ?",
)
_ENDPOINTS = """
action_endpoint: {{url: "http://127.0.0.1:{actions_port}/webhook", enable_selective_domain: true}}
tracker_store: {{type: SQL, dialect: sqlite, db: "{database}"}}
"""


def run() -> bool:
    """Print the table; whether our last turn costs at most 1.3 times our tenth."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = LiveServer(folder)
        ours.start()
        peer = StockRasa(folder, ours.actions_port)
        try:
            for origin in (ours.origin, peer.origin):
                _warm_up(origin)
            own = _grow(ours)
            stock = {turn: peer.at(turn) for turn in TURNS}
        finally:
            peer.stop()
            ours.stop()
    return _report(own, stock)


def _warm_up(origin: str) -> None:
    for number in range(_WARM_UP):
        _timed(origin, "warm-up", number)


def _grow(server: LiveServer) -> dict[int, float]:
    citizen = Citizen(server)
    times: list[float] = []
    while len(times) < TURNS[-1] + _MEASURED // 2:
        times.append(_timed(server.origin, citizen.sender, len(times)))
    return {turn: _median_at(times, turn) for turn in TURNS}


def _median_at(times: list[float], turn: int) -> float:
    first = max(0, turn - _MEASURED // 2)
    return statistics.median(times[first:first + _MEASURED])


def _timed(origin: str, sender: str, number: int) -> float:
    question = _QUESTIONS[number % len(_QUESTIONS)]
    began = time.perf_counter()
    status, replies = call(
        "POST", f"{origin}/webhooks/rest/webhook", {"sender": sender, "message": question})
    milliseconds = 1000 * (time.perf_counter() - began)
    assert status == 200 and replies, (status, replies)
    return milliseconds


class StockRasa:
    """`rasa run` with its own REST channel and SQL store."""

    def __init__(self, folder: Path, actions_port: int) -> None:
        port = free_port()
        self.origin = f"http://127.0.0.1:{port}"
        self.database = folder / "stock.db"
        (folder / "endpoints.yml").write_text(_ENDPOINTS.format(
            actions_port=actions_port, database=self.database))
        (folder / "credentials.yml").write_text("rest:\n")
        with (folder / "stock.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "rasa", "run", "--port", str(port),
                 "--model", str(ensure_model()), "--endpoints", str(folder / "endpoints.yml"),
                 "--credentials", str(folder / "credentials.yml")],
                env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR"},
                stdout=log, stderr=log)
        wait_for(self._answers, 120)

    def at(self, turn: int) -> float:
        """Median milliseconds around a turn of a new conversation."""
        sender = uuid.uuid4().hex
        times = [_timed(self.origin, sender, number) for number in range(10)]
        if turn == TURNS[0]:
            return statistics.median(times)
        self._multiply(sender, (turn - _MEASURED // 2) // 10 - 1)
        times = [_timed(self.origin, sender, number) for number in range(_MEASURED)]
        return statistics.median(times)

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(30)

    def _multiply(self, sender: str, copies: int) -> None:
        """Append the stored turns of a conversation to itself, with timestamps that follow."""
        connection = sqlite3.connect(self.database, timeout=30)
        rows = connection.execute(
            "SELECT type_name, intent_name, action_name, data, timestamp FROM events"
            " WHERE sender_id = ? ORDER BY id", (sender,)).fetchall()
        start = next(i for i, row in enumerate(rows) if row[0] == "session_started") + 1
        span = rows[-1][4] - rows[start][4]
        # Between the first ten turns and now, without reaching into the future.
        for copy in range(1, copies + 1):
            for kind, intent, action, data, at in rows[start:]:
                moment = rows[-1][4] + (copy * span + at - rows[start][4]) * 1e-6
                connection.execute(
                    "INSERT INTO events (sender_id, type_name, timestamp, intent_name,"
                    " action_name, data) VALUES (?, ?, ?, ?, ?, ?)",
                    (sender, kind, moment, intent, action,
                     json.dumps({**json.loads(data), "timestamp": moment})))
        connection.commit()
        connection.close()

    def _answers(self) -> bool:
        assert self.process.poll() is None, "stock Rasa ended by itself"
        try:
            status, _ = call("GET", f"{self.origin}/webhooks/rest/")
            replies = call("POST", f"{self.origin}/webhooks/rest/webhook",
                           {"sender": "first", "message": _QUESTIONS[0]})
        except OSError:
            return False
        return status == 200 and bool(replies[1])


def _report(own: dict[int, float], stock: dict[int, float]) -> bool:
    print("\nturns: median milliseconds a message over REST, by length of the conversation")
    print("(reproduce: .venv/bin/python -m bench turns)\n")
    print(f"{'turn':>6} {'Guido':>9} {'stock Rasa, SQL':>17} {'stock / Guido':>15}")
    for turn in TURNS:
        ratio = stock[turn] / own[turn]
        print(f"{turn:>6} {own[turn]:>9.1f} {stock[turn]:>17.1f} {ratio:>15.2f}")
    growth, stock_growth = own[TURNS[-1]] / own[TURNS[0]], stock[TURNS[-1]] / stock[TURNS[0]]
    print(f"\nturn {TURNS[-1]} / turn {TURNS[0]}: Guido {growth:.2f} (at most {MOST_GROWTH}),"
          f" stock Rasa {stock_growth:.2f}")
    return growth <= MOST_GROWTH
