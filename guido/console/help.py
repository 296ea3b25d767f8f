"""The side panel: context, notes and mentions, cards, suggestions, canned replies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.catalogue import Card, card_custom
from guido.catalogue.render import card_text
from guido.catalogue.situations import exact_card
from guido.console.context import context_of, situations_of, values_for
from guido.console.forms import text_of
from guido.console.session import changing, reading
from guido.console.suggestions import last_question, suggestions
from guido.errors import (
    CannedReplyNotFound,
    ConversationNotFound,
    FieldsRefused,
    MessageRefused,
    NotHolder,
)
from guido.handoff import Escalation, Session
from guido.handoff.canned import CannedReply, filled
from guido.handoff.notes import Note
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC, conversation_topic
from guido.storage import Transaction
from guido.web import json_object

_NO_STORE = {"Cache-Control": "no-store"}


def add_help_routes(blueprint: Blueprint) -> None:
    """Add the routes of the side panel's help below `/agents/data`."""
    conversation = "/data/conversations/<conversation_id:str>"
    for handler, path, method in (
        (_context, f"{conversation}/context", "GET"),
        (_notes, f"{conversation}/notes", "GET"),
        (_add_note, f"{conversation}/notes", "POST"),
        (_seen, f"{conversation}/notes/seen", "POST"),
        (_card, f"{conversation}/card", "GET"),
        (_send_card, f"{conversation}/card", "POST"),
        (_suggestions, f"{conversation}/suggestions", "GET"),
        (_mentions, "/data/mentions", "GET"),
        (_colleagues, "/data/colleagues", "GET"),
        (_canned, "/data/canned", "GET"),
        (_save_canned, "/data/canned", "POST"),
        (_delete_canned, "/data/canned/<reply_id:int>/delete", "POST"),
    ):
        blueprint.add_route(_answering_errors(handler), path, methods=[method])


def _answering_errors(
    handler: Callable[..., Awaitable[HTTPResponse]]
) -> Callable[..., Awaitable[HTTPResponse]]:
    """What a subject refuses, as status and French words."""
    async def wrapped(request: Request, **named: Any) -> HTTPResponse:
        texts = request.app.ctx.guido.texts
        try:
            return await handler(request, **named)
        except ConversationNotFound:
            return json({"error": "not_open"}, status=404)
        except NotHolder:
            return _refused("not_holder", texts("console.not_holder"), 409)
        except CannedReplyNotFound:
            return _refused("no_canned", texts("console.no_canned"), 404)
        except MessageRefused as refusal:
            return _refused(refusal.reason, texts(f"refused.{refusal.reason}"), 422)
        except FieldsRefused as refusal:
            fields = {name: texts(f"fields.{reason}") for name, reason in refusal.reasons.items()}
            return json({"error": "fields", "message": " ".join(fields.values()),
                         "fields": fields}, status=422)
    wrapped.__name__ = handler.__name__
    return wrapped


def _refused(error: str, message: str, status: int) -> HTTPResponse:
    return json({"error": error, "message": message}, status=status)


def _history(tx: Transaction, runtime: Runtime, conversation_id: str) -> list[Escalation]:
    """The escalations of a conversation that agents may read; raises ConversationNotFound."""
    history = runtime.handoff.history(tx, conversation_id)
    if not history:
        raise ConversationNotFound(conversation_id)
    return history


# --- context ---------------------------------------------------------------------------------


@reading
async def _context(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)

    def work(tx: Transaction) -> dict[str, Any]:
        return context_of(tx, runtime, _history(tx, runtime, conversation_id))

    return json(await runtime.database.run_async(work), headers=_NO_STORE)


# --- notes and mentions ----------------------------------------------------------------------


@reading
async def _notes(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)

    def work(tx: Transaction) -> list[Note]:
        _history(tx, runtime, conversation_id)
        return runtime.notes.of(tx, conversation_id)

    notes = await runtime.database.run_async(work)
    return json({"notes": [_note(note) for note in notes]}, headers=_NO_STORE)


@changing
async def _add_note(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    text = json_object(request).get("text")

    def work(tx: Transaction) -> list[str]:
        _history(tx, runtime, conversation_id)
        named = runtime.notes.add(tx, conversation_id, session.agent, text)
        return [each.name for each in named]

    named = await runtime.database.run_async(work)
    runtime.bus.publish(conversation_topic(conversation_id))
    runtime.bus.publish(QUEUE_TOPIC)
    return json({"mentioned": named}, status=201)


@changing
async def _seen(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    is_news = await runtime.database.run_async(
        runtime.notes.seen, conversation_id, session.agent.id)
    if is_news:
        runtime.bus.publish(QUEUE_TOPIC)
    return json({"status": "seen"})


@reading
async def _mentions(request: Request, session: Session) -> HTTPResponse:
    runtime = _runtime(request)
    mentions = await runtime.database.run_async(runtime.notes.unseen, session.agent.id)
    return json({"mentions": [
        {"conversation": each.note.conversation_id, **_note(each.note)} for each in mentions
    ]}, headers=_NO_STORE)


@reading
async def _colleagues(request: Request, session: Session) -> HTTPResponse:
    runtime = _runtime(request)
    agents = await runtime.database.run_async(runtime.agents.all)
    return json({"colleagues": [
        {"login": each.login, "name": each.name} for each in agents
        if each.is_active and each.id != session.agent.id]}, headers=_NO_STORE)


def _note(note: Note) -> dict[str, Any]:
    return {"id": note.id, "author": note.agent.name, "text": note.text,
            "created_at": note.created_at.isoformat(), "mentioned": list(note.mentioned)}


# --- cards and suggestions -------------------------------------------------------------------


@reading
async def _card(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    card = await _wanted_card(runtime, conversation_id, request.args)
    if not card:
        return _refused("no_card", runtime.texts("console.no_card"), 404)
    return json({"card": card_custom(card, runtime.texts, date.today()),
                 "text": card_text(card, runtime.texts, date.today())}, headers=_NO_STORE)


@changing
async def _send_card(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    """The holder sends a card as the assistant would."""
    runtime, body = _runtime(request), json_object(request)
    card = await _wanted_card(runtime, conversation_id, body)
    if not card:
        return _refused("no_card", runtime.texts("console.no_card"), 404)
    today = date.today()
    appended = await runtime.desk.write(
        conversation_id, session.agent, card_text(card, runtime.texts, today), body.get("id"),
        card_custom(card, runtime.texts, today))
    return json({"sequence": appended.message.sequence, "duplicate": appended.duplicate}, 202)


async def _wanted_card(runtime: Runtime, conversation_id: str, names: Any) -> Card | None:
    """The card of a service and facet, exact for what is known of the citizen."""
    service, facet = str(names.get("service")), str(names.get("facet"))
    history = await runtime.database.run_async(_history, runtime, conversation_id)
    entry = runtime.catalogue.service(service)
    if not entry or entry.is_draft or facet not in entry.cards:
        return None
    return exact_card(entry.cards[facet], situations_of(history[0], service))


@reading
async def _suggestions(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime, agent = _runtime(request), session.agent

    def work(tx: Transaction):
        newest = _history(tx, runtime, conversation_id)[0]
        return last_question(tx, runtime, newest, agent.id, agent.name)

    question = await runtime.database.run_async(work)
    found = await asyncio.get_running_loop().run_in_executor(
        None, suggestions, question, runtime) if question else []
    return json({"question": question.text if question else None, "suggestions": found},
                headers=_NO_STORE)


# --- canned replies --------------------------------------------------------------------------


@reading
async def _canned(request: Request, session: Session) -> HTTPResponse:
    """All that the agent can use, filled in for a conversation if one is named."""
    runtime, agent = _runtime(request), session.agent
    conversation_id = request.args.get("conversation")

    def work(tx: Transaction) -> tuple[list[CannedReply], dict[str, str]]:
        newest = _history(tx, runtime, conversation_id)[0] if conversation_id else None
        return (runtime.canned.for_agent(tx, agent.id),
                values_for(tx, runtime, newest, agent.name))

    replies, values = await runtime.database.run_async(work)
    missing = runtime.texts.under("canned.missing")
    return json({"canned": [
        {"id": each.id, "shortcut": each.shortcut, "title": each.title, "text": each.text,
         "is_own": each.agent_id is not None, "filled": filled(each.text, values, missing)}
        for each in replies], "gaps": list(missing.values())}, headers=_NO_STORE)


@changing
async def _save_canned(request: Request, session: Session) -> HTTPResponse:
    runtime, body = _runtime(request), json_object(request)
    reply_id = body.get("id") if type(body.get("id")) is int else None
    saved = await runtime.database.run_async(
        runtime.canned.save_own, session.agent, reply_id,
        *(text_of(body, name) for name in ("shortcut", "title", "text")))
    return json({"id": saved})


@changing
async def _delete_canned(request: Request, session: Session, reply_id: int) -> HTTPResponse:
    runtime = _runtime(request)
    await runtime.database.run_async(runtime.canned.delete_own, session.agent, reply_id)
    return json({"status": "deleted"})


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
