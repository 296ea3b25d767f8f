"""Passwords: checked in a thread of their own, and changed by the agents themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.forms import text_of
from guido.console.session import COOKIE, changing, page
from guido.errors import AccountRefused
from guido.handoff import Session
from guido.relay.runtime import Runtime
from guido.web import json_object

_Result = TypeVar("_Result")
_FIELDS = {"wrong_password": "present", "short_password": "new"}
# argon2 takes long on purpose: in a thread of its own, so that those who guess passwords slow
# down each other and not the citizens, whose messages use the other threads.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords")


async def in_password_thread(work: Callable[..., _Result], *arguments: object) -> _Result:
    """Call something that hashes a password."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, work, *arguments)


def add_password_routes(blueprint: Blueprint, render: Callable[..., HTTPResponse]) -> None:
    """Add the page `/agents/password`, where agents change their own, and what it sends."""
    @blueprint.get("/password")
    @page
    async def password(request: Request, session: Session) -> HTTPResponse:
        return render(request, "password.html", agent=session.agent, csrf=session.csrf_token)

    blueprint.add_route(_change, "/data/password", methods=["POST"])


@changing
async def _change(request: Request, session: Session) -> HTTPResponse:
    runtime: Runtime = request.app.ctx.guido
    body = json_object(request)
    try:
        await in_password_thread(
            runtime.agents.change_password, runtime.database, session.agent,
            text_of(body, "present"), text_of(body, "new"), request.cookies[COOKIE])
    except AccountRefused as refusal:
        message = runtime.texts(f"accounts.{refusal.reason}")
        return json({"error": refusal.reason, "fields": {_FIELDS[refusal.reason]: message}}, 422)
    return json({"status": "changed"})
