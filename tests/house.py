"""The parts of a server around the relay, with a fake assistant on a real database."""

from __future__ import annotations

import asyncio
from pathlib import Path

from argon2 import PasswordHasher

from guido.bus import MemoryBus
from guido.conversations import Conversations
from guido.french.texts import Texts
from guido.handoff import Agents, Handoff
from guido.relay.desk import Desk
from guido.relay.service import Relay
from guido.storage import Database
from guido.storage.migrate import migrate
from tests.fakes import FakeAssistant

# Passwords are not what is tested here: hashed in no time.
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class House:
    """A relay with a fake assistant on a real database."""

    def __init__(self, url: str, patience: float = 5.0) -> None:
        self.database = Database(url)
        migrate(self.database)
        self.texts = Texts.load(Path("data/messages.yml"))
        self.bus = MemoryBus()
        self.conversations = Conversations(b"key")
        self.handoff = Handoff(self.conversations)
        self.assistant = FakeAssistant()
        self.relay = Relay(self.database, self.bus, self.conversations, self.handoff,
                           self.assistant, self.texts, patience)
        self.desk = Desk(
            self.database, self.bus, self.conversations, self.handoff, self.texts)
        self.id = self.database.run(self.conversations.open, "rest", "someone").id

    def agent(self, login: str):
        return self.database.run(
            Agents(hasher=_QUICK).add, login, login.title(), "a long password")

    async def says(self, text: str, identifier: str | None = None, **more):
        appended = await self.relay.receive(self.id, text, identifier or text, **more)
        assert await self.relay.wait_until_settled(self.id, appended.message.sequence)
        return appended

    async def wishes(self, command: str, identifier: str = "wish"):
        appended = await self.relay.wish(self.id, command, identifier)
        assert await self.relay.wait_until_settled(self.id, appended.message.sequence)

    async def rests(self):
        """Wait until no task of the relay is at work."""
        while self.relay._workers:
            await asyncio.sleep(0.005)

    def transcript(self):
        messages = self.database.run(self.conversations.messages, self.id)
        return [(message.author.value, message.text) for message in messages]

    def last(self):
        return self.database.run(self.conversations.messages, self.id)[-1]
