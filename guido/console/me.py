"""What agents set for themselves: whether they are there, for how many, and how they are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.session import changing
from guido.errors import AccountRefused
from guido.handoff import Agent, Presence, Session
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC
from guido.storage import Transaction
from guido.web import json_object

_NO_STORE = {"Cache-Control": "no-store"}


def add_me_routes(blueprint: Blueprint) -> None:
    """Add `/agents/data/preferences` and `/agents/data/presence`."""
    blueprint.add_route(_preferences, "/data/preferences", methods=["POST"])
    blueprint.add_route(_presence, "/data/presence", methods=["POST"])


def about(agent: Agent) -> dict[str, Any]:
    """What the page knows of the agent who uses it."""
    return {
        "id": agent.id, "login": agent.login, "name": agent.name, "role": agent.role.value,
        "presence": agent.presence.value, "most_conversations": agent.most_conversations,
        "preferences": dict(agent.preferences),
    }


@changing
async def _preferences(request: Request, session: Session) -> HTTPResponse:
    """What is sent is put beside what was kept, so that each part of the page has its own."""
    runtime = _runtime(request)
    changes = json_object(request).get("preferences")

    def work(tx: Transaction) -> None:
        agent = runtime.agents.get(tx, session.agent.id)
        changed = {**agent.preferences, **changes} if isinstance(changes, dict) else changes
        runtime.agents.set_preferences(tx, agent, changed)

    return await _saved(request, session, work)


@changing
async def _presence(request: Request, session: Session) -> HTTPResponse:
    """A sign of life, with what has changed: presence, and the number of conversations at once."""
    runtime = _runtime(request)
    body = json_object(request)
    presence, number = body.get("presence"), body.get("most_conversations")
    if presence is not None and presence not in [each.value for each in Presence]:
        return json({"error": "bad_presence"}, status=422)

    def work(tx: Transaction) -> None:
        runtime.agents.seen(tx, session.agent)
        if presence is not None:
            runtime.agents.set_presence(tx, session.agent, Presence(presence))
        if number is not None:
            runtime.agents.set_most_conversations(tx, session.agent, number)

    answer = await _saved(request, session, work)
    if presence is not None or number is not None:
        runtime.bus.publish(QUEUE_TOPIC)
    return answer


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
