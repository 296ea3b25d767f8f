"""Signing in by way of an identity provider: going there, and coming back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict

from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from guido.console.openid import Attempt, Identity, Provider, provider_of
from guido.console.session import keep_session
from guido.errors import GuidoError, IdentityCancelled, IdentityRefused
from guido.relay.runtime import Runtime
from guido.settings import Settings
from guido.storage import Transaction

COOKIE = "guido_openid"
ATTEMPT_SECONDS = 600
_PATH = "/agents/openid"
_log = logging.getLogger(__name__)


def add_openid_routes(blueprint: Blueprint, render: Callable[..., HTTPResponse]) -> None:
    """Add the routes below `/agents/openid`; `render(request, template, status, …)` makes pages."""

    def trouble(request: Request, reason: str, status: int, **values: object) -> HTTPResponse:
        response = render(request, "sign-in-trouble.html", status=status, reason=reason,
                          label=_runtime(request).settings.oidc_label, **values)
        return _without_attempt(response)

    @blueprint.get("/openid/start")
    async def start(request: Request) -> HTTPResponse:
        try:
            address, attempt = await _provider(request).begin()
        except IdentityRefused as refusal:
            return trouble(request, _logged(refusal, "provider"), 502)
        return _with_attempt(redirect(address), attempt, _runtime(request).settings)

    @blueprint.get("/openid/callback")
    async def callback(request: Request) -> HTTPResponse:
        provider, runtime = _provider(request), _runtime(request)
        attempt = unsealed(request.cookies.get(COOKIE, ""), runtime.settings.secret_key())
        state = request.args.get("state", "")
        if not attempt or not hmac.compare_digest(
                state.encode("utf-8", "replace"), attempt.state.encode()):
            return trouble(request, "expired", 400)
        answer = {name: request.args.get(name) for name in request.args}
        try:
            identity = await provider.finish(attempt, answer)
        except IdentityCancelled as cancelled:
            return trouble(request, _logged(cancelled, "cancelled"), 403)
        except IdentityRefused as refusal:
            return trouble(request, _logged(refusal, "provider"), 502)
        token = await _sign_in(runtime, identity)
        if not token:
            end = await end_address(runtime.settings, identity.id_token)
            return trouble(request, "no_account", 403, email=identity.email, end=end)
        # A page and not a redirect: the session's cookie is SameSite=Strict, and a browser does
        # not send it along redirects that began at another site.
        response = render(request, "signed-in.html")
        keep_session(response, token, runtime.settings)
        return _without_attempt(response)


async def end_address(settings: Settings, id_token: str | None) -> str | None:
    """Where the session at the provider ends; None without one, or if the provider is away."""
    provider = provider_of(settings)
    if not provider or not id_token:
        return None
    try:
        return await provider.end_address(id_token, f"{settings.origin}/agents/sign-in")
    except IdentityRefused as refusal:
        _logged(refusal, "provider")
        return None


async def _sign_in(runtime: Runtime, identity: Identity) -> str | None:
    """The token of a new session, or None if no active account is theirs."""
    def work(tx: Transaction) -> str | None:
        agent = runtime.agents.identified(
            tx, identity.issuer, identity.subject, identity.email)
        return runtime.agents.sign_in(tx, agent, identity.id_token) if agent else None

    return await runtime.database.run_async(work)


def sealed(attempt: Attempt, key: bytes) -> str:
    """An attempt as a cookie that nobody else can make, and that is good for ten minutes."""
    content = base64.urlsafe_b64encode(json.dumps(
        {**asdict(attempt), "until": int(time.time()) + ATTEMPT_SECONDS}).encode()).decode()
    return f"{content}.{_signature(content, key)}"


def unsealed(cookie: str, key: bytes) -> Attempt | None:
    """The attempt of a cookie, if it is ours and not too old."""
    content, _, signature = cookie.partition(".")
    given = signature.encode("utf-8", "replace")
    if not hmac.compare_digest(given, _signature(content, key).encode()):
        return None
    values = json.loads(base64.urlsafe_b64decode(content))
    return Attempt(**values) if values.pop("until") > time.time() else None


def _signature(content: str, key: bytes) -> str:
    return hmac.new(key, f"openid:{content}".encode("utf-8", "replace"),
                    hashlib.sha256).hexdigest()


def _with_attempt(response: HTTPResponse, attempt: Attempt, settings: Settings) -> HTTPResponse:
    response.headers["Cache-Control"] = "no-store"
    response.cookies[COOKIE] = sealed(attempt, settings.secret_key())
    response.cookies[COOKIE]["httponly"] = True
    response.cookies[COOKIE]["samesite"] = "Lax"  # it comes back from the provider's site
    response.cookies[COOKIE]["path"] = _PATH
    response.cookies[COOKIE]["max-age"] = ATTEMPT_SECONDS
    response.cookies[COOKIE]["secure"] = settings.has_secure_cookies
    return response


def _without_attempt(response: HTTPResponse) -> HTTPResponse:
    response.cookies[COOKIE] = ""
    response.cookies[COOKIE]["path"] = _PATH
    response.cookies[COOKIE]["max-age"] = 0
    return response


def _logged(error: GuidoError, reason: str) -> str:
    _log.warning("signing in with the identity provider failed: %s", error)
    return reason


def _provider(request: Request) -> Provider:
    provider = provider_of(_runtime(request).settings)
    if not provider:
        raise NotFound("no identity provider is set")
    return provider


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
