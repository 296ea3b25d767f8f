"""The supervisors' page: who waits for whom, what is late, and who is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.forms import fields_refused, number_of, refused, text_of
from guido.console.session import changing, needs, page, reading, session_of
from guido.errors import AgentNotFound, AgentUnavailable, ConversationNotFound
from guido.handoff import Agent, Escalation, Presence, Role, Session, State
from guido.handoff.teams import Clock, ClockState, Team, clocks
from guido.handoff.teams.routing import is_online
from guido.relay.feed import follow, number_after, send_stream
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC
from guido.storage import Transaction
from guido.web import json_object

_NO_STORE = {"Cache-Control": "no-store"}
_URGENCY = (ClockState.MISSED, ClockState.WARNING)


def add_supervision_routes(blueprint: Blueprint, render: Callable[..., HTTPResponse]) -> None:
    """Add the page `/agents/supervision` and its data."""

    @blueprint.get("/supervision")
    @page
    @needs(Role.SUPERVISOR)
    async def supervision(request: Request, session: Session) -> HTTPResponse:
        return render(request, "supervision.html", agent=session.agent, csrf=session.csrf_token,
                      reasons=_runtime(request).texts.under("reasons"))

    data = "/data/supervision"
    blueprint.add_route(_state, data, methods=["GET"])
    blueprint.add_route(_stream, f"{data}/stream", methods=["GET"])
    blueprint.add_route(
        _reassign, f"{data}/conversations/<conversation_id:str>/reassign", methods=["POST"])
    blueprint.add_route(_set_away, f"{data}/agents/<agent_id:int>/away", methods=["POST"])


@reading
@needs(Role.SUPERVISOR)
async def _state(request: Request, _session: Session) -> HTTPResponse:
    runtime = _runtime(request)
    return json(await runtime.database.read_async(snapshot, runtime), headers=_NO_STORE)


@reading
@needs(Role.SUPERVISOR)
async def _stream(request: Request, _session: Session) -> None:
    runtime = _runtime(request)
    last: dict[str, Any] | None = None

    # Asked again at each heartbeat: clocks run on when nothing else happens.
    async def fetch(after: int) -> list[dict[str, Any]] | None:
        nonlocal last
        session = await session_of(request)
        if not session or not session.agent.role.includes(Role.SUPERVISOR):
            return None
        now = await runtime.database.read_async(snapshot, runtime)
        if now == last:
            return []
        last = now
        return [{"sequence": after + 1, **now}]

    await send_stream(request, follow(
        runtime.bus, QUEUE_TOPIC, fetch, number_after(request)))


def snapshot(
    tx: Transaction, runtime: Runtime, now: datetime | None = None
) -> dict[str, Any]:
    """Teams, open conversations and agents as they are at this moment."""
    now = now or datetime.now(timezone.utc)
    teams = {team.id: team for team in runtime.teams.all(tx)}
    members = runtime.teams.all_members(tx)
    loads = runtime.teams.loads(tx)
    open_now = [(each, _clocks(each, teams.get(each.team_id), now))
                for each in runtime.handoff.queue(tx)]
    return {
        "teams": [_team(team, members.get(team.id, []), open_now, now)
                  for team in teams.values()],
        "conversations": [_conversation(each, running, teams) for each, running in open_now],
        "agents": [_agent(agent, loads.get(agent.id, 0), teams, members, now)
                   for agent in runtime.agents.all(tx) if agent.is_active],
    }


def _clocks(escalation: Escalation, team: Team | None, now: datetime) -> tuple[Clock, ...]:
    if not team:
        return ()
    return clocks(team, escalation.created_at, escalation.first_answer_at,
                  escalation.awaiting_since, escalation.ended_at, now)


def _team(
    team: Team, members: list[Agent], open_now: list[tuple[Escalation, tuple[Clock, ...]]],
    now: datetime,
) -> dict[str, Any]:
    own = [(each, running) for each, running in open_now if each.team_id == team.id]
    waiting = [each for each, _ in own if each.state is State.WAITING]
    worst = Counter(_worst(running) for _, running in own)
    opening = team.opening(now)
    return {
        "id": team.id, "name": team.name, "is_open": opening is None or opening.is_open,
        "opens_at": _written(opening.next) if opening and not opening.is_open else None,
        "waiting": len(waiting), "held": len(own) - len(waiting),
        "longest_since": _written(min((e.created_at for e in waiting), default=None)),
        "warning": worst[ClockState.WARNING], "missed": worst[ClockState.MISSED],
        "members": len(members), "online": sum(is_online(each, now) for each in members),
    }


def _conversation(
    escalation: Escalation, running: tuple[Clock, ...], teams: dict[int, Team]
) -> dict[str, Any]:
    team = teams.get(escalation.team_id) if escalation.team_id else None
    return {
        "conversation": escalation.conversation_id, "reason": escalation.reason,
        "service": escalation.service, "state": escalation.state.value,
        "since": escalation.created_at.isoformat(), "team": team.name if team else None,
        "team_id": escalation.team_id,
        "holder": escalation.agent.name if escalation.agent else None,
        "holder_id": escalation.agent.id if escalation.agent else None,
        "is_test": escalation.is_test, "worst": _worst(running).value,
        "clocks": [{"name": clock.name, "due_at": _written(clock.due_at),
                    "state": clock.state.value} for clock in running],
    }


def _agent(
    agent: Agent, load: int, teams: dict[int, Team], members: dict[int, list[Agent]],
    now: datetime,
) -> dict[str, Any]:
    return {
        "id": agent.id, "name": agent.name, "presence": agent.presence.value,
        "is_online": is_online(agent, now), "load": load, "most": agent.most_conversations,
        "teams": [teams[team_id].name for team_id, each in members.items()
                  if agent.id in {member.id for member in each} and team_id in teams],
    }


def _worst(running: tuple[Clock, ...]) -> ClockState:
    states = {clock.state for clock in running}
    return next((state for state in _URGENCY if state in states), ClockState.OK)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@changing
@needs(Role.SUPERVISOR)
async def _reassign(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    body = json_object(request)
    agent_id, team_id = number_of(body, "agent"), number_of(body, "team")
    if agent_id is None and team_id is None:
        return fields_refused(runtime.texts, {"to": "nobody"})
    if team_id is not None and team_id not in {
            team.id for team in await runtime.database.read_async(runtime.teams.all)}:
        return fields_refused(runtime.texts, {"to": "team"})
    try:
        await runtime.desk.reassign(
            conversation_id, session.agent, agent_id, team_id, text_of(body, "word"))
    except AgentUnavailable:
        return fields_refused(runtime.texts, {"to": "agent"})
    except ConversationNotFound:
        return refused(runtime.texts, "supervision.not_open", 404)
    return json({"status": "reassigned"})


@changing
@needs(Role.SUPERVISOR)
async def _set_away(request: Request, session: Session, agent_id: int) -> HTTPResponse:
    runtime = _runtime(request)

    def work(tx: Transaction) -> None:
        agent = runtime.agents.get(tx, agent_id)
        runtime.agents.set_presence(tx, agent, Presence.AWAY)
        runtime.audit.note(tx, session.agent, "presence_changed", account=agent.login,
                           presence=Presence.AWAY.value)

    try:
        await runtime.database.run_async(work)
    except AgentNotFound:
        return refused(runtime.texts, "fields.agent", 404)
    runtime.bus.publish(QUEUE_TOPIC)
    return json({"status": "away"})


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
