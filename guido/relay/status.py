"""How a conversation stands now, besides its messages: who types, who looks, what was read."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from guido.handoff import Agent, Escalation, State
from guido.handoff.watchers import CITIZEN, Watcher, agent_party
from guido.relay.feed import Status
from guido.relay.runtime import Runtime
from guido.relay.standing import WAITING_SECONDS, handoff_standing, notices_standing
from guido.storage import Transaction

# A little more than what is left, so that it is over when it is looked at again.
_MARGIN_SECONDS = 0.1


def citizen_status(
    tx: Transaction, runtime: Runtime, conversation_id: str, now: datetime | None = None
) -> tuple[Status, float | None]:
    """What the citizen's client shows, and the seconds after which it changes by itself."""
    now = now or datetime.now(timezone.utc)
    escalation = runtime.handoff.open_of(tx, conversation_id)
    holder = escalation.agent if escalation else None
    answering = [each for each in runtime.watchers.of(tx, conversation_id)
                 if each.party == agent_party(holder.id)] if holder else []
    standing = handoff_standing(tx, runtime, escalation, now)
    status = {
        "agent_typing": any(each.is_typing(now) for each in answering),
        "agent_read_sequence": max((each.read_sequence for each in answering), default=0),
        "handoff": standing,
        "notices": notices_standing(tx, runtime, now),
    }
    changes_in = _changes_in(answering, now)
    if standing["state"] == State.WAITING.value:
        changes_in = min(WAITING_SECONDS, changes_in or WAITING_SECONDS)
    return status, changes_in


def agent_status(
    tx: Transaction, runtime: Runtime, conversation_id: str, agent: Agent,
    now: datetime | None = None,
) -> tuple[Status, float | None]:
    """What an agent's console shows, and the seconds after which it changes by itself.

    After the end the citizen is the assistant's: whether they are there is not shown any more, nor
    what they make of its later answers.
    """
    now = now or datetime.now(timezone.utc)
    newest = next(iter(runtime.handoff.history(tx, conversation_id)), None)
    last = newest.ended_sequence or 0 if newest and not newest.is_open else None
    watchers = runtime.watchers.of(tx, conversation_id)
    own = agent_party(agent.id)
    others = [each for each in watchers
              if each.party not in (CITIZEN, own) and (each.is_looking(now) or each.is_typing(now))]
    names = {agent_party(each.id): each.name
             for each in (runtime.agents.all(tx) if others else ())}
    status = {
        "citizen": _citizen(next((w for w in watchers if w.party == CITIZEN), None), now, last),
        "lookers": [{"name": names.get(each.party, ""), "typing": each.is_typing(now)}
                    for each in others],
        "read_sequence": max((w.read_sequence for w in watchers if w.party == own), default=0),
        "notes": runtime.notes.number(tx, conversation_id),
        "blocked": runtime.conversations.is_blocked(tx, conversation_id),
        "thumbs": {str(number): thumb for number, thumb
                   in runtime.conversations.thumbs(tx, conversation_id).items()
                   if last is None or number <= last},
        **_handoff(tx, runtime, newest, agent),
    }
    return status, _changes_in(watchers, now)


def _citizen(watcher: Watcher | None, now: datetime, last: int | None) -> dict[str, Any]:
    """`last` is the number of the last message that agents may read; None if they may read all."""
    if watcher is None:
        return {"typing": False, "is_there": False, "read_sequence": 0}
    if last is not None:
        return {"typing": False, "is_there": False,
                "read_sequence": min(watcher.read_sequence, last)}
    return {"typing": watcher.is_typing(now), "is_there": watcher.is_looking(now),
            "read_sequence": watcher.read_sequence}


def _handoff(
    tx: Transaction, runtime: Runtime, newest: Escalation | None, agent: Agent
) -> dict[str, Any]:
    if newest is None:
        return {"state": None, "reason": None, "holder": None, "mine": False, "joined": []}
    joined = runtime.handoff.joined_with(tx, newest) if newest.is_open else []
    return {
        "state": newest.state.value,
        "reason": newest.reason,
        "holder": newest.agent.name if newest.agent else None,
        "mine": newest.is_held_by(agent),
        "joined": [each.conversation_id for each in joined],
    }


def _changes_in(watchers: list[Watcher], now: datetime) -> float | None:
    ends = [end for each in watchers for end in (each.looking_until, each.typing_until)
            if end is not None and end > now]
    return (min(ends) - now).total_seconds() + _MARGIN_SECONDS if ends else None
