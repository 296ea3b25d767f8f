"""Going on with a conversation that another institution has passed on: `/#continue=TOKEN`."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.channels.widget_session import refuse, runtime_of
from guido.conversations.model import check_sender_message_id
from guido.errors import ConversationNotFound, MessageRefused
from guido.web import json_object


def add_continue_route(blueprint: Blueprint) -> None:
    """Add the route to the widget's."""
    blueprint.add_route(_continue, "/continue", methods=["POST"])


async def _continue(request: Request) -> HTTPResponse:
    """`{token, id}`: the token of the address for the widget's own, once (`id` names the try)."""
    runtime, body = runtime_of(request), json_object(request)
    token = body.get("token")
    try:
        attempt = check_sender_message_id(body.get("id"))
        secret = await runtime.database.run_async(
            runtime.incoming.go_on, token if isinstance(token, str) else "", attempt)
    except ConversationNotFound:
        return refuse(request, "used_address")
    except MessageRefused as refusal:
        return refuse(request, refusal.reason)
    return json({"token": secret}, headers={"Cache-Control": "no-store"})
