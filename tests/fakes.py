"""Fakes of our own ports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from guido.relay.model import Answer, Question, Reply

MONDAY = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **length: float) -> None:
        """So much time goes by, in the words of a timedelta."""
        self.now += timedelta(**length)


class FakeAssistant:
    """Answers with what a test tells it to; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.answer: Callable[[Question], list[Reply]] = lambda q: [Reply(f"réponse à {q.text}")]
        self.understood: dict[str, Any] | None = None
        self.slots: dict[str, Any] = {}
        self.seconds = 0.0
        self.emergencies: set[str] = set()
        self.perhaps_emergencies: set[str] = set()

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        await asyncio.sleep(self.seconds)
        return Answer(self.answer(question), self.understood, self.slots)

    async def is_emergency(self, text: str, is_answer: bool = False) -> bool:
        return text in self.emergencies or (
            not is_answer and text in self.perhaps_emergencies)
