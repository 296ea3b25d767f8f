"""Where a citizen stands: who answers them, how long they wait, what everybody is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from guido.french.contact_details import ContactDetails
from guido.handoff import Escalation, State
from guido.handoff.teams import Outcome
from guido.relay.handoff_texts import opening_words, wait_words
from guido.storage import Transaction

if TYPE_CHECKING:  # the runtime puts the parts together that use this module
    from guido.relay.runtime import Runtime

# Others are taken, leave or come back meanwhile, which nobody tells those who wait.
WAITING_SECONDS = 5.0


def handoff_standing(
    tx: Transaction, runtime: Runtime, escalation: Escalation | None, now: datetime
) -> dict[str, Any]:
    """Who answers, and for those who wait their place, the wait and what they can expect.

    `escalation` is the open one of the conversation, if there is one.
    """
    if not escalation:
        return {"state": "assistant", "has_left_message": False}
    standing: dict[str, Any] = {
        "state": escalation.state.value, "has_left_message": escalation.has_left_message}
    if escalation.state is State.ASSIGNED:
        return standing | {"agent": escalation.agent.name if escalation.agent else None}
    return standing | _waiting(tx, runtime, escalation, now) | _contact(escalation)


def notices_standing(tx: Transaction, runtime: Runtime, now: datetime) -> list[dict[str, Any]]:
    """The notices that every citizen is to see now."""
    return [{"id": notice.id, "text": notice.text} for notice in runtime.notices.current(tx, now)]


def _waiting(
    tx: Transaction, runtime: Runtime, escalation: Escalation, now: datetime
) -> dict[str, Any]:
    route = runtime.handoff.route(tx, escalation)
    minutes = runtime.handoff.minutes(tx, escalation)
    is_there = route.outcome in (Outcome.QUEUE, Outcome.BUSY)
    is_closed = route.outcome is Outcome.CLOSED
    return {
        "team": route.team.name if route.team else None,
        "position": runtime.handoff.position(tx, escalation),
        "outcome": route.outcome.value,
        "minutes": minutes if is_there else None,
        "wait": wait_words(runtime.texts, minutes) if is_there else None,
        "opens_at": route.opens_at.isoformat() if route.opens_at else None,
        "opening": opening_words(runtime.texts, route, now) if is_closed else None,
        "kept_days": runtime.organisation.retention_days,
    }


def _contact(escalation: Escalation) -> dict[str, Any]:
    if escalation.contact_kind is None or escalation.contact_value is None:
        return {}
    details = ContactDetails(escalation.contact_kind, escalation.contact_value)
    return {"contact": {"kind": details.kind, "words": details.words}}
