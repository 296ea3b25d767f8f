"""The parts of a server around the relay, with a fake assistant on a real database."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from argon2 import PasswordHasher

from guido.bus import MemoryBus
from guido.catalogue.offices.communes import Communes
from guido.clock import utc_now
from guido.conversations import Conversations
from guido.experience import Experience
from guido.french.texts import Texts
from guido.handoff import Agents, Handoff
from guido.handoff.audit import Audit
from guido.handoff.forms import Forms
from guido.handoff.rules import read_rules
from guido.handoff.teams import Teams
from guido.handoff.watchers import Watchers
from guido.organisation import load_organisation
from guido.procedures.hearing import Hearing
from guido.procedures.library import Library
from guido.procedures.service import Procedures
from guido.relay.contact import Contact
from guido.relay.corrections import Corrections
from guido.relay.desk import Desk
from guido.relay.forms import FormExchange
from guido.relay.model import Dialogue
from guido.relay.procedure_desk import ProcedureDesk
from guido.relay.procedure_files import ProcedureFiles
from guido.relay.procedure_parts import put_together
from guido.relay.procedure_ports import Ports
from guido.relay.rating import Rating
from guido.relay.service import Relay
from guido.relay.turns import Turns
from guido.relay.waiting import Waiting
from guido.relay.watching import Watching
from guido.storage import Database
from guido.storage.migrate import migrate
from tests.fakes import FakeAssistant

# Passwords are not what is tested here: hashed in no time.
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# Read once for all houses: a second and a half each time.
_communes = functools.cache(Communes)
_SHIPPED = Path("data")
_shipped = functools.cache(lambda: Library(_SHIPPED))


def library(data: Path) -> Library:
    """The procedures of a folder; those that are shipped are read once for all houses."""
    return _shipped() if data == _SHIPPED else Library(data)


class House:
    """A relay with a fake assistant on a real database.

    `data` is where its procedures are, `ports` what finishes them, `dialogues` makes more of them.
    """

    def __init__(
        self, url: str, patience: float = 5.0, now=utc_now, data: Path = _SHIPPED,
        ports: Ports | None = None, dialogues: Callable[[House], list[Dialogue]] = lambda _: [],
    ) -> None:
        self.database = Database(url)
        migrate(self.database)
        self.texts = Texts.load(Path("data/messages.yml"))
        self.bus = MemoryBus()
        self.conversations = Conversations(b"key", now)
        self.now = now
        self.agents, self.audit = Agents(now, hasher=_QUICK), Audit(now)
        self.teams = Teams(now=now)
        self.handoff = Handoff(self.conversations, self.teams, now)
        self.waiting = Waiting(self.conversations, self.handoff, self.texts, now)
        self.watchers = Watchers(self.conversations, now)
        self.experience = Experience(now)
        self.organisation = load_organisation(Path("data/organisation.yml"))
        self.contact = Contact(
            self.conversations, self.handoff, self.texts, self.organisation, now)
        self.rating = Rating(self.conversations, self.handoff, self.experience, self.texts)
        self.forms = Forms(now)
        self.rules = read_rules(Path("data/handoff.yml"))
        self.procedures = Procedures(library(data), b"key", now=now)
        self.hearing = Hearing(self.texts, communes=_communes)
        self.parts = put_together(
            self.conversations, self.handoff, self.procedures, self.hearing,
            replace(ports or Ports(), files=self.forms), self.texts, now)
        self.turns = Turns(
            self.conversations, self.handoff, self.audit, self.waiting,
            [self.contact, self.rating, self.parts.dialogue, *dialogues(self)],
            [self.experience, self.handoff, self.watchers, self.forms, self.procedures],
            self.texts, lambda service: "papiers" if service == "passeport" else None,
            "01 99 00 12 34", procedures=self.parts.dialogue)
        self.assistant = FakeAssistant()
        self.relay = Relay(self.database, self.bus, self.conversations, self.turns,
                           self.assistant, lambda: self.rules, self.texts, patience)
        self.desk = Desk(
            self.database, self.bus, self.conversations, self.handoff, self.agents, self.audit,
            self.waiting, self.rating, self.texts, self.parts.dialogue)
        self.corrections = Corrections(
            self.database, self.bus, self.conversations, self.handoff, self.audit, self.texts, now)
        self.form_exchange = FormExchange(
            self.database, self.bus, self.conversations, self.handoff, self.forms, self.audit,
            self.relay, self.texts)
        self.procedure_files = ProcedureFiles(
            self.conversations, self.forms, self.parts.dialogue, self.relay)
        self.procedure_desk = ProcedureDesk(
            self.database, self.bus, self.conversations, self.handoff, self.audit,
            self.procedures, self.parts, self.texts)
        self.watching = Watching(self.database, self.bus, self.watchers, now)
        self.id = self.database.run(self.conversations.open, "rest", "someone").id

    def agent(self, login: str, **more):
        with self.database.transaction() as tx:
            return self.agents.add(tx, login, login.title(), "a long password", **more)

    async def says(self, text: str, identifier: str | None = None, **more):
        appended = await self.relay.receive(self.id, text, identifier or text, **more)
        assert await self.relay.wait_until_settled(self.id, appended.message.sequence)
        return appended

    async def wishes(self, command: str, identifier: str = "wish"):
        appended = await self.relay.wish(self.id, command, identifier)
        assert await self.relay.wait_until_settled(self.id, appended.message.sequence)

    async def rests(self, relay: Relay | None = None):
        """Wait until no task of the relay is at work, or of another than its own."""
        while (relay or self.relay)._workers:
            await asyncio.sleep(0.005)

    def transcript(self):
        messages = self.database.run(self.conversations.messages, self.id)
        return [(message.author.value, message.text) for message in messages]

    def last(self):
        return self.database.run(self.conversations.messages, self.id)[-1]
