"""The lists of conversations, and what an agent sets for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.session import changing, reading, session_of
from guido.errors import AccountRefused
from guido.handoff import Agent, Escalation, Presence, Session
from guido.relay.feed import follow, number_after, send_stream
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC
from guido.storage import Transaction
from guido.web import json_object

_NO_STORE = {"Cache-Control": "no-store"}


def add_list_routes(blueprint: Blueprint) -> None:
    """Add the routes of the lists below `/agents/data`."""
    blueprint.add_route(_queue, "/data/queue", methods=["GET"])
    blueprint.add_route(_queue_stream, "/data/queue/stream", methods=["GET"])
    blueprint.add_route(_preferences, "/data/preferences", methods=["POST"])
    blueprint.add_route(_presence, "/data/presence", methods=["POST"])


def about(agent: Agent) -> dict[str, Any]:
    """What the page knows of the agent who uses it."""
    return {
        "id": agent.id, "login": agent.login, "name": agent.name, "role": agent.role.value,
        "presence": agent.presence.value, "most_conversations": agent.most_conversations,
        "preferences": dict(agent.preferences),
    }


@reading
async def _queue(request: Request, session: Session) -> HTTPResponse:
    runtime = _runtime(request)
    entries = await runtime.database.run_async(_entries, runtime, session.agent)
    return json({"queue": entries}, headers=_NO_STORE)


@reading
async def _queue_stream(request: Request, session: Session) -> None:
    runtime = _runtime(request)
    last: list[dict[str, Any]] | None = None

    # Each state of the queue is an entry; a reader who comes back gets the present one.
    async def fetch(after: int) -> list[dict[str, Any]] | None:
        nonlocal last
        if not await session_of(request):
            return None
        entries = await runtime.database.run_async(_entries, runtime, session.agent)
        if entries == last:
            return []
        last = entries
        return [{"sequence": after + 1, "queue": entries}]

    await send_stream(request, follow(
        runtime.bus, QUEUE_TOPIC, fetch, number_after(request)))


def _entries(tx: Transaction, runtime: Runtime, agent: Agent) -> list[dict[str, Any]]:
    return [_entry(escalation, agent) for escalation in runtime.handoff.queue(tx)]


def _entry(escalation: Escalation, agent: Agent) -> dict[str, Any]:
    return {
        "conversation": escalation.conversation_id,
        "reason": escalation.reason,
        "service": escalation.service,
        "state": escalation.state.value,
        "since": escalation.created_at.isoformat(),
        "holder": escalation.agent.name if escalation.agent else None,
        "mine": escalation.is_held_by(agent),
    }


@changing
async def _preferences(request: Request, session: Session) -> HTTPResponse:
    runtime = _runtime(request)
    changes = json_object(request).get("preferences")

    def work(tx: Transaction) -> None:
        agent = runtime.agents.get(tx, session.agent.id)
        changed = {**agent.preferences, **changes} if isinstance(changes, dict) else changes
        runtime.agents.set_preferences(tx, agent, changed)

    return await _saved(request, session, work)


@changing
async def _presence(request: Request, session: Session) -> HTTPResponse:
    """A sign of life, with what has changed: whether the agent is there, and for how many."""
    runtime = _runtime(request)
    body = json_object(request)
    presence, number = body.get("presence"), body.get("most_conversations")
    if presence is not None and presence not in {each.value for each in Presence}:
        return json({"error": "bad_presence"}, status=422)

    def work(tx: Transaction) -> None:
        runtime.agents.seen(tx, session.agent)
        if presence is not None:
            runtime.agents.set_presence(tx, session.agent, Presence(presence))
        if number is not None:
            runtime.agents.set_most_conversations(tx, session.agent, number)

    return await _saved(request, session, work)


async def _saved(
    request: Request, session: Session, work: Callable[[Transaction], None]
) -> HTTPResponse:
    runtime = _runtime(request)

    def saved(tx: Transaction) -> Agent:
        work(tx)
        return runtime.agents.get(tx, session.agent.id)

    try:
        agent = await runtime.database.run_async(saved)
    except AccountRefused as refusal:
        message = runtime.texts(f"accounts.{refusal.reason}")
        return json({"error": refusal.reason, "message": message}, status=422)
    return json(about(agent), headers=_NO_STORE)


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
