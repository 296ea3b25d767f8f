"""The console's pages and its signing in and out."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, json, redirect

from guido.console.actions import add_action_routes
from guido.console.administration import add_administration_routes
from guido.console.conversation import add_conversation_routes
from guido.console.documents import add_document_routes
from guido.console.guard import add_guard
from guido.console.help import add_help_routes
from guido.console.journal import add_journal_routes
from guido.console.lists import add_list_routes
from guido.console.me import about, add_me_routes
from guido.console.openid_routes import add_openid_routes, end_address
from guido.console.password import add_password_routes, in_password_thread
from guido.console.procedures import add_procedure_routes
from guido.console.session import (
    COOKIE,
    SIGN_IN_PAGE,
    changing,
    drop_session,
    is_same_origin,
    keep_session,
    page,
)
from guido.console.supervision import add_supervision_routes
from guido.errors import NotAllowed
from guido.handoff import Agent, Session
from guido.relay.runtime import Runtime
from guido.web import SECURITY_HEADERS, Files

_HEADERS = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
_CONSOLE = "/agents/"


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
        runtime = _runtime(request)
        teams = await runtime.database.read_async(runtime.teams.all)
        return render(request, "console.html", agent=session.agent, csrf=session.csrf_token,
                      me=about(session.agent), under=runtime.texts.under,
                      reasons=runtime.texts.under("reasons"), teams=teams,
                      services=runtime.catalogue.services())

    def sign_in_form(
        request: Request, status: int = 200, failed: bool = False, login: str = ""
    ) -> HTTPResponse:
        settings = _runtime(request).settings
        return render(request, "sign-in.html", status=status, failed=failed, login=login,
                      label=settings.oidc_label if settings.oidc_issuer else "")

    @blueprint.get("/sign-in")
    async def sign_in_page(request: Request) -> HTTPResponse:
        return sign_in_form(request)

    @blueprint.post("/sign-in")
    async def sign_in(request: Request) -> HTTPResponse:
        login = str(request.form.get("login", ""))
        if not is_same_origin(request):
            return sign_in_form(request, 403, failed=True)
        runtime, password = _runtime(request), str(request.form.get("password", ""))
        agent = await in_password_thread(
            runtime.agents.check, runtime.database, login, password)
        if not agent:
            return sign_in_form(request, 401, True, login)
        return await _signed_in(runtime, agent)

    @blueprint.post("/sign-out")
    @changing
    async def sign_out(request: Request, session: Session) -> HTTPResponse:
        runtime = _runtime(request)
        await runtime.database.run_async(runtime.agents.sign_out, request.cookies[COOKIE])
        end = await end_address(runtime.settings, session.id_token)
        if end:  # a page: the form's own page may not be led on to another site
            response = render(
                request, "signed-out.html", end=end, label=runtime.settings.oidc_label)
        else:
            response = redirect(SIGN_IN_PAGE, status=303)
        drop_session(response)
        return response

    @blueprint.exception(NotAllowed)
    async def not_allowed(request: Request, _error: NotAllowed) -> HTTPResponse:
        if request.path.startswith("/agents/data/"):
            return json({"error": "not_allowed"}, status=403)
        return render(request, "not-allowed.html", status=403)

    @blueprint.get("/files/<name:str>")
    async def file(_request: Request, name: str) -> HTTPResponse:
        return files.respond(name)

    add_guard(blueprint)
    add_list_routes(blueprint)
    add_me_routes(blueprint)
    add_conversation_routes(blueprint)
    add_document_routes(blueprint)
    add_help_routes(blueprint)
    add_procedure_routes(blueprint)
    add_action_routes(blueprint)
    add_openid_routes(blueprint, render)
    add_password_routes(blueprint, render)
    for add_page in (add_supervision_routes, add_administration_routes, add_journal_routes):
        add_page(blueprint, render)
    return blueprint


async def _signed_in(runtime: Runtime, agent: Agent) -> HTTPResponse:
    token = await runtime.database.run_async(runtime.agents.sign_in, agent)
    response = redirect(_CONSOLE)
    keep_session(response, token, runtime.settings)
    return response


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
