"""A card as a reply: complete text for every channel, and the same as data for those that can."""

from __future__ import annotations

from datetime import date
from typing import Any

from guido.catalogue.model import Amount, Card, is_old
from guido.french.dates import write_date
from guido.french.texts import Texts


def card_text(card: Card, texts: Texts, today: date) -> str:
    """The whole card as text: the point first, then steps, documents, links, source and date.

    One that was compared with its source more than 24 months before today says so first.
    """
    old = [texts("card.old")] if is_old(card.source.verified, today) else []
    parts = [*old, card.title, card.body]
    if card.steps:
        numbered = (f"{number}. {step}" for number, step in enumerate(card.steps, 1))
        parts.append("\n".join((texts("card.steps"), *numbered)))
    if card.documents:
        parts.append("\n".join((texts("card.documents"), *(f"- {d}" for d in card.documents))))
    parts.extend(texts("card.link", label=link.label, url=link.url) for link in card.links)
    if card.amounts:
        parts.append(amounts_note(card.amounts, texts))
    parts.append(texts("card.source", name=card.source.name, url=card.source.url,
                       verified=write_date(card.source.verified)))
    return "\n\n".join(parts)


def card_custom(card: Card, texts: Texts, today: date) -> dict[str, Any]:
    """The same card as data (`type: card`); the JSON Schema is in docs/schemas/card.json."""
    custom: dict[str, Any] = {
        "type": "card",
        "service": card.service,
        "facet": card.facet,
        "title": card.title,
        "body": card.body,
        "links": [{"label": link.label, "url": link.url} for link in card.links],
        "source": {"name": card.source.name, "url": card.source.url,
                   "verified": card.source.verified.isoformat()},
    }
    if card.steps:
        custom["steps"] = list(card.steps)
    if card.documents:
        custom["documents"] = list(card.documents)
    notes = [texts("card.old")] if is_old(card.source.verified, today) else []
    notes += [amounts_note(card.amounts, texts)] if card.amounts else []
    if notes:
        custom["note"] = " ".join(notes)
    return custom


def amounts_note(amounts: tuple[Amount, ...], texts: Texts) -> str:
    """Since when the figures of a card apply, together where it is the same day."""
    days = {amount.valid_from for amount in amounts}
    if len(days) == 1:
        return texts("card.amounts_since", day=write_date(days.pop()))
    return texts("card.amounts_since_each", each=" ; ".join(
        texts("card.amount_since", label=a.label, day=write_date(a.valid_from)) for a in amounts))
