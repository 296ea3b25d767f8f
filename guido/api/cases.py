"""`/api/v1/cases`: other systems file cases, follow them and tell where they stand.

guido/api/openapi.yml describes it; citizens and other systems are told of what changes.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from sanic import Blueprint
from sanic.request import Request as HttpRequest
from sanic.response import HTTPResponse

from guido.api.guarded import Refused, read_guarded, write_guarded
from guido.api_keys import ApiKey, Scope
from guido.cases import Case, CaseState, Request, read_reference
from guido.cases.reference import write_code, write_reference
from guido.conversations.model import check_text
from guido.errors import CaseNotFound
from guido.relay.runtime import Runtime
from guido.relay.topics import NEWS_TOPIC
from guido.storage import Transaction

_LIMIT, _HIGHEST_LIMIT = 50, 200
_CURSOR = re.compile(r"([0-9]{1,16})\.(D[0-9A-Z]{10})")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)

blueprint = Blueprint("guido_cases", url_prefix="/api/v1")


@blueprint.post("/cases")
async def create(request: HttpRequest) -> HTTPResponse:
    """201 with the new case, and the code that opens it if no date of birth was given."""
    runtime: Runtime = request.app.ctx.guido

    def work(tx: Transaction, key: ApiKey, body: dict[str, Any]) -> dict[str, Any]:
        if runtime.catalogue.service(body["service"]) is None:
            raise Refused(404, "not_found", "no service of this name")
        filed = runtime.casework.file(tx, Request(
            body["service"], answers=body.get("answers"), contact=_text(body, "contact"),
            expected_on=_day(body, "expected_on"), source_system=key.name,
        ), _day(body, "birth_date"))
        return {**_case(filed.case), "code": write_code(filed.code) if filed.code else None}

    return _tell(request, await write_guarded(request, Scope.CASES_WRITE, "NewCase", work))


@blueprint.get("/cases")
async def changed(request: HttpRequest) -> HTTPResponse:
    """`{"cases": […], "next"}`: what has changed since a day or after a cursor, oldest first."""
    runtime: Runtime = request.app.ctx.guido

    def work(tx: Transaction) -> dict[str, Any]:
        since, after, limit = _page(request)
        found = runtime.cases.changed(tx, since, after, limit)
        last = _cursor(found[-1]) if found else request.args.get("cursor")
        return {"cases": [_case(case) for case in found], "next": last}

    return await read_guarded(request, Scope.CASES_READ, work)


@blueprint.get("/cases/<reference:str>")
async def one(request: HttpRequest, reference: str) -> HTTPResponse:
    """A case as it is now."""
    runtime: Runtime = request.app.ctx.guido

    def work(tx: Transaction) -> dict[str, Any]:
        return _case(runtime.cases.named(tx, _reference(reference)))

    return await read_guarded(request, Scope.CASES_READ, work)


@blueprint.post("/cases/<reference:str>/statuses")
async def add_status(request: HttpRequest, reference: str) -> HTTPResponse:
    """201 with the case and its new status."""
    runtime: Runtime = request.app.ctx.guido

    def work(tx: Transaction, _key: ApiKey, body: dict[str, Any]) -> dict[str, Any]:
        return _case(runtime.casework.add_status(
            tx, _reference(reference), CaseState(body["state"]), _day(body, "date"),
            _text(body, "note")))

    return _tell(request, await write_guarded(request, Scope.CASES_WRITE, "NewStatus", work))


@blueprint.post("/cases/<reference:str>/missing")
async def ask_missing(request: HttpRequest, reference: str) -> HTTPResponse:
    """201 with the case: its citizen is asked for a piece."""
    runtime: Runtime = request.app.ctx.guido

    def work(tx: Transaction, _key: ApiKey, body: dict[str, Any]) -> dict[str, Any]:
        return _case(runtime.casework.ask_missing(
            tx, _reference(reference), check_text(body["document"]), _day(body, "until")))

    return _tell(request, await write_guarded(request, Scope.CASES_WRITE, "MissingPiece", work))


@blueprint.post("/cases/<reference:str>/close")
async def close(request: HttpRequest, reference: str) -> HTTPResponse:
    """201 with the case, of which nothing comes any more."""
    runtime: Runtime = request.app.ctx.guido

    def work(tx: Transaction, _key: ApiKey, body: dict[str, Any]) -> dict[str, Any]:
        return _case(runtime.casework.add_status(
            tx, _reference(reference), CaseState.CLOSED, None, _text(body, "note")))

    return _tell(request, await write_guarded(request, Scope.CASES_WRITE, "Closing", work))


def _tell(request: HttpRequest, answer: HTTPResponse) -> HTTPResponse:
    """Have what is new told at once."""
    if answer.status == 201:
        request.app.ctx.guido.bus.publish(NEWS_TOPIC)
    return answer


def _case(case: Case) -> dict[str, Any]:
    return {
        "reference": write_reference(case.reference), "service": case.service,
        "procedure": case.procedure, "source_system": case.source_system,
        "created_at": case.created_at.isoformat() if case.created_at else None,
        "updated_at": case.updated_at.isoformat() if case.updated_at else None,
        "expected_on": case.expected_on.isoformat() if case.expected_on else None,
        "contact": case.contact, "answers": case.answers,
        "statuses": [{"state": each.state.value, "date": each.on_day.isoformat(),
                      "note": each.note} for each in case.statuses],
    }


def _reference(written: str) -> str:
    reference = read_reference(written).reference
    if reference is None:
        raise CaseNotFound(written)
    return reference


def _day(body: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(body[name]) if name in body else None


def _text(body: dict[str, Any], name: str) -> str | None:
    return check_text(body[name]) if name in body else None


def _page(request: HttpRequest) -> tuple[datetime | None, str | None, int]:
    """From which moment on, after which reference, how many; raises Refused."""
    given = request.get_args(keep_blank_values=True)
    for name in given:
        if name not in ("since", "cursor", "limit"):
            raise Refused(400, "bad_request", f"{_shown(name)}: not known here")
        if len(given.getlist(name, [])) > 1:
            raise Refused(400, "bad_request", f"{name}: given more than once")
    limit = given.get("limit", str(_LIMIT))
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:5]) <= _HIGHEST_LIMIT):
        raise Refused(400, "bad_request", f"limit: expected 1 to {_HIGHEST_LIMIT}")
    since, after = _begin(given.get("since")), None
    if given.get("cursor") is not None:
        found = _CURSOR.fullmatch(given["cursor"][0])
        if not found:
            raise Refused(400, "bad_request", "cursor: expected one that was given as next")
        since, after = _EPOCH + int(found[1]) * _MICROSECOND, found[2]
    return since, after, int(limit)


def _shown(name: str) -> str:
    return name[:40].encode("ascii", "replace").decode()


def _begin(day: str | None) -> datetime | None:
    if day is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), timezone.utc)
    except ValueError as error:
        raise Refused(400, "bad_request", "since: expected a day such as 2026-11-22") from error


def _cursor(case: Case) -> str:
    moment = case.updated_at or _EPOCH
    return f"{(moment - _EPOCH) // _MICROSECOND}.{case.reference}"
