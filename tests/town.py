"""Somebody who carries out a shipped procedure where cases and appointments are real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from guido.benefits import Benefits
from guido.cases import Cases
from guido.french.texts import Texts
from guido.notifications import Notifications, read_quiet_times
from guido.organisation import load_organisation
from guido.procedures.library import Library
from guido.procedures.service import Procedures
from guido.relay.appointment_changes import AppointmentChanges
from guido.relay.booking import open_booking, with_booking
from guido.relay.casework import Casework
from guido.relay.estimates import Estimates
from guido.relay.news import ProcedureFiling
from guido.storage import Database
from tests.house import House
from tests.trial_procedure import FakeOffice
from tests.unit.test_four_procedures import Citizen

_DATA = Path("data")


class Townsman(Citizen):
    """A citizen of a town with its content files; `engine` is where benefits are computed."""

    def __init__(self, url: str, now: Callable[[], datetime], engine: str = "") -> None:
        self.office, self._said = FakeOffice(), 0
        texts, quiet = Texts.load(_DATA / "messages.yml"), read_quiet_times(
            _DATA / "notifications.yml")
        self.cases, self.notifications = Cases(b"key", now), Notifications(b"key", now)
        casework = Casework(
            self.cases, self.notifications, lambda: quiet, texts, str, [], now)
        self.booking = open_booking(
            _DATA, load_organisation(_DATA / "organisation.yml"), b"key", texts, casework,
            self.cases, self.notifications, lambda: quiet, "https://guido.test", now)
        database = Database(url)
        estimates = Estimates(
            database, Procedures(Library(_DATA), b"key", now=now), Benefits(engine), texts, now)
        ports = with_booking(
            replace(self.office.ports, filing=ProcedureFiling(casework)), self.booking)
        self.house = House(
            url, now=now, data=_DATA, ports=replace(ports, estimates=estimates),
            dialogues=lambda house: [AppointmentChanges(
                house.conversations, house.handoff, self.booking, texts)])

    def elsewhere(self) -> None:
        """Go on in another conversation, on another channel."""
        self.house.id = self.house.database.run(
            self.house.conversations.open, "widget", f"elsewhere {self._said}").id

    @property
    def buttons(self) -> list[str]:
        return [button.title for button in self.house.last().buttons]
