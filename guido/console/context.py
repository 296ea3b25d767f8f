"""What agents are shown beside a conversation: what the assistant knew, and what was before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone
from typing import Any

from guido.cases import Case, Cases, read_reference
from guido.cases.reference import write_reference
from guido.cases.render import case_custom
from guido.catalogue import FACETS, ServiceEntry
from guido.catalogue.offices.communes import commune_name
from guido.console.access import last_readable
from guido.conversations import Message
from guido.errors import TeamNotFound
from guido.french.dates import write_date
from guido.handoff import Escalation
from guido.handoff.teams import Team
from guido.handoff.teams.clocks import clocks
from guido.relay.runtime import Runtime
from guido.storage import Transaction

# How far back a followed case or the last question is looked for.
_RECENT = 200


def context_of(tx: Transaction, runtime: Runtime, history: list[Escalation]) -> dict[str, Any]:
    """The context of a conversation, from its escalations (the newest first, at least one)."""
    newest, *earlier = history
    entry = service_of(runtime, newest)
    case = followed_case(tx, runtime, newest)
    understood = _understood(newest, runtime)
    return {
        "reason": runtime.texts(f"reasons.{newest.reason}"),
        "theme": runtime.texts.under("groups").get(newest.theme or ""),
        "service": _service(entry, runtime),
        "commune": commune_name(newest.commune) if newest.commune else None, "word": newest.word,
        "contact": _contact(newest), "understood": understood,
        "facts": [{"name": name, "value": value} for name, value in _facts(newest, entry, runtime)],
        "case": case_custom(case, _title(runtime, case.service), runtime.texts) if case else None,
        **_times(tx, runtime, newest),
        "earlier": [_earlier(each, runtime) for each in earlier],
        "joined": [_joined(each, runtime) for each in (
            runtime.handoff.joined_with(tx, newest) if newest.is_open else ())],
    }


def recent_messages(
    tx: Transaction, runtime: Runtime, newest: Escalation
) -> list[Message]:
    """The last messages that agents may read, in order."""
    last = last_readable(tx, runtime, newest.conversation_id)
    return runtime.conversations.messages_before(tx, newest.conversation_id, last + 1, _RECENT)


def service_of(runtime: Runtime, newest: Escalation) -> ServiceEntry | None:
    """The service that was spoken of; None if there is none, or none that is in the catalogue."""
    return runtime.catalogue.service(newest.service or "")


def situations_of(newest: Escalation, service: str) -> dict[str, str]:
    """What the assistant knew of the citizen that changes the cards of a service."""
    kept = _slots(newest).get("situations")
    if not isinstance(kept, dict) or kept.get("service") != service:
        return {}
    return dict(kept.get("known") or {})


def followed_case(tx: Transaction, runtime: Runtime, newest: Escalation) -> Case | None:
    """The case that the citizen followed here last, as it is now.

    Only one that the assistant has shown: they had given its date of birth then.
    """
    for message in reversed(recent_messages(tx, runtime, newest)):
        custom = message.custom or {}
        if custom.get("type") == "case":
            reference = read_reference(custom["reference"]).reference
            return Cases(b"").get(tx, reference) if reference else None
    return None


def values_for(
    tx: Transaction, runtime: Runtime, newest: Escalation | None, agent_name: str
) -> dict[str, str]:
    """The values of the variables of canned replies, as far as they are known."""
    organisation = runtime.organisation
    values = {"agent": agent_name, "administration": organisation.name,
              "telephone": organisation.telephone, "opening_hours": organisation.opening_hours}
    if not newest:
        return values
    entry, case = service_of(runtime, newest), followed_case(tx, runtime, newest)
    reference = case.reference if case else _slots(newest).get("case_reference")
    return {**values, **({"service": entry.title} if entry else {}),
            **({"reference": write_reference(reference)} if reference else {})}


def _slots(newest: Escalation) -> dict[str, Any]:
    return newest.context.get("slots") or {}


def _title(runtime: Runtime, service: str) -> str:
    entry = runtime.catalogue.service(service)
    return entry.title if entry else service


def _service(entry: ServiceEntry | None, runtime: Runtime) -> dict[str, Any] | None:
    if not entry:
        return None
    cards = [{"facet": facet, "title": runtime.texts(f"facets.{facet}")}
             for facet in FACETS if facet in entry.cards and not entry.is_draft]
    return {"name": entry.name, "title": entry.title, "url": entry.official_url, "cards": cards}


def _contact(newest: Escalation) -> dict[str, str] | None:
    if not newest.contact_kind or not newest.contact_value:
        return None
    return {"kind": newest.contact_kind, "value": newest.contact_value}


def _understood(newest: Escalation, runtime: Runtime) -> dict[str, Any] | None:
    intent, facet = newest.context.get("intent"), newest.context.get("facet")
    if not intent:
        return None
    facets = runtime.texts.under("facets")
    return {
        "intent": runtime.texts.under("choices").get(intent) or _title(runtime, intent),
        "facet": ", ".join(facets[name] for name in (facet or "").split(",") if name in facets)
        or None,
        "confidence": newest.context.get("confidence"),
    }


def _facts(
    newest: Escalation, entry: ServiceEntry | None, runtime: Runtime
) -> Iterator[tuple[str, str]]:
    """What the assistant knew, in plain words; what only it understands is left out."""
    slots, words = _slots(newest), runtime.texts.under("facts")
    if entry:
        known = situations_of(newest, entry.name)
        for situation in entry.situations:
            label = next((option.label for option in situation.options
                          if option.name == known.get(situation.name)), None)
            if label:
                yield situation.question, label
    event = runtime.life_events.event(slots.get("life_event") or "")
    if event:
        yield words["life_event"], event.title
        if slots.get("event_date"):
            yield event.date.question, write_date(date.fromisoformat(slots["event_date"]))
        answers = slots.get("event_answers") or {}
        for question in event.questions:
            if answers.get(question.name) in question.options:
                yield question.question, question.options[answers[question.name]]
    for name in ("commune", "postal_code"):
        if slots.get(name) and str(slots[name]) != newest.commune:
            yield words[name], str(slots[name])
    if slots.get("case_reference"):
        yield words["case_reference"], write_reference(str(slots["case_reference"]))


def _times(tx: Transaction, runtime: Runtime, newest: Escalation) -> dict[str, Any]:
    team = _team(tx, runtime, newest)
    running = clocks(
        team, newest.created_at, newest.first_answer_at, newest.awaiting_since, newest.ended_at,
        datetime.now(timezone.utc)) if team else ()
    return {
        "team": team.name if team else None,
        "times": [{"name": name, "at": at.isoformat()} for name, at in (
            ("created", newest.created_at), ("assigned", newest.assigned_at),
            ("first_answer", newest.first_answer_at), ("ended", newest.ended_at)) if at],
        "clocks": [{"name": clock.name, "state": clock.state.value,
                    "due_at": clock.due_at.isoformat() if clock.due_at else None}
                   for clock in running],
    }


def _team(tx: Transaction, runtime: Runtime, newest: Escalation) -> Team | None:
    if newest.team_id is None:
        return None
    try:
        return runtime.teams.get(tx, newest.team_id)
    except TeamNotFound:  # deleted since
        return None


def _earlier(escalation: Escalation, runtime: Runtime) -> dict[str, Any]:
    ended, entry = escalation.ended_at, service_of(runtime, escalation)
    return {
        "reason": runtime.texts(f"reasons.{escalation.reason}"),
        "service": entry.title if entry else None, "state": escalation.state.value,
        "outcome": runtime.texts.under("outcomes").get(escalation.outcome or ""),
        "tags": list(escalation.tags),
        "agent": escalation.agent.name if escalation.agent else None,
        "began": escalation.created_at.isoformat(), "ended": ended.isoformat() if ended else None,
        "sequence": escalation.begun_sequence,
    }


def _joined(escalation: Escalation, runtime: Runtime) -> dict[str, Any]:
    return {"conversation": escalation.conversation_id,
            "reason": runtime.texts(f"reasons.{escalation.reason}"),
            "began": escalation.created_at.isoformat()}
