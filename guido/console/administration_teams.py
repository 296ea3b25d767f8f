"""Teams in the administrators' page."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.forms import (
    fields_refused,
    number_of,
    numbers_of,
    refused,
    text_of,
    texts_of,
)
from guido.console.session import changing, needs
from guido.errors import FieldsRefused, TeamInUse, TeamNotFound
from guido.handoff import Agent, Role, Session
from guido.handoff.teams import Team, TeamDraft
from guido.handoff.teams.form import MINUTES, read_form
from guido.hours import DAYS, write_hours
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC
from guido.storage import Transaction
from guido.web import json_object


def add_team_changes(blueprint: Blueprint, base: str) -> None:
    """Add what makes, changes and deletes teams."""
    blueprint.add_route(_add, base, methods=["POST"])
    blueprint.add_route(_change, f"{base}/<team_id:int>", methods=["POST"])
    blueprint.add_route(_delete, f"{base}/<team_id:int>/delete", methods=["POST"])


def team_entry(team: Team, members: list[Agent]) -> dict[str, Any]:
    """A team as the page shows it and its form takes it."""
    return {
        "id": team.id, "name": team.name, "themes": team.themes, "communes": team.communes,
        "hours": write_hours(team.hours), "fallback_id": team.fallback_id,
        "closed_days": [f"{day:%d/%m/%Y}" for day in team.closed_days],
        "is_automatic": team.is_automatic, "members": [member.id for member in members],
        **{each: getattr(team, each) for each in MINUTES},
    }


@changing
@needs(Role.ADMINISTRATOR)
async def _add(request: Request, session: Session) -> HTTPResponse:
    return await _save(request, session, None)


@changing
@needs(Role.ADMINISTRATOR)
async def _change(request: Request, session: Session, team_id: int) -> HTTPResponse:
    return await _save(request, session, team_id)


async def _save(request: Request, session: Session, team_id: int | None) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)

    def work(tx: Transaction) -> int:
        draft = _draft(body, runtime)
        members = numbers_of(body, "members")
        if not set(members) <= {agent.id for agent in runtime.agents.all(tx)}:
            raise FieldsRefused({"members": "agent"})
        team = (runtime.teams.add(tx, draft) if team_id is None
                else runtime.teams.change(tx, team_id, draft))
        runtime.teams.set_members(tx, team.id, members)
        runtime.audit.note(tx, session.agent, "team_changed", name=team.name)
        return team.id

    try:
        saved = await runtime.database.run_async(work)
    except FieldsRefused as refusal:
        return fields_refused(runtime.texts, refusal.reasons)
    except TeamNotFound:
        return refused(runtime.texts, "administration.gone", 404)
    runtime.bus.publish(QUEUE_TOPIC)
    return json({"status": "saved", "id": saved})


def _draft(body: dict[str, Any], runtime: Runtime) -> TeamDraft:
    hours = body.get("hours")
    return read_form(
        name=text_of(body, "name"), themes=texts_of(body, "themes"),
        communes=texts_of(body, "communes"), closed_days=texts_of(body, "closed_days"),
        hours={day: text_of(hours, day) for day in DAYS} if isinstance(hours, dict) else {},
        fallback_id=number_of(body, "fallback_id"), is_automatic=body.get("is_automatic") is True,
        minutes={each: number_of(body, each) for each in MINUTES},
        known_themes=runtime.texts.under("groups"))


@changing
@needs(Role.ADMINISTRATOR)
async def _delete(request: Request, session: Session, team_id: int) -> HTTPResponse:
    runtime = _runtime(request)

    def work(tx: Transaction) -> None:
        name = runtime.teams.get(tx, team_id).name
        runtime.teams.delete(tx, team_id)
        runtime.audit.note(tx, session.agent, "team_deleted", name=name)

    try:
        await runtime.database.run_async(work)
    except TeamInUse as used:
        return refused(runtime.texts, "administration.team_in_use", number=used.number)
    except TeamNotFound:
        return refused(runtime.texts, "administration.gone", 404)
    runtime.bus.publish(QUEUE_TOPIC)
    return json({"status": "deleted"})


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
