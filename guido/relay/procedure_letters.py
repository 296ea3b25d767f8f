"""The code of a procedure that was left, sent by e-mail to who asks for that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from guido.clock import utc_now
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.notifications import Letter, Notifications
from guido.storage import Transaction

# A code that comes later than this is of no use, and the address is kept no longer.
_LATE = timedelta(hours=12)


class CodeLetters:
    """Writes them; whoever tells news sends them."""

    def __init__(
        self, notifications: Notifications, texts: Texts, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._notifications = notifications
        self._texts = texts
        self._now = now

    def send_code(
        self, tx: Transaction, conversation_id: str, address: str, code: str, title: str,
        until: date,
    ) -> bool:
        """False if so many were asked for in the conversation that no more is written."""
        return self._notifications.write(tx, Letter(
            address, self._texts("procedure.code_letter.subject", title=title),
            self._texts("procedure.code_letter.body", title=title, code=code,
                        until=write_date(until)),
            conversation_id, self._now() + _LATE))
