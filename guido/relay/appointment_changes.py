"""Moving and cancelling an appointment: in the conversation where it was made, or by its reference.

The dialogue needs no assistant. Where it stands is told by the system's last message
(`custom: {"type": "appointment", "step": …}`), so that any process can go on with it. In another
conversation than that of the booking the date of birth, or the code given when it was filed, is
asked for, and failures count as they do for following a request.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from guido.appointments import Appointment, State
from guido.cases import Found, Locked
from guido.cases.reference import Reading, read_code, read_reference, write_reference
from guido.conversations import Author, Button, Conversations, Draft, Message
from guido.errors import AppointmentNotFound, SlotTaken
from guido.french.dates import find_date, write_time
from guido.french.normalise import fold, same
from guido.french.texts import Texts
from guido.handoff import Handoff
from guido.handoff import State as Escalated
from guido.relay.booking import Booking
from guido.relay.model import Turn
from guido.relay.procedure_openings import APPOINTMENT
from guido.relay.turns import person_button
from guido.storage import Transaction

COMMAND = "relay:appointment"
MOVE, CANCEL, TO, SURE, KEEP = "move", "cancel", "to", "sure", "keep"
_WAITS = ("reference", "secret", "slot", "confirm")
_OBJECT = r"(?:mon |le |un |notre )?(?:rendez[ -]?vous|rdv)\b"
_WISHES = (
    (MOVE, re.compile(rf"\b(?:deplacer|reporter|decaler|avancer|changer|modifier) {_OBJECT}"
                      rf"|\bchanger (?:la date|l'heure) (?:de |du ){_OBJECT}")),
    (CANCEL, re.compile(rf"\b(?:annuler|decommander|supprimer) {_OBJECT}")),
)


def command(do: str, **values: str) -> str:
    """What a button of this dialogue means."""
    return COMMAND + json.dumps({"do": do, **values}, ensure_ascii=False)


class AppointmentChanges:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, conversations: Conversations, handoff: Handoff, booking: Booking, texts: Texts
    ) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._booking = booking
        self._texts = texts

    def handles(
        self, tx: Transaction, conversation_id: str, message: Message, command: str | None
    ) -> bool:
        """Whether a citizen's message is about changing an appointment."""
        escalation = self._handoff.open_of(tx, conversation_id)
        if escalation and escalation.state is Escalated.ASSIGNED:
            return False  # an agent answers
        if command:
            return command.partition("{")[0] == COMMAND
        return _wish(message.text) is not None or self._step(tx, conversation_id) is not None

    def handle(self, tx: Transaction, turn: Turn) -> None:
        """Answer such a message; the conversation is locked and the message not yet settled."""
        step = self._step(tx, turn.conversation_id)
        wish = _wish(turn.message.text)
        if turn.command:
            self._choose(tx, turn, json.loads(turn.command.removeprefix(COMMAND)))
        elif wish:
            self._begin(tx, turn, wish)
        elif step and self._is_leaving(turn.message.text):
            self._say(tx, turn, "kept", {"step": "kept"})
        elif step:
            getattr(self, f"_hear_{step['step']}")(tx, turn, step)

    # --- what was chosen or said ---------------------------------------------------------

    def _choose(self, tx: Transaction, turn: Turn, chosen: dict[str, str]) -> None:
        do, reference = chosen["do"], chosen.get("reference")
        if do == KEEP:
            self._say(tx, turn, "kept", {"step": "kept"})
        elif not reference:
            self._begin(tx, turn, do)
        elif do == TO:
            self._move(tx, turn, reference, chosen["slot"])
        elif do == SURE:
            self._cancel(tx, turn, reference)
        else:
            self._go_on(tx, turn, do, reference)

    def _begin(self, tx: Transaction, turn: Turn, do: str) -> None:
        """The appointment of this conversation; which of several; or its reference."""
        known = self._booking.appointments.upcoming(tx, turn.conversation_id)
        if len(known) == 1:
            self._go_on(tx, turn, do, str(known[0].case_reference))
        elif known:
            self._say(tx, turn, "which", {"step": "which"}, *(
                Button(self._booking.slots.words(each),
                       command(do, reference=str(each.case_reference))) for each in known))
        else:
            self._say(tx, turn, "ask_reference", {"step": "reference", "do": do}, self._keep())

    def _hear_reference(self, tx: Transaction, turn: Turn, step: dict[str, Any]) -> None:
        read = read_reference(turn.message.text)
        if read.reading is not Reading.VALID or not read.reference:
            self._say(tx, turn, f"reference_{read.reading.value}", step, self._keep())
            return
        found = self._booking.appointments.of_case(tx, read.reference)
        if found and found.conversation_id == turn.conversation_id:
            self._go_on(tx, turn, step["do"], read.reference)
        else:
            self._say(tx, turn, "ask_secret", {
                "step": "secret", "do": step["do"], "reference": read.reference}, self._keep())

    def _hear_secret(self, tx: Transaction, turn: Turn, step: dict[str, Any]) -> None:
        text, today = turn.message.text, self._booking.now().date()
        secret: date | str | None = find_date(text, today) or read_code(text)
        if secret is None:
            self._say(tx, turn, "no_secret", step, self._keep())
            return
        result = self._booking.cases.look_up(
            tx, step["reference"], secret, turn.conversation_id)
        if isinstance(result, Found):
            self._go_on(tx, turn, step["do"], step["reference"])
        elif isinstance(result, Locked):
            until = result.until.astimezone(self._booking.appointments.zone)
            self._say(tx, turn, "locked", {"step": "locked"}, person_button(self._texts),
                      time=write_time(until))
        else:
            self._say(tx, turn, "not_matching", step, self._keep(), person_button(self._texts))

    def _hear_slot(self, tx: Transaction, turn: Turn, step: dict[str, Any]) -> None:
        self._offer(tx, turn, step["reference"], turn.message.text)

    def _hear_confirm(self, tx: Transaction, turn: Turn, step: dict[str, Any]) -> None:
        if any(same(turn.message.text, word)
               for word in self._texts.raw("procedure.yes_words").split(", ")):
            self._cancel(tx, turn, step["reference"])
        else:
            self._say(tx, turn, "kept", {"step": "kept"})

    # --- what is done --------------------------------------------------------------------

    def _go_on(self, tx: Transaction, turn: Turn, do: str, reference: str) -> None:
        appointment = self._changeable(tx, reference)
        if not appointment:
            self._gone(tx, turn)
        elif do == MOVE:
            self._offer(tx, turn, reference, "")
        else:
            self._say(tx, turn, "confirm", {"step": "confirm", "reference": reference}, Button(
                self._texts("appointments.buttons.cancel"), command(SURE, reference=reference)),
                self._keep(), slot=self._booking.slots.words(appointment))

    def _offer(self, tx: Transaction, turn: Turn, reference: str, text: str) -> None:
        """Offer free slots; a text that names just one takes it."""
        appointment, slots = self._changeable(tx, reference), self._booking.slots
        if not appointment:
            self._gone(tx, turn)
            return
        named = slots.of(tx, appointment.kind, appointment.office, text) if text else []
        if len(named) == 1:
            self._move(tx, turn, reference, named[0][1]["id"])
            return
        offered = named or slots.of(tx, appointment.kind, appointment.office)
        key = "no_such_slot" if text and not named else "choose" if offered else "none"
        self._say(tx, turn, key, {"step": "slot", "reference": reference}, *(
            Button(words, command(TO, reference=reference, slot=value["id"]))
            for words, value in offered), self._keep(), slot=slots.words(appointment))

    def _move(self, tx: Transaction, turn: Turn, reference: str, slot_id: str) -> None:
        slot = self._booking.appointments.slot(slot_id)
        try:
            if slot is None:
                raise SlotTaken(slot_id)
            moved = self._booking.move(tx, reference, slot)
        except SlotTaken:
            self._say(tx, turn, "taken", {"step": "taken"}, Button(
                self._texts("appointments.buttons.move"), command(MOVE, reference=reference)),
                self._keep())
        except AppointmentNotFound:
            self._gone(tx, turn)
        else:
            self._done(tx, turn, "moved", moved)

    def _cancel(self, tx: Transaction, turn: Turn, reference: str) -> None:
        try:
            cancelled = self._booking.cancel(tx, reference)
        except AppointmentNotFound:
            self._gone(tx, turn)
        else:
            self._done(tx, turn, "cancelled", cancelled)

    def _done(self, tx: Transaction, turn: Turn, key: str, appointment: Appointment) -> None:
        reference = str(appointment.case_reference)
        url = self._booking.calendar_url(reference)
        self._say(tx, turn, key, {
            "step": key, "reference": write_reference(reference),
            "start": appointment.start.isoformat(),
            "links": [{"label": self._texts("appointments.ics_title"), "url": url}]},
            slot=self._booking.slots.words(appointment), url=url)

    def _gone(self, tx: Transaction, turn: Turn) -> None:
        self._say(tx, turn, "gone", {"step": "gone"}, person_button(self._texts))

    # --- where it stands -----------------------------------------------------------------

    def _changeable(self, tx: Transaction, reference: str) -> Appointment | None:
        found = self._booking.appointments.of_case(tx, reference)
        is_open = found and found.state is State.BOOKED and found.start > self._booking.now()
        return found if is_open else None

    def _step(self, tx: Transaction, conversation_id: str) -> dict[str, Any] | None:
        """What the dialogue waits for; None if there is none, or something else was said since."""
        last = self._conversations.last_said(tx, conversation_id)
        custom = (last.custom or {}) if last else {}
        is_waiting = custom.get("type") == APPOINTMENT and custom.get("step") in _WAITS
        return {key: value for key, value in custom.items() if key != "type"} if (
            is_waiting) else None

    def _is_leaving(self, text: str) -> bool:
        return any(same(text, word)
                   for word in self._texts.raw("contact.cancel_words").split(", "))

    def _keep(self) -> Button:
        return Button(self._texts("appointments.buttons.keep"), command(KEEP))

    def _say(
        self, tx: Transaction, turn: Turn, key: str, custom: dict[str, Any], *buttons: Button,
        **values: object,
    ) -> None:
        self._conversations.append(tx, turn.conversation_id, Draft(
            Author.SYSTEM, self._texts(f"appointments.{key}", **values), buttons,
            {"type": APPOINTMENT, **custom}, reply_to=turn.message.sequence))


def _wish(text: str) -> str | None:
    """Whether a text wants an appointment moved or cancelled."""
    folded = fold(text)
    return next((do for do, pattern in _WISHES if pattern.search(folded)), None)
