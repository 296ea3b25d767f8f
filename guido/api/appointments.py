"""An appointment as a file for calendars, behind an address that only its owner is given."""

from __future__ import annotations

from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from guido.errors import AppointmentNotFound
from guido.relay.runtime import Runtime
from guido.web import SECURITY_HEADERS

_HEADERS = {**SECURITY_HEADERS, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
            "Content-Disposition": 'attachment; filename="rendez-vous.ics"'}

blueprint = Blueprint("guido_appointments", url_prefix="/rendez-vous")


@blueprint.get("/<reference:str>/<name:str>")
async def calendar(request: Request, reference: str, name: str) -> HTTPResponse:
    """The appointment as it is now: moved and cancelled ones change in the calendar, too."""
    runtime: Runtime = request.app.ctx.guido
    try:
        appointment = await runtime.database.read_async(
            runtime.booking.appointments.by_key, reference, name.removesuffix(".ics"))
    except AppointmentNotFound as error:
        raise NotFound("no such appointment") from error
    return raw(runtime.booking.calendar(appointment), headers=_HEADERS,
               content_type="text/calendar; charset=utf-8")
