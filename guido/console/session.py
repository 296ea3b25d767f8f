"""Who is signed in, and protection against requests that other sites make in their name."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse, json, redirect

from guido.errors import NotAllowed
from guido.handoff import Role, Session
from guido.handoff.accounts import SESSION_LENGTH
from guido.relay.runtime import Runtime
from guido.settings import Settings
from guido.storage import Transaction

COOKIE = "guido_agent"
SIGN_IN_PAGE = "/agents/sign-in"
_Handler = Callable[..., Awaitable[HTTPResponse | None]]


async def session_of(request: Request, is_active: bool = False) -> Session | None:
    """The session of the request's cookie; `is_active` if the agent has just done something."""
    runtime: Runtime = request.app.ctx.guido
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    session = await runtime.database.read_async(runtime.agents.session, token)
    # Nearly every request finds it noted already, and waits for nobody who writes.
    if session and is_active and runtime.agents.is_to_be_noted(session):
        await runtime.database.run_async(runtime.agents.note_activity, token)
    return session


def session_in(tx: Transaction, request: Request) -> Session | None:
    """The session of the request's cookie, in the transaction that reads what it may see."""
    runtime: Runtime = request.app.ctx.guido
    return runtime.agents.session(tx, request.cookies.get(COOKIE, ""))


def is_activity(request: Request) -> bool:
    """Whether an agent is behind a request, and not the page by itself.

    A console that was left open comes back to its streams, and repeats what it marks with the
    header X-Background, for ever; neither keeps the session from ending.
    """
    return not request.path.endswith("/stream") and "x-background" not in request.headers


def needs(role: Role) -> Callable[[_Handler], _Handler]:
    """Below `page`, `reading` or `changing`: only for a role and those above it.

    Others raise NotAllowed, which the console answers with 403, as data or as a page.
    """
    def decorate(handler: _Handler) -> _Handler:
        @functools.wraps(handler)
        async def wrapped(
            request: Request, session: Session, *arguments, **named
        ) -> HTTPResponse | None:
            if not session.agent.role.includes(role):
                raise NotAllowed(f"{role.value} needed for {request.path}")
            return await handler(request, session, *arguments, **named)
        return wrapped
    return decorate


def keep_session(response: HTTPResponse, token: str, settings: Settings) -> None:
    """Have the browser keep a session's token, for the console of this site alone."""
    response.cookies[COOKIE] = token
    response.cookies[COOKIE]["httponly"] = True
    response.cookies[COOKIE]["samesite"] = "Strict"
    response.cookies[COOKIE]["path"] = "/agents"
    response.cookies[COOKIE]["max-age"] = int(SESSION_LENGTH.total_seconds())
    response.cookies[COOKIE]["secure"] = settings.has_secure_cookies


def drop_session(response: HTTPResponse) -> None:
    """Have the browser forget the token."""
    response.cookies[COOKIE] = ""
    response.cookies[COOKIE]["path"] = "/agents"
    response.cookies[COOKIE]["max-age"] = 0


def is_same_origin(request: Request) -> bool:
    """Whether a page of this server made the request, as far as the browser tells.

    Browsers send Origin with every POST; where both are missing no browser is at work.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    try:
        return urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # no address at all
        return False


def page(handler: _Handler) -> _Handler:
    """For pages: without a session, go and sign in."""
    @functools.wraps(handler)
    async def wrapped(request: Request, *arguments, **named) -> HTTPResponse | None:
        session = await session_of(request, is_activity(request))
        if not session:
            return redirect(SIGN_IN_PAGE)
        return await handler(request, session, *arguments, **named)
    return wrapped


def reading(handler: _Handler) -> _Handler:
    """For data: without a session, 401."""
    @functools.wraps(handler)
    async def wrapped(request: Request, *arguments, **named) -> HTTPResponse | None:
        session = await session_of(request, is_activity(request))
        if not session:
            return json({"error": "signed_out"}, status=401)
        return await handler(request, session, *arguments, **named)
    return wrapped


def changing(handler: _Handler) -> _Handler:
    """For changes: a session, our own origin, and the session's CSRF token, in header or form."""
    @functools.wraps(handler)
    async def wrapped(request: Request, *arguments, **named) -> HTTPResponse | None:
        session = await session_of(request, is_activity(request))
        if not session:
            return json({"error": "signed_out"}, status=401)
        given = request.headers.get("x-csrf-token") or request.form.get("csrf_token", "")
        is_ours = hmac.compare_digest(
            given.encode("utf-8", "replace"), session.csrf_token.encode())
        if not is_ours or not is_same_origin(request):
            return json({"error": "forbidden"}, status=403)
        return await handler(request, session, *arguments, **named)
    return wrapped
