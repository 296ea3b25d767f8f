"""What an agent does with a conversation besides writing: passing on, ending, marking, joining."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timezone
from functools import wraps
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.actions_data import joinable, panel, targets
from guido.console.forms import moment_of, number_of, refused, text_of
from guido.console.session import changing, needs, reading
from guido.errors import (
    AgentNotFound,
    AgentUnavailable,
    AlreadyTaken,
    ConversationNotFound,
    FieldsRefused,
    MessageRefused,
    NotHolder,
    PartnerUnavailable,
    ScheduledNotFound,
    TeamNotFound,
)
from guido.handoff import Role, Session, State
from guido.handoff.marks.model import checked_tags
from guido.handoff.model import OUTCOMES
from guido.handoff.teams.routing import Candidate
from guido.relay.joined import join
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC, conversation_topic
from guido.storage import Transaction
from guido.web import json_object

_NO_STORE = {"Cache-Control": "no-store"}
_LONGEST_WORD = 1000
_ENDS = {"return": State.RETURNED, "close": State.CLOSED}
_REFUSALS = {
    NotHolder: ("actions.not_holder", 409), ConversationNotFound: ("actions.not_open", 404),
    AgentUnavailable: ("fields.agent", 422), AgentNotFound: ("fields.agent", 422),
    TeamNotFound: ("fields.team", 422), ScheduledNotFound: ("actions.no_scheduled", 404),
}


def add_action_routes(blueprint: Blueprint) -> None:
    """Add the routes of actions below `/agents/data`."""
    conversation = "/data/conversations/<conversation_id:str>"
    for handler, path, method in (
        (_panel, f"{conversation}/actions", "GET"),
        (_targets, "/data/transfer-targets", "GET"),
        (_transfer, f"{conversation}/transfer", "POST"),
        (_end, f"{conversation}/<end:return|close>", "POST"),
        (_tags, f"{conversation}/tags", "POST"),
        (_follow_up, f"{conversation}/follow-up", "POST"),
        (_test, f"{conversation}/test", "POST"),
        (_block, f"{conversation}/block", "POST"),
        (_unblock, f"{conversation}/unblock", "POST"),
        (_joinable, f"{conversation}/joinable", "GET"),
        (_join, f"{conversation}/<action:join|separate>", "POST"),
        (_schedule, f"{conversation}/schedule", "POST"),
        (_cancel, "/data/scheduled/<scheduled_id:int>/cancel", "POST"),
        (_forward, f"{conversation}/forward", "POST"),
    ):
        blueprint.add_route(_answering_errors(handler), path, methods=[method])


def _answering_errors(
    handler: Callable[..., Awaitable[HTTPResponse]]
) -> Callable[..., Awaitable[HTTPResponse]]:
    """What a subject refuses, as status and French words."""
    @wraps(handler)
    async def wrapped(request: Request, **named: Any) -> HTTPResponse:
        texts = request.app.ctx.guido.texts
        try:
            return await handler(request, **named)
        except tuple(_REFUSALS) as refusal:
            key, status = _REFUSALS[type(refusal)]
            return refused(texts, key, status)
        except AlreadyTaken as taken:
            return refused(texts, "actions.held_by_other", holder=taken.holder or "")
        except PartnerUnavailable as failure:
            return refused(texts, f"forward.failed.{failure.reason}", 424)
        except MessageRefused as refusal:
            return refused(texts, f"refused.{refusal.reason}", 422)
        except FieldsRefused as refusal:
            fields = {name: texts(f"fields.{reason}") for name, reason in refusal.reasons.items()}
            return json({"error": "fields", "message": " ".join(fields.values()),
                         "fields": fields}, status=422)
    return wrapped


@reading
async def _panel(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    return json(await runtime.database.read_async(
        panel, runtime, session.agent, conversation_id), headers=_NO_STORE)


@reading
async def _targets(request: Request, session: Session) -> HTTPResponse:
    runtime = _runtime(request)
    return json(await runtime.database.read_async(
        targets, runtime, session.agent, _now()), headers=_NO_STORE)


@changing
async def _transfer(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)
    to_agent, to_team = number_of(body, "agent"), number_of(body, "team")
    word = text_of(body, "word").strip()
    if (to_agent is None) == (to_team is None) or to_agent == session.agent.id:
        raise FieldsRefused({"to": "nobody"})
    if len(word) > _LONGEST_WORD:
        raise FieldsRefused({"word": "word"})

    def look(tx: Transaction) -> tuple[bool, bool]:
        if to_team is not None:
            runtime.teams.get(tx, to_team)
        is_there = to_agent is None or Candidate(
            runtime.agents.get(tx, to_agent), 0, None).is_online(_now())
        escalation = runtime.handoff.open_of(tx, conversation_id)
        return is_there, bool(escalation and escalation.is_held_by(session.agent))

    is_there, is_mine = await runtime.database.read_async(look)
    if not is_there and body.get("anyway") is not True:
        return refused(runtime.texts, "actions.agent_away")
    pass_on = runtime.desk.transfer if is_mine else runtime.desk.reassign
    await pass_on(conversation_id, session.agent, to_agent, to_team, word)
    return json({"status": "transferred"})


@changing
async def _end(request: Request, session: Session, conversation_id: str, end: str) -> HTTPResponse:
    body = json_object(request)
    outcome, tags = body.get("outcome"), checked_tags(body.get("tags") or [])
    if outcome is not None and outcome not in OUTCOMES:
        raise FieldsRefused({"outcome": "outcome"})
    await _runtime(request).desk.end(conversation_id, session.agent, _ENDS[end], outcome, tags)
    return json({"status": "ended"})


@changing
async def _tags(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    tags = await runtime.database.run_async(
        runtime.marks.set_tags, conversation_id, session.agent,
        json_object(request).get("tags"))
    return _changed(runtime, conversation_id, tags=list(tags))


@changing
async def _follow_up(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)
    on_day = _day_of(body) if body.get("on") else None
    await runtime.database.run_async(
        runtime.marks.set_follow_up, conversation_id, session.agent, on_day)
    return _changed(runtime, conversation_id, on=on_day.isoformat() if on_day else None)


@changing
async def _test(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    is_test = json_object(request).get("is_test") is True
    await runtime.database.run_async(
        runtime.marks.set_test, conversation_id, session.agent, is_test)
    return _changed(runtime, conversation_id, is_test=is_test)


@changing
async def _block(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)
    blocked = await runtime.database.run_async(
        runtime.blocking.block, conversation_id, session.agent, body.get("days"),
        body.get("reason"))
    return _changed(runtime, *blocked)


@changing
@needs(Role.SUPERVISOR)
async def _unblock(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    await runtime.database.run_async(
        runtime.blocking.unblock, conversation_id, session.agent)
    return _changed(runtime, conversation_id)


@reading
async def _joinable(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    found = await runtime.database.read_async(
        joinable, runtime, session.agent, conversation_id)
    return json({"conversations": found}, headers=_NO_STORE)


@changing
async def _join(
    request: Request, session: Session, conversation_id: str, action: str
) -> HTTPResponse:
    runtime = _runtime(request)
    other = text_of(json_object(request), "other")
    if action == "join":
        await runtime.database.run_async(
            join, runtime.joining, runtime.conversations, runtime.texts, conversation_id, other,
            session.agent)
    else:
        await runtime.database.run_async(
            runtime.joining.separate, conversation_id, other, session.agent)
    return _changed(runtime, conversation_id, other)


@changing
async def _schedule(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)
    due_at = moment_of(body, "due_at")
    if due_at is None:
        raise FieldsRefused({"due_at": "schedule_moment"})
    await runtime.database.run_async(
        runtime.scheduled.add, conversation_id, session.agent, body.get("text"), due_at)
    return json({"status": "scheduled"}, status=201)


@changing
async def _cancel(request: Request, session: Session, scheduled_id: int) -> HTTPResponse:
    runtime = _runtime(request)
    await runtime.database.run_async(runtime.scheduled.cancel, session.agent, scheduled_id)
    return json({"status": "cancelled"})


@changing
async def _forward(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)
    if body.get("agreed") is not True:
        raise FieldsRefused({"agreed": "forward_agreed"})
    closed = await runtime.forwarding.forward(
        conversation_id, session.agent, text_of(body, "partner"), text_of(body, "word").strip())
    return json({"status": "forwarded", "closed": closed})


def _changed(runtime: Runtime, *conversation_ids: str, **values: Any) -> HTTPResponse:
    """Tell everybody who has the conversations before them."""
    for each in conversation_ids:
        runtime.bus.publish(conversation_topic(each))
    runtime.bus.publish(QUEUE_TOPIC)
    return json({"status": "changed", **values})


def _day_of(body: dict[str, Any]) -> date:
    try:
        return date.fromisoformat(text_of(body, "on"))
    except ValueError as error:
        raise FieldsRefused({"on": "follow_up_day"}) from error


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
