"""Forwarding a conversation to another institution, with the citizen's consent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guido.bus import Bus
from guido.conversations import Author, Conversations, Draft, Message
from guido.errors import FieldsRefused, NotHolder, PartnerUnavailable
from guido.french.texts import Texts
from guido.handoff import Agent, Escalation, Handoff, State
from guido.handoff.audit import Audit
from guido.handoff.partners import Partner
from guido.hours import zone_of
from guido.organisation import Organisation
from guido.relay.mail import send_mail
from guido.relay.partner_client import pass_on
from guido.relay.topics import QUEUE_TOPIC, conversation_topic
from guido.relay.transcript import as_data, for_agents, letter
from guido.storage import Database, Transaction

_LONGEST_WORD = 1000
_PAGE = 500


@dataclass(frozen=True)
class Ways:
    """How partners are reached: the mail server, our address on e-mails, tokens by name."""

    smtp_url: str
    mail_from: str
    tokens: Mapping[str, str]

    def reaches(self, partner: Partner) -> bool:
        """Whether what this partner needs is set."""
        if partner.email:
            return bool(self.smtp_url and self.mail_from)
        return partner.name in self.tokens


class Forwarding:
    """Nothing is sent while a transaction is open; what was sent is then told and noted."""

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, handoff: Handoff,
        audit: Audit, texts: Texts, organisation: Organisation, partners: tuple[Partner, ...],
        ways: Ways,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._handoff = handoff
        self._audit = audit
        self._texts = texts
        self._organisation = organisation
        self._partners = {partner.name: partner for partner in partners}
        self._ways = ways

    def partners(self) -> list[dict[str, Any]]:
        """The partners as the console shows them."""
        return [{"name": each.name, "by_mail": each.email is not None,
                 "is_ready": self._ways.reaches(each)} for each in self._partners.values()]

    async def forward(
        self, conversation_id: str, agent: Agent, name: str, word: str
    ) -> bool:
        """Forward what the agent holds; True if the conversation goes on there and is closed here.

        Raises NotHolder, FieldsRefused for a partner or word that cannot be, and
        PartnerUnavailable if it was not sent; then nothing has changed here.
        """
        partner = self._partners.get(name)
        if not partner:
            raise FieldsRefused({"partner": "partner"})
        if len(word) > _LONGEST_WORD:
            raise FieldsRefused({"word": "word"})
        if not self._ways.reaches(partner):
            raise PartnerUnavailable("not_set", f"{name}: nothing is set to reach it")
        escalation, messages = await self._database.read_async(
            self._read, conversation_id, agent)
        if partner.email:
            await send_mail(self._ways.smtp_url, letter(
                self._texts, self._organisation.name, zone_of(self._organisation.department),
                partner, self._ways.mail_from, escalation, agent, word, messages))
            await self._database.run_async(self._told_of_mail, escalation, agent, partner)
        else:
            address = await pass_on(
                partner.url or "", self._ways.tokens[name],
                as_data(escalation, agent, word, messages, _name_of(escalation)))
            await self._database.run_async(
                self._gone_on, escalation, agent, partner, address)
        self._bus.publish(conversation_topic(conversation_id))
        self._bus.publish(QUEUE_TOPIC)
        return partner.url is not None

    def _read(
        self, tx: Transaction, conversation_id: str, agent: Agent
    ) -> tuple[Escalation, list[Message]]:
        escalation = self._handoff.open_of(tx, conversation_id)
        if not escalation or not escalation.is_held_by(agent):
            raise NotHolder(conversation_id)
        messages: list[Message] = []
        while page := self._conversations.messages(
                tx, conversation_id, messages[-1].sequence if messages else 0, _PAGE):
            messages += page
        return escalation, for_agents(messages)

    def _told_of_mail(
        self, tx: Transaction, escalation: Escalation, agent: Agent, partner: Partner
    ) -> None:
        key = "with_contact" if escalation.contact_value else "without_contact"
        self._say(tx, escalation, self._texts(
            f"forward.told.{key}", agent=agent.name, partner=partner.name),
            {"type": "forwarded", "partner": partner.name})
        self._note(tx, escalation, agent, partner, "mail")

    def _gone_on(
        self, tx: Transaction, escalation: Escalation, agent: Agent, partner: Partner,
        address: str,
    ) -> None:
        """Close it here. The address comes after the end: it is the citizen's, not the agents'."""
        self._conversations.lock(tx, escalation.conversation_id)
        present = self._handoff.open_of(tx, escalation.conversation_id)
        if present and present.id == escalation.id:
            self._say(tx, escalation, self._texts(
                "forward.told.closed", agent=agent.name, partner=partner.name),
                {"type": "handoff", "state": "closed"})
            self._handoff.finish(tx, present, State.CLOSED, "elsewhere")
        self._say(tx, escalation, self._texts(
            "forward.told.address", partner=partner.name, url=address),
            {"type": "forwarded", "partner": partner.name, "url": address})
        self._note(tx, escalation, agent, partner, "guido")

    def _say(
        self, tx: Transaction, escalation: Escalation, text: str, custom: dict[str, Any]
    ) -> None:
        self._conversations.append(
            tx, escalation.conversation_id, Draft(Author.SYSTEM, text, custom=custom))

    def _note(
        self, tx: Transaction, escalation: Escalation, agent: Agent, partner: Partner, way: str
    ) -> None:
        self._audit.note(tx, agent, "forwarded", escalation.conversation_id,
                         partner=partner.name, way=way)


def _name_of(escalation: Escalation) -> str:
    """A name by which the partner knows the same escalation, and that tells nothing of it."""
    named = f"{escalation.conversation_id}/{escalation.id}"
    return hashlib.sha256(named.encode()).hexdigest()
