"""The audit log as a page: what was done to conversations and accounts, by whom and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from guido.console.session import needs, page
from guido.french.dates import write_date, write_time
from guido.handoff import Role, Session
from guido.handoff.audit import Entry
from guido.handoff.audit.model import ACTIONS
from guido.hours import zone_of
from guido.relay.runtime import Runtime
from guido.storage import Transaction

_ADDRESS = "/agents/journal"


def add_journal_routes(blueprint: Blueprint, render: Callable[..., HTTPResponse]) -> None:
    """Add the page `/agents/journal`; there is nothing in it that changes anything."""

    @blueprint.get("/journal")
    @page
    @needs(Role.SUPERVISOR)
    async def journal(request: Request, session: Session) -> HTTPResponse:
        runtime: Runtime = request.app.ctx.guido
        wanted = {name: request.args.get(name, "").strip()
                  for name in ("login", "action", "conversation")}
        values = await runtime.database.read_async(
            _values, runtime, wanted, _number(request.args.get("before", "")))
        return render(request, "journal.html", agent=session.agent, csrf=session.csrf_token,
                      wanted=wanted, is_filtered=any(wanted.values()), **values)


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) < 10 else None


def _values(
    tx: Transaction, runtime: Runtime, wanted: dict[str, str], before: int | None
) -> dict[str, Any]:
    found = runtime.audit.entries(
        tx, before, wanted["login"], wanted["action"], wanted["conversation"])
    teams = {team.id: team.name for team in runtime.teams.all(tx)}
    kept = {name: value for name, value in wanted.items() if value}
    older = f"{_ADDRESS}?{urlencode({**kept, 'before': found[-1].id})}" if found else ""
    words = runtime.texts.under("audit")
    return {
        "entries": [_shown(entry, runtime, teams) for entry in found],
        "older": older if found and _has_older(tx, runtime, wanted, found[-1].id) else "",
        "newest": f"{_ADDRESS}?{urlencode(kept)}" if before else "",
        "logins": [agent.login for agent in runtime.agents.all(tx)],
        "actions": sorted(((name, words[name]) for name in ACTIONS), key=lambda each: each[1]),
    }


def _has_older(
    tx: Transaction, runtime: Runtime, wanted: dict[str, str], before: int
) -> bool:
    return bool(runtime.audit.entries(
        tx, before, wanted["login"], wanted["action"], wanted["conversation"]))


def _shown(entry: Entry, runtime: Runtime, teams: dict[int, str]) -> dict[str, Any]:
    texts = runtime.texts
    at = entry.at.astimezone(zone_of(runtime.organisation.department))
    return {
        "moment": entry.at.isoformat(), "day": write_date(at.date()), "time": write_time(at),
        "login": entry.login or texts("audit_nobody"), "action": texts(f"audit.{entry.action}"),
        "conversation": entry.conversation_id,
        "details": [line for name, value in entry.details.items()
                    if (line := _detail(name, value, runtime, teams))],
    }


def _detail(name: str, value: Any, runtime: Runtime, teams: dict[int, str]) -> str:
    """A detail in words; empty for what has no value, or tells people nothing."""
    words = runtime.texts.under("audit_details")
    if value is None or value is False or value in ("", []) or name not in words:
        return ""
    if name == "team":
        value = teams.get(value, value)
    values = value if isinstance(value, list) else [value]
    said = runtime.texts.under("block_reasons" if name == "reason" else "audit_values")
    return words[name].format(value=", ".join(said.get(str(each), str(each)) for each in values))
