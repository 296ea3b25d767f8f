"""Shared canned replies and notices to all citizens in the administrators' page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.forms import fields_refused, moment_of, refused, text_of
from guido.console.session import changing, needs
from guido.errors import CannedReplyNotFound, FieldsRefused, NoticeNotFound
from guido.handoff import Role, Session
from guido.handoff.canned import CannedReply
from guido.handoff.notices import Notice
from guido.relay.runtime import Runtime
from guido.storage import Transaction
from guido.web import json_object


def add_list_changes(blueprint: Blueprint, base: str) -> None:
    """Add what makes, changes and deletes canned replies and notices."""
    for name, save, delete in (("canned", _save_canned, _delete_canned),
                               ("notices", _save_notice, _delete_notice)):
        blueprint.add_route(save, f"{base}/{name}", methods=["POST"], name=f"add_{name}")
        blueprint.add_route(save, f"{base}/{name}/<entry_id:int>", methods=["POST"],
                            name=f"change_{name}")
        blueprint.add_route(delete, f"{base}/{name}/<entry_id:int>/delete", methods=["POST"])


def canned_entry(reply: CannedReply) -> dict[str, Any]:
    """A canned reply as the page shows it and its form takes it."""
    return {"id": reply.id, "shortcut": reply.shortcut, "title": reply.title, "text": reply.text}


def notice_entry(notice: Notice) -> dict[str, Any]:
    """A notice as the page shows it and its form takes it."""
    return {"id": notice.id, "text": notice.text, "begins_at": notice.begins_at.isoformat(),
            "ends_at": notice.ends_at.isoformat()}


@changing
@needs(Role.ADMINISTRATOR)
async def _save_canned(
    request: Request, session: Session, entry_id: int | None = None
) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)
    return await _answer(request, lambda tx: runtime.canned.save_shared(
        tx, session.agent, entry_id, text_of(body, "shortcut"), text_of(body, "title"),
        text_of(body, "text")))


@changing
@needs(Role.ADMINISTRATOR)
async def _delete_canned(request: Request, session: Session, entry_id: int) -> HTTPResponse:
    runtime = _runtime(request)
    return await _answer(
        request, lambda tx: runtime.canned.delete_shared(tx, session.agent, entry_id))


@changing
@needs(Role.ADMINISTRATOR)
async def _save_notice(
    request: Request, session: Session, entry_id: int | None = None
) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)
    return await _answer(request, lambda tx: runtime.notices.save(
        tx, session.agent, entry_id, text_of(body, "text"), moment_of(body, "begins_at"),
        moment_of(body, "ends_at")))


@changing
@needs(Role.ADMINISTRATOR)
async def _delete_notice(request: Request, session: Session, entry_id: int) -> HTTPResponse:
    runtime = _runtime(request)
    return await _answer(
        request, lambda tx: runtime.notices.delete(tx, session.agent, entry_id))


async def _answer(request: Request, work: Callable[[Transaction], int | None]) -> HTTPResponse:
    """Do it in a transaction and say so, or what is wrong with it."""
    runtime = _runtime(request)
    try:
        saved = await runtime.database.run_async(work)
    except FieldsRefused as refusal:
        return fields_refused(runtime.texts, refusal.reasons)
    except (CannedReplyNotFound, NoticeNotFound):
        return refused(runtime.texts, "administration.gone", 404)
    return json({"status": "saved", "id": saved})


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
