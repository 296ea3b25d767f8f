"""All parts of Guido as processes of their own on a real PostgreSQL and Redis, and load on them."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.databases import Postgres, Redis
from tests.live import Agent, Part, Server, WidgetCitizen, call, free_port

REST_TOKEN = "a token of the REST channel"


class Cluster:
    """Two assistants, the console and the actions, each in a folder of its own."""

    def __init__(self, folder: Path, database: Postgres, redis: Redis) -> None:
        self.database, self.redis = database, redis
        settings = {
            "GUIDO_DATABASE_URL": database.new_database(), "GUIDO_REDIS_URL": redis.url,
            "GUIDO_SECRET": uuid.uuid4().hex, "GUIDO_ACTIONS_PORT": str(free_port()),
            "GUIDO_DEMONSTRATION": "no", "GUIDO_REST_TOKEN": REST_TOKEN,
        }
        self.console = Part("console", folder / "console", **settings)
        self.actions = Part("actions", folder / "actions", **settings)
        self.assistants = [
            Part("assistant", folder / f"assistant-{number}", **settings) for number in "ab"]

    @property
    def parts(self) -> list[Part]:
        return [self.console, self.actions, *self.assistants]

    def start(self) -> None:
        """Start what is not running, at the same time, and wait until all is ready."""
        for part in self.parts:
            if part.process is None or part.process.poll() is not None:
                part.begin()
        for part in self.parts:
            part.wait_until_ready(120)

    def kill(self) -> None:
        """SIGKILL to all parts that run."""
        for part in self.parts:
            if part.process and part.process.poll() is None:
                part.kill()


class Stream:
    """What comes through a stream, with the moment at which it came."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.entries: list[tuple[float, dict[str, Any]]] = []
        address = urlsplit(url)
        self._connection = http.client.HTTPConnection(address.netloc, timeout=60)
        self._connection.request("GET", address.path, headers=headers)
        self._response = self._connection.getresponse()
        assert self._response.status == 200, self._response.read()
        assert self._response.readline() == b"\n", "the stream says at once that it is open"
        threading.Thread(target=self._read, daemon=True).start()

    def moment_of(self, text: str, seconds: float = 10) -> float:
        """When a text came; fails if it does not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for moment, entry in self.entries:
                if entry.get("text") == text:
                    return moment
            time.sleep(0.005)
        raise AssertionError(f"{text!r} did not come through the stream")

    def _read(self) -> None:
        while line := self._response.readline():
            if line.strip():
                self.entries.append((time.monotonic(), json.loads(line)))


class ProxiedCitizen(WidgetCitizen):
    """A citizen behind a proxy that passes over servers that cannot be reached."""

    def __init__(self, servers: list[Server]) -> None:
        super().__init__(servers[0])
        self._bases = [f"{server.origin}/webhooks/widget" for server in servers]

    def calls(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The answer of the first server that answers."""
        for base in self._bases:
            try:
                return call(method, base + path, body, self.headers)
            except (OSError, http.client.HTTPException):
                continue
        raise ConnectionError("no server answers")

    def posts(self, text: object, identifier: str | None = None, **more: Any) -> tuple[int, Any]:
        return self.calls(
            "POST", "/messages", {"id": identifier or uuid.uuid4().hex, "text": text, **more})

    def sees(self, after: int = 0) -> list[dict[str, Any]]:
        status, body = self.calls("GET", f"/messages?after={after}")
        assert status == 200, body
        return body["messages"]


class Exchange:
    """A citizen and an agent who write to each other without a pause.

    Each sends a message until it is acknowledged, as widget and console do, then the next.
    """

    def __init__(self, citizen: ProxiedCitizen, agent: Agent, opening: str) -> None:
        self.citizen, self._agent = citizen, agent
        assert citizen.calls("POST", "/person", {"id": uuid.uuid4().hex})[0] == 202
        assert citizen.posts(opening)[0] == 202
        self._conversation = agent.finds(opening)
        assert agent.takes(self._conversation)[0] == 200
        self._opening = opening
        self.acknowledged: dict[str, list[str]] = {"citizen": [], "agent": []}
        self.answers: set[tuple[int, str | None]] = set()  # status and error of each answer
        self._stop = threading.Event()
        self._writers = [threading.Thread(target=self._write, args=(author,), daemon=True)
                         for author in self.acknowledged]
        for writer in self._writers:
            writer.start()

    def end(self) -> None:
        """Let both finish the message that they are sending."""
        self._stop.set()
        for writer in self._writers:
            writer.join(60)
            assert not writer.is_alive(), "a message could not be sent in a minute"

    def check(self) -> None:
        """Nothing acknowledged is lost or doubled, and all is in order."""
        seen: list[dict[str, Any]] = []
        while page := self.citizen.sees(seen[-1]["sequence"] if seen else 0):
            seen += page
        assert [message["sequence"] for message in seen] == list(range(1, len(seen) + 1))
        for author, texts in self.acknowledged.items():
            said = [message["text"] for message in seen if message["author"] == author]
            begun = said.index(self._opening) + 1 if author == "citizen" else 0
            assert said[begun:] == texts
            assert texts, f"nothing of the {author} was taken"

    def _write(self, author: str) -> None:
        number = 0
        while not self._stop.is_set():
            text = f"{author} {number}"
            while not self._sent(author, text):
                time.sleep(0.05)
            self.acknowledged[author].append(text)
            number += 1
            time.sleep(0.1)

    def _sent(self, author: str, text: str) -> bool:
        try:
            status, body = (
                self.citizen.posts(text, text) if author == "citizen"
                else self._agent.writes(self._conversation, text, text))
        except (OSError, http.client.HTTPException):
            return False  # the line broke: nothing was acknowledged
        self.answers.add((status, body.get("error") if isinstance(body, dict) else str(body)))
        return status == 202


@contextmanager
def under_load(cluster: Cluster, agents: list[Agent], count: int) -> Iterator[list[Exchange]]:
    """So many exchanges; they end with the block and are checked."""
    orders = [[*cluster.assistants, cluster.console],
              [*reversed(cluster.assistants), cluster.console], [cluster.console]]
    exchanges = [
        Exchange(ProxiedCitizen(orders[number % 3]), agents[number % len(agents)],
                 f"ma question {uuid.uuid4().hex}") for number in range(count)]
    try:
        yield exchanges
    finally:
        for exchange in exchanges:
            exchange.end()
    for exchange in exchanges:
        exchange.check()
