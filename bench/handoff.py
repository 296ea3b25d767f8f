"""How long a message takes from « sent » to « shown on the other side », with many connected.

500 citizens follow their conversations; 100 of them are with one of 20 agents, who follow all of
theirs and the queue. Each side of each conversation writes every ten seconds, so that an agent
writes every two. Beside it the same process with one citizen and one agent. All goes over HTTP,
from another process of the machine.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import statistics
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from guido.conversations import Conversations
from tests.live import Agent, Part

CONNECTED, HANDOFFS, AGENTS = 500, 100, 20
MOST_MILLISECONDS = 300
_SECONDS, _PAUSE = 60.0, 10.0
_SETTLING = 10.0
_IDLE_MESSAGES, _IDLE_PAUSE = 40, 0.25
_SECRET = "the key of a benchmark"
_WORKERS = {"console": ("console",), "assistant": ("actions", "assistant")}


@dataclass
class Figures:
    """Milliseconds by direction, and the worker's resident megabytes."""

    to_agent: list[float]
    to_citizen: list[float]
    megabytes: float

    @property
    def slowest(self) -> float:
        return max(_p95(self.to_agent), _p95(self.to_citizen))


@dataclass
class Talk:
    """A conversation between a citizen and an agent, and when what they wrote was shown."""

    worker: Part
    http: aiohttp.ClientSession
    token: str
    agent: Agent
    conversation: str = ""
    sent: dict[str, float] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)

    async def citizen_writes(self) -> None:
        """Send a message as the citizen."""
        text = f"citizen {uuid.uuid4().hex}"
        self.sent[text] = time.perf_counter()
        await _post(self.http, f"{self.worker.origin}/webhooks/widget/messages", _bearer(
            self.token), {"id": text, "text": text})

    async def agent_writes(self) -> None:
        """Send a message as the agent."""
        text = f"agent {uuid.uuid4().hex}"
        self.sent[text] = time.perf_counter()
        await _post(self.http, self._data("messages"), _cookies(self.agent),
                    {"id": text, "text": text})

    async def take(self) -> None:
        """The agent takes the conversation and follows it."""
        await _post(self.http, self._data("take"), _cookies(self.agent), {})

    async def follow_as_agent(self) -> None:
        """Note when the citizen's messages are shown to the agent. Runs on."""
        await _follow(self.http, self._data("stream"), _cookies(self.agent), self._note("citizen"))

    async def follow_as_citizen(self) -> None:
        """Note when the agent's messages are shown to the citizen. Runs on."""
        await _follow(self.http, f"{self.worker.origin}/webhooks/widget/stream",
                      _bearer(self.token), self._note("agent"))

    def milliseconds(self, author: str) -> list[float]:
        """What each message of one side took; those that were never shown are missing."""
        return [1000 * (self.shown[text] - moment) for text, moment in self.sent.items()
                if text.startswith(author) and text in self.shown]

    def _note(self, author: str):
        def note(entry: dict[str, Any]) -> None:
            if entry.get("author") == author and entry["text"] in self.sent:
                self.shown.setdefault(entry["text"], time.perf_counter())
        return note

    def _data(self, what: str) -> str:
        return f"{self.agent.base}/data/conversations/{self.conversation}/{what}"


def run() -> bool:
    """Print the table; whether 95 % are shown within 300 ms in both directions."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    reached = True
    print(f"handoff: milliseconds from « sent » to « shown on the other side », {CONNECTED} "
          f"citizens\nconnected, {HANDOFFS} of them with an agent, each side writing every "
          f"{_PAUSE:.0f} s\n(reproduce: .venv/bin/python -m bench handoff)\n")
    print(f"{'worker':>10} {'':>6} {'to the agent':>20} {'to the citizen':>20} {'MB':>6}")
    print(f"{'':>17} {'median':>12} {'p95':>7} {'median':>12} {'p95':>7}")
    for name, parts in _WORKERS.items():
        with tempfile.TemporaryDirectory() as folder:
            for load, figures in _measure(Path(folder), parts).items():
                print(f"{name:>10} {load:>6} {_row(figures)}", flush=True)
                reached = reached and figures.slowest <= MOST_MILLISECONDS
    print(f"\n(p95 at most {MOST_MILLISECONDS})")
    return reached


def _measure(folder: Path, names: tuple[str, ...]) -> dict[str, Figures]:
    parts: list[Part] = []
    settings = {"GUIDO_SECRET": _SECRET, "GUIDO_LOG_LEVEL": "warning"}
    for name in names:
        if parts:  # the parts find each other
            settings["GUIDO_ACTIONS_PORT"] = parts[0].environment["GUIDO_ACTIONS_PORT"]
        parts.append(Part(name, folder / name, **{**settings, "GUIDO_VAR": str(folder / "var")}))
        parts[-1].start(120)
    try:
        return asyncio.run(_run(parts[-1]))
    finally:
        for part in parts:
            part.stop()


async def _run(worker: Part) -> dict[str, Figures]:
    agents = [worker.add_agent(f"agent{number}") for number in range(AGENTS)]
    # Below the five seconds after which the server closes a line that nobody uses.
    limits = aiohttp.TCPConnector(limit=0, keepalive_timeout=2)
    tasks: list[asyncio.Task[None]] = []
    async with aiohttp.ClientSession(
            connector=limits, timeout=aiohttp.ClientTimeout(total=None)) as http:
        try:
            idle = await _talk(worker, http, agents[0], tasks)
            for _ in range(_IDLE_MESSAGES):
                await idle.citizen_writes()
                await asyncio.sleep(_IDLE_PAUSE)
                await idle.agent_writes()
                await asyncio.sleep(_IDLE_PAUSE)
            found = {"idle": _figures([idle], worker)}
            for _ in range(CONNECTED - HANDOFFS):
                quiet = Talk(worker, http, await _open(worker, http), agents[0])
                tasks.append(asyncio.create_task(quiet.follow_as_citizen()))
            for agent in agents:
                tasks.append(asyncio.create_task(_follow(
                    http, f"{agent.base}/data/queue/stream", _cookies(agent), lambda _entry: None)))
            talks = [await _talk(worker, http, agents[number % AGENTS], tasks)
                     for number in range(HANDOFFS)]
            await asyncio.sleep(_SETTLING)  # 600 new streams have their first look behind them
            await asyncio.gather(*(_keep_writing(write) for talk in talks
                                   for write in (talk.citizen_writes, talk.agent_writes)))
            await asyncio.sleep(2)
            found["busy"] = _figures(talks, worker)
            return found
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _open(worker: Part, http: aiohttp.ClientSession) -> str:
    opened = await _post(http, f"{worker.origin}/webhooks/widget/conversations", {}, {})
    return opened["token"]


async def _talk(
    worker: Part, http: aiohttp.ClientSession, agent: Agent, tasks: list[asyncio.Task[None]]
) -> Talk:
    """A citizen who asked for a person, and the agent who has taken the conversation."""
    talk = Talk(worker, http, await _open(worker, http), agent)
    await _post(http, f"{worker.origin}/webhooks/widget/person", _bearer(talk.token),
                {"id": uuid.uuid4().hex})
    with worker.database() as database:
        talk.conversation = database.read(
            Conversations(_SECRET.encode()).find, "widget", talk.token).id
    while True:
        try:
            await talk.take()
            break
        except aiohttp.ClientResponseError:
            await asyncio.sleep(0.1)  # the wish has not been dealt with yet
    tasks.append(asyncio.create_task(talk.follow_as_agent()))
    tasks.append(asyncio.create_task(talk.follow_as_citizen()))
    return talk


async def _keep_writing(write) -> None:
    """Write every few seconds, each side at moments of its own."""
    end = time.monotonic() + _SECONDS
    await asyncio.sleep(random.random() * _PAUSE)
    while time.monotonic() < end:
        await write()
        await asyncio.sleep(_PAUSE * (0.5 + random.random()))


async def _post(
    http: aiohttp.ClientSession, url: str, headers: dict[str, str], body: dict[str, Any]
) -> dict[str, Any]:
    async with http.post(url, json=body, headers=headers, raise_for_status=True) as answer:
        return await answer.json()


async def _follow(http: aiohttp.ClientSession, url: str, headers: dict[str, str], note) -> None:
    async with http.get(url, headers=headers, raise_for_status=True,
                        read_bufsize=2 ** 22) as answer:
        async for line in answer.content:
            if line.strip():
                note(json.loads(line))


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _cookies(agent: Agent) -> dict[str, str]:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in agent.cookies)
    return {"Cookie": cookies, "X-CSRF-Token": agent.csrf}


def _figures(talks: list[Talk], worker: Part) -> Figures:
    missing = sum(len(talk.sent) - len(talk.shown) for talk in talks)
    assert missing == 0, f"{missing} messages were never shown"
    assert worker.process
    status = Path(f"/proc/{worker.process.pid}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return Figures([ms for talk in talks for ms in talk.milliseconds("citizen")],
                   [ms for talk in talks for ms in talk.milliseconds("agent")],
                   int(resident.split()[1]) / 1000)


def _row(figures: Figures) -> str:
    return (f"{statistics.median(figures.to_agent):>12.0f} {_p95(figures.to_agent):>7.0f} "
            f"{statistics.median(figures.to_citizen):>12.0f} {_p95(figures.to_citizen):>7.0f} "
            f"{figures.megabytes:>6.0f}")


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
