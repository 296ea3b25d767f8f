"""The console's pages and its signing in and out."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, json, redirect

from guido.console.data import add_data_routes
from guido.console.session import COOKIE, changing, is_same_origin, page
from guido.errors import NotAllowed
from guido.handoff import Agent, Session
from guido.handoff.accounts import SESSION_LENGTH
from guido.relay.runtime import Runtime
from guido.web import SECURITY_HEADERS, Files

_HEADERS = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
_CONSOLE = "/agents/"
_PASSWORDS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords")


def console(folder: Path) -> Blueprint:
    """The blueprint below `/agents`, with templates and modules from the folder `console/`."""
    blueprint = Blueprint("guido_console", url_prefix="/agents")
    templates = Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape())
    files = Files(folder)

    def render(request: Request, name: str, status: int = 200, **values: object) -> HTTPResponse:
        organisation = _runtime(request).organisation
        content = templates.get_template(name).render(organisation=organisation, **values)
        return html(content, status=status, headers=_HEADERS)

    @blueprint.get("/")
    @page
    async def conversations(request: Request, session: Session) -> HTTPResponse:
        return render(request, "console.html", agent=session.agent, csrf=session.csrf_token,
                      reasons=_runtime(request).texts.under("reasons"))

    @blueprint.get("/sign-in")
    async def sign_in_page(request: Request) -> HTTPResponse:
        return render(request, "sign-in.html", failed=False, login="")

    @blueprint.post("/sign-in")
    async def sign_in(request: Request) -> HTTPResponse:
        login = str(request.form.get("login", ""))
        if not is_same_origin(request):
            return render(request, "sign-in.html", status=403, failed=True, login="")
        agent = await _checked(_runtime(request), login, str(request.form.get("password", "")))
        if not agent:
            return render(request, "sign-in.html", status=401, failed=True, login=login)
        return await _signed_in(_runtime(request), agent)

    @blueprint.post("/sign-out")
    @changing
    async def sign_out(request: Request, _session: Session) -> HTTPResponse:
        runtime = _runtime(request)
        await runtime.database.run_async(runtime.agents.sign_out, request.cookies[COOKIE])
        response = json({"status": "signed_out"})
        response.cookies[COOKIE] = ""
        response.cookies[COOKIE]["path"] = "/agents"
        response.cookies[COOKIE]["max-age"] = 0
        return response

    @blueprint.exception(NotAllowed)
    async def not_allowed(request: Request, _error: NotAllowed) -> HTTPResponse:
        if request.path.startswith("/agents/data/"):
            return json({"error": "not_allowed"}, status=403)
        return render(request, "not-allowed.html", status=403)

    @blueprint.get("/files/<name:str>")
    async def file(_request: Request, name: str) -> HTTPResponse:
        return files.respond(name)

    add_data_routes(blueprint)
    return blueprint


async def _checked(runtime: Runtime, login: str, password: str) -> Agent | None:
    # argon2 takes long on purpose: in a thread of its own, so that those who guess passwords
    # slow down each other and not the citizens, whose messages use the other threads.
    return await asyncio.get_running_loop().run_in_executor(
        _PASSWORDS, runtime.agents.check, runtime.database, login, password)


async def _signed_in(runtime: Runtime, agent: Agent) -> HTTPResponse:
    token = await runtime.database.run_async(runtime.agents.sign_in, agent)
    response = redirect(_CONSOLE)
    response.cookies[COOKIE] = token
    response.cookies[COOKIE]["httponly"] = True
    response.cookies[COOKIE]["samesite"] = "Strict"
    response.cookies[COOKIE]["path"] = "/agents"
    response.cookies[COOKIE]["max-age"] = int(SESSION_LENGTH.total_seconds())
    response.cookies[COOKIE]["secure"] = runtime.settings.has_secure_cookies
    return response


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
