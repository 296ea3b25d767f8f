"""Somebody who carries out a shipped procedure where cases and appointments are real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from guido.benefits import Benefits
from guido.cases import Cases
from guido.french.texts import Texts
from guido.notifications import Notifications, read_quiet_times
from guido.organisation import load_organisation
from guido.procedures.drafts import Draft
from guido.procedures.service import Procedures
from guido.relay.appointment_changes import AppointmentChanges
from guido.relay.booking import open_booking, with_booking
from guido.relay.casework import Casework
from guido.relay.estimates import Estimates
from guido.relay.model import Reply
from guido.relay.news import ProcedureFiling
from guido.storage import Database
from tests.fakes import Clock
from tests.house import House, library
from tests.scripts import Script
from tests.trial_procedure import FakeOffice

_DATA = Path("data")


class Citizen:
    """A citizen of a town with its content files.

    `engine` is where benefits are computed; `case` is what any case is said to hold, as in JSON.
    """

    def __init__(
        self, url: str, now: Callable[[], datetime] | None = None, engine: str = "",
        case: dict[str, Any] | None = None,
    ) -> None:
        self._said, now = 0, now or Clock()
        texts, quiet = Texts.load(_DATA / "messages.yml"), read_quiet_times(
            _DATA / "notifications.yml")
        self.cases, self.notifications = Cases(b"key", now), Notifications(b"key", now)
        casework = Casework(
            self.cases, self.notifications, lambda: quiet, texts, str, [], now)
        self.booking = open_booking(
            _DATA, load_organisation(_DATA / "organisation.yml"), b"key", texts, casework,
            self.cases, self.notifications, lambda: quiet, "https://guido.test", now)
        self._estimated = Database(url)
        estimates = Estimates(
            self._estimated, Procedures(library(_DATA), b"key", now=now), Benefits(engine),
            texts, now)
        ports = with_booking(
            replace(FakeOffice().ports, filing=ProcedureFiling(casework)), self.booking)
        self.house = House(
            url, now=now, data=_DATA,
            ports=replace(
                ports, estimates=estimates, case_answers=lambda tx, reference: case),
            dialogues=lambda house: [AppointmentChanges(
                house.conversations, house.handoff, self.booking, texts)])

    def close(self) -> None:
        """Leave the databases; what was said stays in them."""
        self.house.database.close()
        self._estimated.close()

    def elsewhere(self) -> None:
        """Go on in another conversation, on another channel."""
        self.house.id = self.house.database.run(
            self.house.conversations.open, "widget", f"elsewhere {self._said}").id

    async def starts(self, script: Script) -> None:
        """Look at the sheet of a service and choose its procedure there."""
        procedure = script.procedure
        self.house.assistant.answer = lambda question: [
            Reply("La fiche.", custom={"type": "card", "service": procedure.service,
                                       "facet": "demarche"})
            if question.text == "la fiche" else Reply(f"réponse à {question.text}")]
        await self.says("la fiche", f"Commencer la démarche : {procedure.title}")

    async def says(self, *texts: str) -> None:
        """One message after the other, each answered before the next."""
        for text in texts:
            self._said += 1
            await self.house.says(text, f"said-{self._said}")

    @property
    def custom(self) -> dict[str, Any]:
        return self.house.last().custom or {}

    @property
    def question(self) -> str | None:
        return self.custom.get("question", {}).get("name")

    @property
    def buttons(self) -> list[str]:
        return [button.title for button in self.house.last().buttons]

    @property
    def draft(self) -> Draft | None:
        return self.house.database.run(self.house.procedures.active, self.house.id)

    @property
    def filed(self) -> list[str]:
        """The procedures of which a case was made in this conversation."""
        return [case.procedure for case in self.house.database.run(
            self.cases.of_conversation, self.house.id)]

    @property
    def told(self) -> str:
        """All that was said so far, with plain spaces."""
        said = "\n".join(text for _, text in self.house.transcript())
        return said.replace("\u202f", " ").replace("\xa0", " ")
