"""The citizen's way to a person besides messages: how to reach them, and what they thought."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.channels.widget_session import accepted, of_conversation, refuse, runtime_of
from guido.conversations import Conversation
from guido.conversations.model import check_sender_message_id, check_text
from guido.errors import ConversationNotFound, FieldsRefused, MessageRefused
from guido.relay.topics import conversation_topic
from guido.storage import Transaction
from guido.web import json_object

_HIGHEST_ID = 2**31 - 1


def add_handoff_routes(blueprint: Blueprint) -> None:
    """Add the routes to the widget's."""
    blueprint.add_route(_contact, "/contact", methods=["POST"])
    blueprint.add_route(_rating, "/rating", methods=["POST"])


@of_conversation
async def _contact(request: Request, conversation: Conversation) -> HTTPResponse:
    """`{id, kind: telephone|email, value, text}`: a message, and how to be reached."""
    runtime = runtime_of(request)
    body = json_object(request)
    identifier = check_sender_message_id(body.get("id"))
    wrong: dict[str, str] = {}
    text = ""
    try:
        text = check_text(body.get("text"))
    except MessageRefused as refusal:
        wrong["text"] = runtime.texts("contact.refused.text" if refusal.reason == "empty"
                                      else f"refused.{refusal.reason}")
    try:
        draft = runtime.contact.draft(body.get("kind"), body.get("value"), text, identifier)
    except FieldsRefused as refusal:
        wrong |= {field: runtime.texts(f"contact.refused.{reason}")
                  for field, reason in refusal.reasons.items()}
    if wrong:
        return json({"error": "fields", "message": " ".join(wrong.values()), "fields": wrong}, 422)
    return accepted(await runtime.relay.take_in(
        conversation.id, runtime.conversations.append, conversation.id, draft))


@of_conversation
async def _rating(request: Request, conversation: Conversation) -> HTTPResponse:
    """`{escalation, score}` (null passes the question), then `{escalation, comment}`."""
    runtime = runtime_of(request)
    body = json_object(request)

    def work(tx: Transaction) -> bool:
        escalation = _whole(body.get("escalation"))
        if "comment" in body:
            return runtime.rating.comment(
                tx, conversation.id, escalation, _comment(body["comment"]))
        score = body.get("score")
        return runtime.rating.score(
            tx, conversation.id, escalation, None if score is None else _whole(score))

    try:
        is_new = await runtime.database.run_async(work)
    except (ValueError, ConversationNotFound):
        return refuse(request, "bad_rating")
    runtime.bus.publish(conversation_topic(conversation.id))
    return json({"duplicate": not is_new})


def _comment(value: object) -> str:
    """An empty one leaves it at the score."""
    return "" if value == "" else check_text(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _HIGHEST_ID:
        raise ValueError(f"expected a whole number, not {value!r}")
    return value
