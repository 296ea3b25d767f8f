"""What an agent could answer to the citizen's last question; nothing is sent by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from guido.catalogue import FACETS, Found
from guido.console.context import recent_messages, service_of, values_for
from guido.conversations import Author, Message
from guido.french.normalise import words
from guido.handoff import Escalation
from guido.handoff.canned import CannedReply, filled
from guido.relay.runtime import Runtime
from guido.storage import Transaction

_MOST_CARDS, _MOST_CANNED = 4, 2
# Shorter words are in every text.
_SHORTEST_WORD = 5
_TITLE_WEIGHT = 2


@dataclass(frozen=True)
class Question:
    """The citizen's last question, what was understood of it, and what could be said to it."""

    text: str
    service: str | None
    facet: str | None
    is_understood: bool  # of this question, and not only what the conversation is about
    canned: tuple[tuple[CannedReply, str], ...]  # with the filled text


def last_question(
    tx: Transaction, runtime: Runtime, newest: Escalation, agent_id: int, agent_name: str
) -> Question | None:
    """The last thing that the citizen wrote in words; None if there is none."""
    message = next((each for each in reversed(recent_messages(tx, runtime, newest))
                    if each.author is Author.CITIZEN and _is_in_words(each)), None)
    if not message:
        return None
    service, facet, is_understood = _meant(message, newest, runtime)
    values = values_for(tx, runtime, newest, agent_name)
    missing = runtime.texts.under("canned.missing")
    canned = _fitting(message.text, runtime.canned.for_agent(tx, agent_id))
    return Question(message.text, service, facet, is_understood, tuple(
        (reply, filled(reply.text, values, missing)) for reply in canned))


def suggestions(question: Question, runtime: Runtime) -> list[dict[str, Any]]:
    """What was understood, what is found by the words, canned replies; blocks while it searches.

    Where the question was not understood, what is found of the conversation's service goes first.
    """
    hits = runtime.search(question.text, _MOST_CARDS)
    if not question.is_understood:
        hits = sorted(hits, key=lambda hit: not hit.id.startswith(f"{question.service}/"))
    cards = [_from_search(hit) for hit in hits]
    meant = list(_cards_meant(question, runtime))
    found: dict[str, dict[str, Any]] = {}
    for each in (*meant, *cards) if question.is_understood else (*cards, *meant):
        found.setdefault(each["id"], each)
    return [*list(found.values())[:_MOST_CARDS], *(
        {"id": f"canned/{reply.id}", "kind": "canned", "title": reply.title,
         "shortcut": reply.shortcut, "text": text} for reply, text in question.canned)]


def _is_in_words(message: Message) -> bool:
    custom = message.custom or {}
    return "command" not in custom and "type" not in custom


def _meant(
    message: Message, newest: Escalation, runtime: Runtime
) -> tuple[str | None, str | None, bool]:
    """Service and facet as understood of this message, else what the conversation is about."""
    understood = message.understood or {}
    for intent in (understood.get("intent"), *understood.get("candidates", ())):
        entry = runtime.catalogue.service(intent or "")
        if entry:
            return entry.name, understood.get("facet"), True
    entry = service_of(runtime, newest)
    return (entry.name if entry else None), understood.get("facet"), False


def _cards_meant(question: Question, runtime: Runtime) -> Iterator[dict[str, Any]]:
    entry = runtime.catalogue.service(question.service or "")
    if not entry or entry.is_draft:
        return
    facet = question.facet if question.facet in entry.cards else next(
        (each for each in FACETS if each in entry.cards), None)
    if facet:
        card = entry.cards[facet]
        yield {"id": f"{card.service}/{card.facet}", "kind": "card", "title": card.title,
               "excerpt": card.body, "url": card.source.url,
               "date": card.source.verified.isoformat()}


def _from_search(found: Found) -> dict[str, Any]:
    return {"id": found.id, "kind": found.kind, "title": found.title, "excerpt": found.excerpt,
            "url": found.url, "date": found.date.isoformat()}


def _fitting(text: str, replies: Sequence[CannedReply]) -> list[CannedReply]:
    """The canned replies that share most words with a text; the title counts more."""
    asked = _telling_words(text)

    def shared(reply: CannedReply) -> int:
        title = _telling_words(f"{reply.shortcut} {reply.title}")
        return _TITLE_WEIGHT * len(asked & title) + len(asked & _telling_words(reply.text))

    ranked = sorted(replies, key=lambda reply: -shared(reply))
    return [reply for reply in ranked[:_MOST_CANNED] if shared(reply) >= _TITLE_WEIGHT]


def _telling_words(text: str) -> set[str]:
    return {word for word in words(text) if len(word) >= _SHORTEST_WORD}
