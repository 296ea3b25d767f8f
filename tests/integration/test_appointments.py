"""An appointment's calendar over HTTP: for who was given the address, and for nobody else."""

from __future__ import annotations

import urllib.request

import icalendar
import pytest

from guido.conversations import Conversations
from guido.relay.runtime import build_runtime
from guido.settings import load_settings
from tests.live import call


@pytest.fixture(scope="module")
def runtime(console_server):
    return build_runtime(load_settings({
        name: value for name, value in console_server.environment.items()
        if name.startswith("GUIDO_")}), None)


@pytest.fixture
def booked(runtime):
    """A booked appointment; a case of its own each time is not needed to fetch its calendar."""
    conversation = runtime.database.run(
        Conversations(runtime.settings.secret_key()).open, "rest", "calendar")
    (slot, *_) = runtime.database.run(runtime.booking.appointments.offered, "papiers")
    yield runtime.database.run(
        runtime.booking.appointments.book, conversation.id, slot, "D26K7M2QX4P")
    runtime.database.run(runtime.booking.appointments.erase, conversation.id)


def test_the_address_gives_a_calendar_and_is_kept_by_nobody(console_server, runtime, booked):
    path = runtime.booking.calendar_url("D26K7M2QX4P").removeprefix(runtime.settings.origin)
    with urllib.request.urlopen(console_server.origin + path, timeout=30) as answer:
        calendar, headers = icalendar.Calendar.from_ical(answer.read()), answer.headers
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].dt == booked.start
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("path", [
    "/rendez-vous/D26K7M2QX4P/0123456789abcdef0123456789abcdef.ics",
    "/rendez-vous/D26K7M2QX4P/.ics", "/rendez-vous/nothing/at-all.ics",
    "/rendez-vous/D26K7M2QX4P/%C3%A9.ics"])
def test_a_made_up_address_gives_nothing(console_server, booked, path):
    assert call("GET", console_server.origin + path)[0] == 404
