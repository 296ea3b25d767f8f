"""Offering a procedure with what the assistant answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from guido.conversations import Button
from guido.relay.model import Answer


def intent_of(command: str | None, answer: Answer) -> str | None:
    """What the citizen wanted: by a button, or as the assistant has surely understood."""
    if command:
        return command.partition("{")[0].removeprefix("/")
    understood = answer.understood or {}
    return understood.get("intent") if understood.get("decision") == "answer" else None


def with_offers(
    answer: Answer, intent: str | None, starts: Callable[[str], list[Button]]
) -> Answer:
    """The answer with buttons that begin procedures.

    They stand under the last card of each service; where there is no card, under the last reply
    to an intent. `starts` gives those of a service or an intent.
    """
    offered: set[str] = set()
    replies = list(answer.replies)
    for place in reversed(range(len(replies))):
        custom = replies[place].custom or {}
        service = custom.get("service") if replies[place].kind == "card" else None
        if service and service not in offered:
            offered.add(service)
            replies[place] = replace(
                replies[place], buttons=(*starts(service), *replies[place].buttons))
    if not offered and intent and replies and replies[-1].kind is None:
        replies[-1] = replace(replies[-1], buttons=(*starts(intent), *replies[-1].buttons))
    return replace(answer, replies=replies)
