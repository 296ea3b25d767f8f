"""The administrators' page, and the accounts of agents in it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.administration_lists import add_list_changes, canned_entry, notice_entry
from guido.console.administration_teams import add_team_changes, team_entry
from guido.console.forms import account_refused, fields_refused, number_of, numbers_of, text_of
from guido.console.session import changing, needs, page, reading
from guido.errors import AccountRefused, AgentNotFound, FieldsRefused
from guido.handoff import Agent, Role, Session
from guido.hours import DAYS
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC
from guido.storage import Transaction
from guido.web import json_object

_NO_STORE = {"Cache-Control": "no-store"}


def add_administration_routes(
    blueprint: Blueprint, render: Callable[..., HTTPResponse]
) -> None:
    """Add the page `/agents/administration` and what it reads and changes."""

    @blueprint.get("/administration")
    @page
    @needs(Role.ADMINISTRATOR)
    async def administration(request: Request, session: Session) -> HTTPResponse:
        return render(
            request, "administration.html", agent=session.agent, csrf=session.csrf_token,
            themes=_runtime(request).texts.under("groups"), days=DAYS,
            roles=_runtime(request).texts.under("roles"))

    data = "/data/administration"
    account = f"{data}/accounts/<agent_id:int>"
    blueprint.add_route(_overview, data, methods=["GET"])
    blueprint.add_route(_add, f"{data}/accounts", methods=["POST"])
    blueprint.add_route(_change, account, methods=["POST"])
    blueprint.add_route(_new_password, f"{account}/password", methods=["POST"])
    blueprint.add_route(_activate, f"{account}/<action:activate|deactivate>", methods=["POST"])
    add_team_changes(blueprint, f"{data}/teams")
    add_list_changes(blueprint, data)


@reading
@needs(Role.ADMINISTRATOR)
async def _overview(request: Request, _session: Session) -> HTTPResponse:
    runtime = _runtime(request)

    def work(tx: Transaction) -> dict[str, Any]:
        members = runtime.teams.all_members(tx)
        return {
            "accounts": [_account(agent, runtime.teams.teams_of(tx, agent.id))
                         for agent in runtime.agents.all(tx)],
            "teams": [team_entry(team, members.get(team.id, []))
                      for team in runtime.teams.all(tx)],
            "canned": [canned_entry(reply) for reply in runtime.canned.all_shared(tx)],
            "notices": [notice_entry(notice) for notice in runtime.notices.all(tx)],
        }

    return json(await runtime.database.read_async(work), headers=_NO_STORE)


def _account(agent: Agent, teams: list[int]) -> dict[str, Any]:
    return {
        "id": agent.id, "login": agent.login, "name": agent.name, "email": agent.email or "",
        "role": agent.role.value, "most_conversations": agent.most_conversations,
        "is_active": agent.is_active, "teams": teams,
    }


@changing
@needs(Role.ADMINISTRATOR)
async def _add(request: Request, session: Session) -> HTTPResponse:
    """Make an account; its password is made up and told once."""
    runtime, body = _runtime(request), json_object(request)
    password = secrets.token_urlsafe(12)

    def work(tx: Transaction) -> int:
        made = runtime.agents.add(
            tx, text_of(body, "login"), text_of(body, "name"), password, _role(body),
            text_of(body, "email"), by=session.agent)
        if _ceiling(body) != made.most_conversations:
            runtime.agents.change(
                tx, made.id, most_conversations=_ceiling(body), by=session.agent)
        _set_teams(tx, runtime, made.id, numbers_of(body, "teams"))
        return made.id

    return await _answer(request, work, lambda agent_id: {"id": agent_id, "password": password})


@changing
@needs(Role.ADMINISTRATOR)
async def _change(request: Request, session: Session, agent_id: int) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)

    def work(tx: Transaction) -> None:
        runtime.agents.change(
            tx, agent_id, name=text_of(body, "name"), email=text_of(body, "email"),
            role=_role(body), most_conversations=_ceiling(body), by=session.agent)
        _set_teams(tx, runtime, agent_id, numbers_of(body, "teams"))

    return await _answer(request, work)


@changing
@needs(Role.ADMINISTRATOR)
async def _new_password(request: Request, session: Session, agent_id: int) -> HTTPResponse:
    runtime = _runtime(request)
    password = secrets.token_urlsafe(12)

    def work(tx: Transaction) -> None:
        login = runtime.agents.get(tx, agent_id).login
        runtime.agents.set_password(tx, login, password, by=session.agent)

    return await _answer(request, work, lambda _: {"password": password})


@changing
@needs(Role.ADMINISTRATOR)
async def _activate(
    request: Request, session: Session, agent_id: int, action: str
) -> HTTPResponse:
    agents = _runtime(request).agents
    work = agents.activate if action == "activate" else agents.deactivate
    return await _answer(request, lambda tx: work(tx, agent_id, by=session.agent))


def _role(body: dict[str, Any]) -> Role:
    try:
        return Role(body.get("role"))
    except ValueError as error:
        raise FieldsRefused({"role": "role"}) from error


def _ceiling(body: dict[str, Any]) -> int:
    return number_of(body, "most_conversations") or 0  # what is no number is refused as 0 is


def _set_teams(
    tx: Transaction, runtime: Runtime, agent_id: int, wanted: tuple[int, ...]
) -> None:
    if not set(wanted) <= {team.id for team in runtime.teams.all(tx)}:
        raise FieldsRefused({"teams": "team"})
    runtime.teams.set_teams(tx, agent_id, wanted)


async def _answer(
    request: Request, work: Callable[[Transaction], Any],
    say: Callable[[Any], dict[str, Any]] = lambda _: {},
) -> HTTPResponse:
    """Do it in a transaction and say so, or what is wrong with it."""
    runtime = _runtime(request)
    try:
        result = await runtime.database.run_async(work)
    except FieldsRefused as refusal:
        return fields_refused(runtime.texts, refusal.reasons)
    except AccountRefused as refusal:
        return account_refused(runtime.texts, refusal)
    except AgentNotFound:
        return json({"error": "not_found",
                     "message": runtime.texts("administration.gone")}, status=404)
    runtime.bus.publish(QUEUE_TOPIC)
    return json({"status": "saved", **say(result)}, headers=_NO_STORE)


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
