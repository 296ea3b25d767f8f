"""A conversation as others read it: agents, another institution by letter, another Guido."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any
from zoneinfo import ZoneInfo

from guido.conversations import Author, Message
from guido.french.contact_details import ContactDetails
from guido.french.texts import Texts
from guido.handoff import Agent, Escalation
from guido.handoff.partners import Partner
from guido.relay.rating import without_rating

# What a server takes at once has its limits: of a longer conversation the end counts.
_MOST_MESSAGES = 400
_MOST_CHARACTERS = 200_000
# The link of a document, which opens it without anything else (guido/relay/papers.py).
_SECRET_LINK = re.compile(r"(?<=/documents/)[0-9a-f]{64}")
_HIDDEN = "…"


def for_agents(messages: Sequence[Message]) -> list[Message]:
    """What agents here and elsewhere may read of these messages.

    Neither how the citizen was satisfied with whom, nor the address at which they go on at
    another institution: who has it first reads what they write there. Nor the secret links of
    documents: agents open those in the console, where it is noted.
    """
    return [_without_links(message) for message in without_rating(messages)
            if not _is_key(message)]


def _without_links(message: Message) -> Message:
    given = (message.custom or {}).get("documents")
    if not given:
        return message
    documents = [{**each, "url": _SECRET_LINK.sub(_HIDDEN, each["url"])} for each in given]
    return replace(message, text=_SECRET_LINK.sub(_HIDDEN, message.text),
                   custom={**(message.custom or {}), "documents": documents})


def _is_key(message: Message) -> bool:
    custom = message.custom or {}
    return custom.get("type") == "forwarded" and "url" in custom


def newest(messages: Sequence[Message]) -> list[Message]:
    """The end of a conversation, as far as it fits into a letter or a request."""
    kept: list[Message] = []
    room = _MOST_CHARACTERS
    for message in reversed(messages[-_MOST_MESSAGES:]):
        room -= len(message.text)
        if room < 0:
            break
        kept.append(message)
    return kept[::-1]


def letter(
    texts: Texts, administration: str, zone: ZoneInfo, partner: Partner, sender: str,
    escalation: Escalation, agent: Agent, word: str, messages: Sequence[Message],
) -> EmailMessage:
    """The e-mail; whatever people wrote is in its body, never in its head."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, partner.email
    mail["Subject"] = texts("forward.mail.subject", administration=administration)
    mail["Date"] = formatdate()
    # The same again after a failure is known as the same.
    domain = sender.rpartition("@")[2].strip("> ")
    mail["Message-ID"] = f"<{escalation.conversation_id}.{escalation.id}@{domain}>"
    lines = [
        texts("forward.mail.intro", administration=administration),
        texts("forward.mail.word", agent=agent.name, word=word) if word else "",
        texts("forward.mail.contact", contact=_contact(escalation))
        if escalation.contact_value else texts("forward.mail.no_contact"),
        texts("forward.mail.transcript"),
        *(_line(texts, zone, each) for each in newest(messages)),
    ]
    mail.set_content("\n\n".join(line for line in lines if line) + "\n")
    return mail


def as_data(
    escalation: Escalation, agent: Agent, word: str, messages: Sequence[Message], name: str
) -> dict[str, Any]:
    """What `POST /api/v1/handoffs` of another Guido takes, under a name that is always the same."""
    contact = {"kind": escalation.contact_kind, "value": escalation.contact_value}
    return {
        "id": name, "agent": agent.name, "word": word, "service": escalation.service,
        "commune": escalation.commune,
        "contact": contact if escalation.contact_value else None,
        "messages": [{
            "author": each.author.value, "author_name": each.author_name, "text": each.text,
            "at": each.created_at.isoformat() if each.created_at else None,
        } for each in newest(messages)],
    }


def _contact(escalation: Escalation) -> str:
    return ContactDetails(escalation.contact_kind or "", escalation.contact_value or "").words


def _line(texts: Texts, zone: ZoneInfo, message: Message) -> str:
    at = message.created_at.astimezone(zone) if message.created_at else None
    who = texts(f"forward.authors.{message.author.value}")
    if message.author is Author.AGENT and message.author_name:
        who = message.author_name
    return f"[{at:%d/%m/%Y %H:%M}] {who} :\n{message.text}" if at else f"{who} :\n{message.text}"
