"""What a finished procedure becomes: its case, its reminders, and where news of it are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from guido.cases import Cases, Request
from guido.cases.reference import read_reference, write_code, write_reference
from guido.clock import utc_now
from guido.french.texts import Texts
from guido.notifications import Notice, Notifications, QuietTimes, Way
from guido.procedures.answers import to_json
from guido.procedures.engine import Engine
from guido.procedures.model import CaseRule, Procedure, Reminder
from guido.relay.casework import Casework
from guido.relay.procedure_commands import start_command
from guido.relay.procedure_ports import FiledCase, Finished
from guido.storage import Transaction

# So long after its day a reminder is still worth being told.
_LATE = timedelta(days=14)


class ProcedureFiling:
    """Makes a case of a finished procedure."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework

    def file(self, tx: Transaction, finished: Finished) -> FiledCase:
        """The new case, opened later by the date of birth that was answered, or by a code."""
        procedure, answers = finished.procedure, finished.answers
        rule = procedure.case or CaseRule()
        born = answers.get(rule.birth_date)
        contact = answers.get(rule.contact)
        filed = self._casework.file(tx, Request(
            procedure.service, procedure.name, json.loads(to_json(answers)),
            finished.conversation_id, str(contact) if contact else None,
            finished.day + timedelta(days=rule.delay_days) if rule.delay_days else None,
        ), born if isinstance(born, date) else None)
        return FiledCase(filed.case.reference, filed.case.expected_on,
                         write_code(filed.code) if filed.code else None)


class ProcedureNews:
    """Tells citizens of their cases where they agreed; each call runs in the transaction given.

    `fill` puts values into a text of the procedure; `procedure_of` knows the one that follows up.
    """

    def __init__(
        self, cases: Cases, notifications: Notifications, quiet: Callable[[], QuietTimes],
        texts: Texts, fill: Callable[[str, Finished], str],
        procedure_of: Callable[[str], Procedure | None],
        now: Callable[[], datetime] = utc_now, has_mail: bool = False,
    ) -> None:
        self.has_mail = has_mail
        self._cases = cases
        self._notifications = notifications
        self._quiet = quiet
        self._texts = texts
        self._fill = fill
        self._procedure_of = procedure_of
        self._now = now

    def agree(
        self, tx: Transaction, conversation_id: str, way: str, reference: str | None,
        address: str | None = None,
    ) -> None:
        """Tell news of a case this way; any other way is none.

        Without a reference, of what was filed last in the conversation.
        """
        filed = self._cases.of_conversation(tx, conversation_id)
        reference = reference or (filed[0].reference if filed else None)
        if way in [each.value for each in Way]:
            self._notifications.agree(tx, conversation_id, Way(way), address, reference)
        else:
            self._notifications.disagree(tx, conversation_id, reference)

    def plan(self, tx: Transaction, finished: Finished, case: FiledCase) -> None:
        """Plan the reminders that the procedure promises; told if the citizen agrees."""
        reminders = finished.procedure.case.reminders if finished.procedure.case else ()
        engine = Engine(finished.procedure, finished.day)
        for reminder in reminders:
            if reminder.when and not reminder.when.holds(engine.scope(finished.answers)):
                continue
            for due_at, until in self._moments(reminder, engine, finished):
                if due_at > self._now():
                    self._notifications.plan(
                        tx, self._notice(reminder, finished, case, due_at, until))

    def _moments(
        self, reminder: Reminder, engine: Engine, finished: Finished
    ) -> Iterator[tuple[datetime, datetime]]:
        """From when on, and until when, each of them is told."""
        quiet = self._quiet()
        if reminder.every:
            for day in monthly(finished.day, reminder.day, reminder.times):
                yield quiet.begin_of(day), quiet.begin_of(day) + _LATE
            return
        day = engine.value(finished.answers, reminder.before or reminder.after)
        if not isinstance(day, date):
            return
        if reminder.before:
            yield quiet.day_before(day, reminder.days), quiet.end_of(day)
        else:
            begins = quiet.begin_of(day + timedelta(days=reminder.days))
            yield begins, begins + _LATE

    def _notice(
        self, reminder: Reminder, finished: Finished, case: FiledCase, due_at: datetime,
        until: datetime,
    ) -> Notice:
        reference = read_reference(case.reference).reference or case.reference
        return Notice(
            self._fill(reminder.say, finished), self._texts(
                "notifications.reminder_subject", title=finished.procedure.title),
            due_at, f"reminder:{reference}:{reminder.name}:{due_at.date()}",
            finished.conversation_id, reference, until,
            buttons=self._follow_up(reminder, finished, reference),
            custom={"type": "news", "reference": write_reference(reference),
                    "reminder": reminder.name})

    def _follow_up(
        self, reminder: Reminder, finished: Finished, reference: str
    ) -> tuple[tuple[str, str], ...]:
        """The button that begins the procedure which is due then; none before a deadline."""
        name = finished.procedure.case.follow_up if finished.procedure.case else ""
        following = self._procedure_of(name) if name and not reminder.before else None
        if following is None:
            return ()
        title = self._texts("procedure.buttons.start", title=following.title)
        return ((title, start_command(following.name, reference)),)


def monthly(after: date, day: int, times: int) -> list[date]:
    """A day of the month, so many times, from the first one after a date on.

    Months that are too short have it on their last day.
    """
    first = after + relativedelta(day=day)
    skipped = 0 if first > after else 1
    begin = after.replace(day=1)
    return [begin + relativedelta(months=skipped + number, day=day) for number in range(times)]
