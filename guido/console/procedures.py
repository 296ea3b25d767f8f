"""The guided procedure of a conversation: its answers so far, and putting one right."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.access import last_readable
from guido.console.forms import refused, text_of
from guido.console.session import changing, reading
from guido.errors import ConversationNotFound, MessageRefused, NotHolder
from guido.handoff import Session
from guido.relay.procedure_desk import AnswerRefused
from guido.relay.runtime import Runtime
from guido.storage import Transaction
from guido.web import json_object

_NO_STORE = {"Cache-Control": "no-store"}


def add_procedure_routes(blueprint: Blueprint) -> None:
    """Add the routes below `/agents/data`."""
    path = "/data/conversations/<conversation_id:str>/procedure"
    blueprint.add_route(_overview, path, methods=["GET"])
    blueprint.add_route(_correct, path, methods=["POST"])
    blueprint.add_route(_ask_again, f"{path}/again", methods=["POST"])


@reading
async def _overview(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime: Runtime = request.app.ctx.guido

    def work(tx: Transaction) -> dict[str, Any] | None:
        last_readable(tx, runtime, conversation_id)
        return runtime.procedure_desk.overview(tx, conversation_id, session.agent)

    try:
        return json({"procedure": await runtime.database.read_async(work)}, headers=_NO_STORE)
    except ConversationNotFound:
        return json({"error": "not_open"}, status=404)


@changing
async def _ask_again(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    """`{id, question}`: what only the citizen can give is asked for once more."""
    runtime: Runtime = request.app.ctx.guido
    body = json_object(request)
    try:
        await runtime.procedure_desk.ask_again(
            conversation_id, session.agent, text_of(body, "question"), body.get("id"))
    except NotHolder:
        return refused(runtime.texts, "actions.not_holder")
    except MessageRefused as refusal:
        return refused(runtime.texts, f"refused.{refusal.reason}", 422)
    return json({"status": "asked_again"})


@changing
async def _correct(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    """`{id, question, value}`: the value in words, as a citizen would write it."""
    runtime: Runtime = request.app.ctx.guido
    body = json_object(request)
    try:
        await runtime.procedure_desk.correct(
            conversation_id, session.agent, text_of(body, "question"), body.get("value"),
            body.get("id"))
    except NotHolder:
        return refused(runtime.texts, "actions.not_holder")
    except MessageRefused as refusal:
        return refused(runtime.texts, f"refused.{refusal.reason}", 422)
    except AnswerRefused as refusal:
        return json({"error": "fields", "message": refusal.said,
                     "fields": {"value": refusal.said}}, status=422)
    return json({"status": "corrected"})
