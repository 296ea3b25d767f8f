"""Appointments of cases: booked when a procedure is filed, moved, cancelled, and reminded of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from guido.appointments import Appointment, Appointments, Kind, Place, Slot
from guido.appointments.calendar import calendar_file
from guido.appointments.content import APPOINTMENTS, read_kinds
from guido.cases import Cases, CaseState
from guido.cases.reference import write_reference
from guido.catalogue.offices.own import read_own_offices
from guido.clock import utc_now
from guido.errors import AppointmentNotFound
from guido.french.texts import Texts
from guido.notifications import Notice, Notifications, QuietTimes
from guido.organisation import Organisation
from guido.procedures.model import Type
from guido.relay.casework import Casework
from guido.relay.procedure_ports import FiledCase, Filing, Finished, Paper, Papers, Ports
from guido.relay.slots import AppointmentSlots
from guido.storage import Transaction

_REMINDED_DAYS = 1


@dataclass(frozen=True)
class Booking:
    """Each call runs in the caller's transaction; `origin` begins the addresses given out."""

    appointments: Appointments
    slots: AppointmentSlots
    cases: Cases
    casework: Casework
    notifications: Notifications
    quiet: Callable[[], QuietTimes]
    texts: Texts
    origin: str
    now: Callable[[], datetime] = utc_now

    def book(self, tx: Transaction, finished: Finished, reference: str) -> None:
        """Book what was chosen in a procedure; raises SlotTaken and TooManyAppointments."""
        for question in finished.procedure.questions:
            value = finished.answers.get(question.name)
            slot = self.appointments.slot(str(value["id"])) if (
                question.type is Type.SLOT and value) else None
            if slot:
                self._remind(tx, self.appointments.book(
                    tx, finished.conversation_id, slot, reference))

    def move(self, tx: Transaction, reference: str, slot: Slot) -> Appointment:
        """Give a case another slot; raises AppointmentNotFound and SlotTaken.

        What is closed has no appointment to move any more.
        """
        case = self.cases.lock(tx, reference)
        if case.is_closed:
            raise AppointmentNotFound(reference)
        moved = self.appointments.move(tx, reference, slot)
        self.casework.add_status(tx, reference, case.current.state, note=self.texts(
            "appointments.note_moved", slot=self.slots.words(moved)))
        self.notifications.cancel(tx, _key(reference))
        self._remind(tx, moved)
        return moved

    def cancel(self, tx: Transaction, reference: str) -> Appointment:
        """Give a case's seat back and close it; raises AppointmentNotFound."""
        case = self.cases.lock(tx, reference)
        cancelled = self.appointments.cancel(tx, reference)
        self.notifications.cancel(tx, _key(reference))
        if not case.is_closed:
            self.casework.add_status(
                tx, reference, CaseState.CLOSED, note=self.texts("appointments.note_cancelled"))
        return cancelled

    def calendar(self, appointment: Appointment) -> bytes:
        """The appointment as a file for calendars."""
        kind, place = self.slots.kind(appointment), self.slots.place(appointment)
        reference = write_reference(str(appointment.case_reference))
        lines = [self.texts("appointments.ics_reference", reference=reference)]
        if kind.bring:
            lines.append(self.texts("appointments.ics_bring", things="\n- ".join(
                ("", *kind.bring))))
        return calendar_file(
            appointment, kind.length, kind.label,
            f"{place.name}, {place.address}" if place and not kind.is_at_home else "",
            "\n\n".join(lines), self.now())

    def calendar_url(self, reference: str) -> str:
        """The address of that file, which only who is given it can know."""
        key = self.appointments.key(reference)
        return f"{self.origin}/rendez-vous/{quote(reference)}/{key}.ics"

    def _remind(self, tx: Transaction, appointment: Appointment) -> None:
        """The day before, where it was booked; not of what is that soon, which was said just now.
        """
        reference = str(appointment.case_reference)
        day = appointment.start.astimezone(self.appointments.zone).date()
        due_at = self.quiet().day_before(day, _REMINDED_DAYS)
        if due_at <= self.now():
            return
        kind = self.slots.kind(appointment)
        values = {"label": kind.label, "slot": self.slots.words(appointment),
                  "reference": write_reference(reference)}
        bring = self.texts("appointments.bring", things=" ; ".join(kind.bring)) if (
            kind.bring) else ""
        self.notifications.plan(tx, Notice(
            " ".join(filter(None, (self.texts("appointments.reminder", **values), bring))),
            self.texts("appointments.reminder_subject", **values), due_at, _key(reference),
            appointment.conversation_id, reference, until=appointment.start,
            custom={"type": "news", "reference": values["reference"], "reminder": "appointment"}))


@dataclass(frozen=True)
class BookingFiling:
    """Files as another does, and books the slots that were chosen, together or not at all."""

    filing: Filing
    booking: Booking

    def file(self, tx: Transaction, finished: Finished) -> FiledCase:
        """The new case; raises SlotTaken if a slot was given to somebody else meanwhile."""
        case = self.filing.file(tx, finished)
        self.booking.book(tx, finished, case.reference)
        return case


@dataclass(frozen=True)
class BookingPapers:
    """Makes the papers that another makes, and a file for calendars."""

    papers: Papers
    booking: Booking

    def make(
        self, tx: Transaction, finished: Finished, case: FiledCase | None
    ) -> Sequence[Paper]:
        """The documents, and the appointment for the calendar if there is one."""
        papers = list(self.papers.make(tx, finished, case))
        appointment = self.booking.appointments.of_case(tx, case.reference) if case else None
        if case and appointment:
            papers.append(Paper(
                self.booking.texts("appointments.ics_title"),
                self.booking.calendar_url(case.reference),
                len(self.booking.calendar(appointment)),
                appointment.start.astimezone(self.booking.appointments.zone).date()))
        return papers


def read_own_kinds(data: Path) -> dict[str, Kind]:
    """What one can make an appointment for, at the administration's own offices.

    Raises ContentError.
    """
    places = {office.id: Place(office.id, office.name, ", ".join(office.address), office.hours)
              for office in read_own_offices(data / "organisation.yml")}
    return read_kinds(data / APPOINTMENTS, places)


def open_booking(
    data: Path, organisation: Organisation, secret: bytes, texts: Texts, casework: Casework,
    cases: Cases, notifications: Notifications, quiet: Callable[[], QuietTimes], origin: str,
    now: Callable[[], datetime] = utc_now,
) -> Booking:
    """The appointments of the content files; raises ContentError for a mistake in them."""
    appointments = Appointments(read_own_kinds(data), organisation.department, secret, now)
    return Booking(appointments, AppointmentSlots(appointments, texts), cases, casework,
                   notifications, quiet, texts, origin, now)


def with_booking(ports: Ports, booking: Booking) -> Ports:
    """The same ports, with slots to choose from, booked when a procedure is filed."""
    return replace(
        ports, slots=booking.slots,
        filing=BookingFiling(ports.filing, booking) if ports.filing else None,
        papers=BookingPapers(ports.papers, booking) if ports.papers else None)


def _key(reference: str) -> str:
    return f"appointment:{reference}"
