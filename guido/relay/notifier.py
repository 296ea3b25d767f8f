"""Sends what the outbox holds: news and reminders to citizens, events to other systems.

Every process runs it. What is said in a conversation is written and noted as told in one
transaction; a letter or an event is claimed before it goes out, so that two processes never send
the same. If one dies just between, another sends it again under the same identifier.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from guido.bus import Bus
from guido.clock import utc_now
from guido.conversations import Author, Button, Conversations, Draft
from guido.errors import PartnerUnavailable, StorageError
from guido.french.texts import Texts
from guido.notifications import Agreement, Entry, Kind, Notifications, QuietTimes, Way
from guido.relay.mail import send_mail
from guido.relay.news_mail import letter_mail, news_mail
from guido.relay.stopping import stop_command
from guido.relay.topics import NEWS_TOPIC, conversation_topic
from guido.relay.webhooks import send_event
from guido.settings import Webhook
from guido.storage import Database, Transaction

_EVERY_SECONDS = 10.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Addresses:
    """How citizens and other systems are reached, and what our own addresses begin with."""

    administration: str
    origin: str
    smtp_url: str = ""
    mail_from: str = ""
    webhooks: Mapping[str, Webhook] | None = None


class Notifier:
    """Looks again and again whether something is to be told."""

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations,
        notifications: Notifications, quiet: Callable[[], QuietTimes], texts: Texts,
        addresses: Addresses, now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._notifications = notifications
        self._quiet = quiet
        self._texts = texts
        self._addresses = addresses
        self._now = now
        self._owner = uuid.uuid4().hex

    @property
    def has_mail(self) -> bool:
        """Whether citizens can be told by e-mail."""
        return bool(self._addresses.smtp_url)

    async def run(self) -> None:
        """Look every ten seconds, and when something was planned for now. Runs on."""
        with self._bus.subscribe(NEWS_TOPIC) as told:
            while True:
                try:
                    await self.look()
                except StorageError:
                    _log.exception("what is to be told could not be read and is tried again")
                await told.wait(_EVERY_SECONDS)

    async def look(self) -> None:
        """Tell all that is to be told now; citizens are left in peace at night.

        A letter that they have just asked for comes at night, too.
        """
        kinds = [Kind.WEBHOOK, Kind.LETTER] if self._is_quiet() else list(Kind)
        away: set[str] = set()  # who has failed now is left alone for a while
        for entry in await self._database.read_async(self._notifications.due, kinds):
            if entry.kind is Kind.CITIZEN and self._is_quiet():
                continue  # the night has fallen meanwhile
            receiver = await self._receiver(entry)
            if receiver in away:
                await self._database.run_async(self._notifications.postpone, entry)
            elif not await self._try(entry):
                away.add(receiver)

    def _is_quiet(self) -> bool:
        return self._quiet().is_quiet(self._now())

    async def _try(self, entry: Entry) -> bool:
        """Whether it needs no other try."""
        try:
            await self._tell(entry)
        except Exception as error:  # whatever is wrong with one, the others are told
            if isinstance(error, StorageError):
                raise
            if not isinstance(error, PartnerUnavailable):
                _log.exception("%s %d could not be told", entry.kind.value, entry.id)
            if await self._database.run_async(self._notifications.failed, entry, self._owner):
                _log.error("%s %d was given up after many tries", entry.kind.value, entry.id)
            return False
        return True

    async def _receiver(self, entry: Entry) -> str:
        if entry.kind is Kind.WEBHOOK:
            return f"webhook {entry.payload['receiver']}"
        if entry.kind is Kind.LETTER:
            return "mail"
        agreement = await self._database.read_async(self._notifications.agreement_for, entry)
        return "mail" if agreement and agreement.way is Way.EMAIL else f"citizen {entry.id}"

    async def _tell(self, entry: Entry) -> None:
        if entry.kind is Kind.WEBHOOK:
            claimed = await self._database.run_async(
                self._notifications.claim_event, entry, self._owner)
            if claimed:
                await self._post(claimed)
            return
        if entry.kind is Kind.LETTER:
            await self._write(entry)
            return
        agreement = await self._database.run_async(self._say_or_claim, entry)
        if agreement is None:
            return
        if agreement.way is Way.HERE:
            self._bus.publish(conversation_topic(agreement.conversation_id or ""))
            return
        if not self.has_mail:
            raise PartnerUnavailable("not_set", "no mail server is set")
        await send_mail(self._addresses.smtp_url, news_mail(
            self._texts, self._addresses.administration, self._addresses.mail_from,
            entry, agreement, self._link(agreement)))
        await self._database.run_async(self._notifications.sent, entry, self._owner)

    async def _write(self, found: Entry) -> None:
        entry = await self._database.run_async(
            self._notifications.claim, found.id, self._owner)
        if entry is None:
            return
        if self._notifications.is_late(entry):
            await self._database.run_async(self._notifications.drop, entry, self._owner)
            return
        if not self.has_mail:
            raise PartnerUnavailable("not_set", "no mail server is set")
        await send_mail(self._addresses.smtp_url, letter_mail(
            self._texts, self._addresses.administration, self._addresses.mail_from, entry))
        await self._database.run_async(self._notifications.sent, entry, self._owner)

    async def _post(self, entry: Entry) -> None:
        body = dict(entry.payload)
        receiver, event_id = body.pop("receiver"), body.pop("id")
        webhook = (self._addresses.webhooks or {}).get(receiver)
        if webhook is None:  # it was taken out of the settings
            await self._database.run_async(self._notifications.drop, entry, self._owner)
            return
        await send_event(webhook, event_id, body, self._now())
        await self._database.run_async(self._notifications.sent, entry, self._owner)

    def _say_or_claim(self, tx: Transaction, found: Entry) -> Agreement | None:
        """Say it in the conversation, or claim it for a letter, and return how it was agreed.

        None if somebody else tells it, or it is not to be told any more.
        """
        before = self._notifications.agreement_for(tx, found)
        if before and before.conversation_id:
            # Where it is said may be another conversation than the one where it was planned.
            self._conversations.lock(tx, before.conversation_id)
        entry = self._notifications.claim(tx, found.id, self._owner)
        if entry is None:
            return None
        agreement = self._notifications.agreement_for(tx, entry)
        if agreement is None or self._notifications.is_late(entry):
            self._notifications.drop(tx, entry, self._owner)
            return None
        if agreement.way is Way.HERE:
            self._say(tx, entry, agreement)
        return agreement

    def _say(self, tx: Transaction, entry: Entry, agreement: Agreement) -> None:
        if agreement.conversation_id is None:  # it was deleted
            self._notifications.drop(tx, entry, self._owner)
            return
        buttons = [Button(title, command) for title, command in entry.payload.get("buttons", ())]
        stop = Button(self._texts("notifications.stop_button"),
                      stop_command(agreement.case_reference))
        self._conversations.append(tx, agreement.conversation_id, Draft(
            Author.SYSTEM, entry.payload["text"], (*buttons, stop),
            entry.payload.get("custom") or {"type": "news"},
            sender_message_id=f"news-{entry.id}"))
        self._notifications.sent(tx, entry, self._owner)

    def _link(self, agreement: Agreement) -> str:
        return f"{self._addresses.origin}/notifications/{self._notifications.stop_token(agreement)}"
