"""An appointment as a file for calendars; one that was moved or cancelled changes it there."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from guido.appointments.model import Appointment, State

_REMIND = timedelta(days=-1)


def calendar_file(
    appointment: Appointment, length: timedelta, summary: str, place: str, description: str,
    now: datetime,
) -> bytes:
    """The file (RFC 5545); the same case has the same event, with a higher number each time."""
    is_cancelled = appointment.state is State.CANCELLED
    event = Event()
    event.add("uid", f"{appointment.case_reference}@guido")
    event.add("dtstamp", now)
    event.add("sequence", appointment.moves + (1 if is_cancelled else 0))
    event.add("dtstart", appointment.start)
    event.add("dtend", appointment.start + length)
    event.add("summary", summary)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("description", description)
    if place:
        event.add("location", place)
    if not is_cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", _REMIND)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Guido//Appointments//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
