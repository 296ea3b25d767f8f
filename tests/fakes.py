"""Fakes of our own ports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from guido.relay.model import Answer, Question, Reply


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
