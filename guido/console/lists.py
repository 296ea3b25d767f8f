"""The lists of conversations: those that are open, followed live, the ended ones, and search."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.session import reading, session_of
from guido.handoff import Agent, Escalation, Session
from guido.handoff.lists import Line, Lines
from guido.handoff.transcripts import Filters, Found
from guido.relay.feed import follow, number_after, send_stream
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC

_NO_STORE = {"Cache-Control": "no-store"}


def add_list_routes(blueprint: Blueprint) -> None:
    """Add the routes of the lists below `/agents/data`."""
    blueprint.add_route(_queue, "/data/queue", methods=["GET"])
    blueprint.add_route(_queue_stream, "/data/queue/stream", methods=["GET"])
    blueprint.add_route(_closed, "/data/closed", methods=["GET"])
    blueprint.add_route(_search, "/data/search", methods=["GET"])


@reading
async def _queue(request: Request, session: Session) -> HTTPResponse:
    return json({"queue": await _entries(_runtime(request), session.agent)}, headers=_NO_STORE)


@reading
async def _queue_stream(request: Request, session: Session) -> None:
    runtime = _runtime(request)
    last: list[dict[str, Any]] | None = None

    # Each state of the queue is an entry; a reader who comes back gets the present one.
    async def fetch(after: int) -> list[dict[str, Any]] | None:
        nonlocal last
        if not await session_of(request):
            return None
        entries = await _entries(runtime, session.agent)
        if entries == last:
            return []
        last = entries
        return [{"sequence": after + 1, "queue": entries}]

    await send_stream(request, follow(
        runtime.bus, QUEUE_TOPIC, fetch, number_after(request)))


async def _entries(runtime: Runtime, agent: Agent) -> list[dict[str, Any]]:
    lines = await runtime.board.lines()
    return [_entry(runtime, lines, line) for line in lines.of(agent)]


def _entry(runtime: Runtime, lines: Lines, line: Line) -> dict[str, Any]:
    for_all = lines.shown.get(line.escalation.id)
    if for_all is None:
        for_all = lines.shown[line.escalation.id] = _for_all(runtime, line)
    return {
        **for_all, "mine": line.is_mine, "offered_to_me": line.is_offered_to_me,
        "concerns_me": line.concerns_me, "unread": line.unread, "mentions_me": line.mentions_me}


def _for_all(runtime: Runtime, line: Line) -> dict[str, Any]:
    """What is the same for whoever looks at the list."""
    escalation = line.escalation
    return {
        **_about(runtime, escalation), "team": line.team.name if line.team else None,
        "queued_at": _moment(escalation.queued_at or escalation.created_at),
        "awaiting_since": _moment(escalation.awaiting_since), "typing": line.is_typing,
        "last_text": line.last.text if line.last else None,
        "last_author": line.last.author if line.last else None,
        "clocks": [{"name": clock.name, "due_at": _moment(clock.due_at),
                    "state": clock.state.value} for clock in line.clocks],
        "joined_to": escalation.joined_to,
    }


@reading
async def _closed(request: Request, session: Session) -> HTTPResponse:
    runtime = _runtime(request)
    found = await runtime.database.read_async(
        runtime.transcripts.closed, _filters(request), _number(request, "before"))
    return await _page(runtime, found)


@reading
async def _search(request: Request, session: Session) -> HTTPResponse:
    runtime = _runtime(request)
    found = await runtime.database.read_async(
        runtime.transcripts.search, request.args.get("q", ""), _filters(request),
        _number(request, "before"))
    return await _page(runtime, found)


async def _page(runtime: Runtime, found: list[Found]) -> HTTPResponse:
    teams = {team.id: team.name for team in await runtime.database.read_async(runtime.teams.all)}
    entries = [{
        **_about(runtime, each.escalation), "team": teams.get(each.escalation.team_id),
        "ended_at": _moment(each.escalation.ended_at), "outcome": each.escalation.outcome,
        "excerpt": each.excerpt and {
            "sequence": each.excerpt.sequence, "author": each.excerpt.author,
            "pieces": [{"text": text, "found": is_found}
                       for text, is_found in each.excerpt.pieces]},
    } for each in found]
    return json({"found": entries}, headers=_NO_STORE)


def _about(runtime: Runtime, escalation: Escalation) -> dict[str, Any]:
    service = runtime.catalogue.service(escalation.service) if escalation.service else None
    holder = escalation.agent
    return {
        "conversation": escalation.conversation_id, "escalation": escalation.id,
        "reason": escalation.reason, "theme": escalation.theme, "service": escalation.service,
        "service_title": service.title if service else None, "commune": escalation.commune,
        "team_id": escalation.team_id, "state": escalation.state.value,
        "since": _moment(escalation.created_at), "holder": holder.name if holder else None,
        "holder_id": holder.id if holder else None, "word": escalation.word,
        "contact": {"kind": escalation.contact_kind, "value": escalation.contact_value}
        if escalation.has_left_message else None,
        "tags": list(escalation.tags), "is_test": escalation.is_test,
        "follow_up_on": escalation.follow_up_on.isoformat() if escalation.follow_up_on else None,
    }


def _filters(request: Request) -> Filters:
    return Filters(
        team_id=_number(request, "team"), theme=request.args.get("theme"),
        service=request.args.get("service"), reason=request.args.get("reason"),
        tag=request.args.get("tag"), has_contact="contact" in request.args,
        follow_up_until=date.today() if "due" in request.args else None,
        with_tests="tests" in request.args)


def _number(request: Request, name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
