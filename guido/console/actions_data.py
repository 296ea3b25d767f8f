"""What the panel of actions and its dialogs show; each call runs in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from guido.handoff import Agent, Escalation, Role
from guido.handoff.joining import Same
from guido.handoff.scheduled import ScheduledMessage, Standing
from guido.handoff.teams import Route, Team
from guido.handoff.teams.routing import Candidate
from guido.relay.runtime import Runtime
from guido.storage import Transaction

_EXCERPT = 120
_LOOKED_BACK = 20


def panel(
    tx: Transaction, runtime: Runtime, agent: Agent, conversation_id: str
) -> dict[str, Any]:
    """What is marked on a conversation, and what the agent may do with it."""
    escalation = runtime.marks.newest(tx, conversation_id)
    is_mine = escalation.is_held_by(agent)
    joined = runtime.handoff.joined_with(tx, escalation) if escalation.is_open else []
    blocked = runtime.conversations.is_blocked(tx, conversation_id)
    until = runtime.conversations.get(tx, conversation_id).blocked_until
    return {
        "conversation": conversation_id, "is_open": escalation.is_open, "mine": is_mine,
        "may_pass_on": is_mine or (
            escalation.is_open and agent.role.includes(Role.SUPERVISOR)),
        "outcome": escalation.outcome, "tags": list(escalation.tags),
        "suggested": runtime.marks.suggested(tx), "is_test": escalation.is_test,
        "follow_up_on": (
            escalation.follow_up_on.isoformat() if escalation.follow_up_on else None),
        "blocked_until": until.isoformat() if blocked and until else None,
        "may_unblock": agent.role.includes(Role.SUPERVISOR),
        "joined": [_other(tx, runtime, each) for each in joined],
        "scheduled": [_scheduled(each) for each in runtime.scheduled.of(tx, agent)],
        "partners": runtime.forwarding.partners(),
    }


def targets(tx: Transaction, runtime: Runtime, agent: Agent, now: datetime) -> dict[str, Any]:
    """The agents and teams to whom a conversation can be passed on."""
    loads = runtime.teams.loads(tx)
    agents = [each for each in runtime.agents.all(tx) if each.is_active and each.id != agent.id]
    return {
        "agents": sorted((_agent(each, loads.get(each.id, 0), now) for each in agents),
                         key=lambda each: (not each["is_online"], each["name"])),
        "teams": [_team(each, runtime.teams.route(tx, team_id=each.id, now=now))
                  for each in runtime.teams.all(tx)],
    }


def joinable(
    tx: Transaction, runtime: Runtime, agent: Agent, conversation_id: str
) -> list[dict[str, Any]]:
    """The other open conversations, with why they could be the same citizen's."""
    def entry(same: Same) -> dict[str, Any]:
        other = same.escalation
        return {
            **_other(tx, runtime, other), "is_joined": same.is_joined,
            "why": [each.value for each in same.likenesses],
            "holder": other.agent.name if other.agent else None,
            "may_join": other.agent is None or other.is_held_by(agent),
        }

    return [entry(same) for same in runtime.joining.candidates(tx, conversation_id)]


def _other(tx: Transaction, runtime: Runtime, escalation: Escalation) -> dict[str, Any]:
    entry = runtime.catalogue.service(escalation.service) if escalation.service else None
    return {
        "conversation": escalation.conversation_id, "reason": escalation.reason,
        "since": escalation.created_at.isoformat(),
        "service": entry.title if entry else None,
        "text": _last_words(tx, runtime, escalation.conversation_id),
    }


def _last_words(tx: Transaction, runtime: Runtime, conversation_id: str) -> str:
    """The citizen's last words, as far as they are not long ago."""
    last = runtime.conversations.get(tx, conversation_id).last_sequence
    messages = runtime.conversations.messages(
        tx, conversation_id, max(0, last - _LOOKED_BACK), _LOOKED_BACK)
    texts = [each.text for each in messages
             if each.author.value == "citizen" and not (each.custom or {}).get("command")]
    return texts[-1][:_EXCERPT] if texts else ""


def _agent(agent: Agent, load: int, now: datetime) -> dict[str, Any]:
    return {
        "id": agent.id, "name": agent.name, "presence": agent.presence.value,
        "is_online": Candidate(agent, load, None).is_online(now), "load": load,
        "most": agent.most_conversations,
    }


def _team(team: Team, route: Route) -> dict[str, Any]:
    """A team, whether somebody is there, and where it really goes if nobody is."""
    goes_to = route.team if route.team and route.team.id != team.id else None
    return {
        "id": team.id, "name": team.name, "outcome": route.outcome.value,
        "goes_to": goes_to.name if goes_to else None,
        "opens_at": route.opens_at.isoformat() if route.opens_at else None,
    }


def _scheduled(message: ScheduledMessage) -> dict[str, Any]:
    return {
        "id": message.id, "conversation": message.conversation_id, "text": message.text,
        "due_at": message.due_at.isoformat(),
        "is_dropped": message.standing is Standing.DROPPED,
    }
