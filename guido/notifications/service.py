"""Agreements, planning, and sending each entry of the outbox once.

Each call runs in the caller's transaction. Who sends claims an entry first; a claim ends by itself,
so that what a process had in hand when it died is sent by another.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from guido.clock import utc_now
from guido.notifications import store
from guido.notifications.model import (
    LONGEST_AGREEMENT,
    PAUSES,
    Agreement,
    Entry,
    Kind,
    Letter,
    Notice,
    State,
    Way,
)
from guido.storage import Transaction

_CLAIM = timedelta(minutes=2)
_AT_ONCE = 50
_KEPT = timedelta(days=400)  # so long the same is not planned again
_MOST_LETTERS, _LETTERS_COUNT = 3, timedelta(days=1)


class Notifications:
    """The outbox. `key` is the secret with which the links of letters are made."""

    def __init__(self, key: bytes, now: Callable[[], datetime] = utc_now) -> None:
        self._key = key
        self._now = now

    # --- what citizens agree to ----------------------------------------------------------

    def agree(
        self, tx: Transaction, conversation_id: str, way: Way, address: str | None = None,
        case_reference: str | None = None,
    ) -> None:
        """Tell news of the case, or of what comes of the conversation, this way from now on."""
        store.save_agreement(tx, conversation_id, case_reference, way, address, self._now())

    def disagree(
        self, tx: Transaction, conversation_id: str, case_reference: str | None = None
    ) -> None:
        """Tell no news of this case, or of what comes of the conversation."""
        store.delete_agreement(tx, conversation_id, case_reference)

    def has_agreed(self, tx: Transaction, conversation_id: str) -> bool:
        """Whether news of anything are told to whom the conversation belongs."""
        return store.has_agreement(tx, conversation_id)

    def agreement_for(self, tx: Transaction, entry: Entry) -> Agreement | None:
        """How an entry is to be told; None if nobody wants to know."""
        return store.agreement(
            tx, entry.conversation_id, entry.case_reference, self._now() - LONGEST_AGREEMENT)

    def stop(self, tx: Transaction, conversation_id: str) -> bool:
        """End all agreements of a conversation; whether there was one."""
        return store.delete_agreements_of(tx, conversation_id)

    def stop_token(self, agreement: Agreement) -> str:
        """What the link in a letter ends an agreement with."""
        named = f"stop\0{agreement.id}\0{agreement.address}\0{agreement.case_reference}".encode()
        signature = hmac.new(self._key, named, hashlib.sha256).hexdigest()[:32]
        return f"{agreement.id}-{signature}"

    def stop_by(self, tx: Transaction, token: str) -> bool:
        """End the agreement of a letter's link; False if it has ended, or the link is made up."""
        number = token.partition("-")[0]
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            return False
        found = store.with_id(tx, int(number))
        if not found or not hmac.compare_digest(
                token.encode("utf-8", "replace"), self.stop_token(found).encode()):
            return False
        store.delete_with_id(tx, found.id)
        return True

    # --- planning ------------------------------------------------------------------------

    def plan(self, tx: Transaction, notice: Notice) -> bool:
        """Tell a citizen at the moment, if they agree then; False if it was planned before."""
        payload: dict[str, Any] = {"text": notice.text, "subject": notice.subject}
        if notice.until:
            payload["until"] = notice.until.isoformat()
        if notice.buttons:
            payload["buttons"] = notice.buttons
        if notice.is_last:
            payload["is_last"] = True
        if notice.custom:
            payload["custom"] = dict(notice.custom)
        return store.insert(
            tx, Kind.CITIZEN, notice.due_at, payload, notice.dedupe, notice.conversation_id,
            notice.case_reference, self._now())

    def write(self, tx: Transaction, letter: Letter) -> bool:
        """Send a letter that was asked for; False if there were too many in the conversation.

        The conversation is locked. Its text and address are deleted as soon as it is sent.
        """
        now = self._now()
        if store.count_letters(
                tx, letter.conversation_id, now - _LETTERS_COUNT) >= _MOST_LETTERS:
            return False
        return store.insert(
            tx, Kind.LETTER, now, {
                "address": letter.address, "subject": letter.subject, "text": letter.text,
                "until": letter.until.isoformat()},
            f"letter:{uuid.uuid4()}", letter.conversation_id, None, now)

    def post(
        self, tx: Transaction, receiver: str, event_id: str, body: Mapping[str, Any],
        case_reference: str | None = None,
    ) -> bool:
        """Tell another system of an event now; False if that was planned before."""
        return store.insert(
            tx, Kind.WEBHOOK, self._now(), {"receiver": receiver, "id": event_id, **body},
            f"{_event_name(receiver)}{event_id}", None, case_reference, self._now())

    def cancel(self, tx: Transaction, dedupe: str) -> bool:
        """Take back what was planned and not told; whether it was told or not, it can be planned
        anew."""
        return store.delete_waiting(tx, dedupe)

    def cancel_case(self, tx: Transaction, case_reference: str) -> None:
        """Take back all that citizens were still to be told of a case."""
        store.delete_waiting_of_case(tx, case_reference)

    # --- sending -------------------------------------------------------------------------

    def due(self, tx: Transaction, kinds: list[Kind]) -> list[Entry]:
        """What is to be sent now, the oldest first."""
        return store.due(tx, kinds, self._now(), _AT_ONCE)

    def claim(self, tx: Transaction, entry_id: int, owner: str) -> Entry | None:
        """The entry for who sends it now; None if it was sent or somebody else sends it."""
        now = self._now()
        return store.claim(tx, entry_id, owner, now, now + _CLAIM)

    def claim_event(self, tx: Transaction, entry: Entry, owner: str) -> Entry | None:
        """The same for an event, which waits for the earlier ones of its case."""
        earlier = store.earlier_at(tx, entry, _event_name(entry.payload["receiver"]))
        if earlier is None:
            return self.claim(tx, entry.id, owner)
        if earlier > self._now():  # meanwhile it stands in no other's way
            store.postpone(tx, entry.id, self._now(), earlier)
        return None

    def sent(self, tx: Transaction, entry: Entry, owner: str) -> None:
        """It was told; after the last notice of a case the agreement has ended."""
        store.settle(tx, entry.id, owner, State.SENT)
        if entry.payload.get("is_last") and entry.case_reference:
            store.delete_of_case(tx, entry.case_reference)

    def drop(self, tx: Transaction, entry: Entry, owner: str) -> None:
        """It is not to be told any more."""
        store.settle(tx, entry.id, owner, State.DROPPED)

    def is_late(self, entry: Entry) -> bool:
        """Whether it is too late to tell it."""
        return entry.until is not None and entry.until <= self._now()

    def failed(self, tx: Transaction, entry: Entry, owner: str) -> bool:
        """Try it again later, and ever later; True if it is given up."""
        if entry.attempts >= len(PAUSES):
            store.settle(tx, entry.id, owner, State.FAILED)
            return True
        store.put_back(tx, entry.id, owner, entry.attempts + 1,
                       self._now() + PAUSES[entry.attempts])
        return False

    def postpone(self, tx: Transaction, entry: Entry) -> None:
        """Leave it for a while, so that it stands in no other's way; that is no failure of it."""
        now = self._now()
        store.postpone(tx, entry.id, now, now + PAUSES[0])

    # --- keeping and forgetting ----------------------------------------------------------

    def promised(self, tx: Transaction) -> list[str]:
        """Conversations in which news are to come: they are not deleted for being idle."""
        return store.conversations_promised(tx)

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all agreements and notices of a conversation, letters to come as well."""
        store.delete_of(tx, conversation_id)

    def forget_old(self, tx: Transaction) -> None:
        """Delete agreements that count no more, and the marks of what was told long ago."""
        store.delete_old_agreements(tx, self._now() - LONGEST_AGREEMENT)
        store.delete_settled(tx, self._now() - _KEPT)


def _event_name(receiver: str) -> str:
    return f"webhook:{receiver}:"
