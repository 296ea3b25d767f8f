"""`POST /api/v1/handoffs`: another Guido passes a conversation on, as openapi.yml describes it."""

from __future__ import annotations

import hmac

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.errors import HandoffRefused
from guido.relay.runtime import Runtime
from guido.relay.topics import QUEUE_TOPIC
from guido.web import json_object

blueprint = Blueprint("guido_handoffs", url_prefix="/api/v1")


@blueprint.post("/handoffs")
async def handoffs(request: Request) -> HTTPResponse:
    """201 with the address at which the citizen goes on; 200 if it was passed on before."""
    runtime: Runtime = request.app.ctx.guido
    partner = _partner(request, runtime)
    if partner is None:
        return json({"error": "unauthorised", "message": "no token of a partner"}, status=401,
                    headers={"WWW-Authenticate": "Bearer"})
    try:
        token, is_new = await runtime.database.run_async(
            runtime.incoming.take_in, partner, json_object(request))
    except HandoffRefused as refusal:
        return json({"error": "bad_request", "message": str(refusal)}, status=400)
    runtime.bus.publish(QUEUE_TOPIC)
    # Behind the number sign: browsers keep it to themselves, no server writes it down.
    return json({"url": f"{runtime.settings.origin}/#continue={token}"},
                status=201 if is_new else 200, headers={"Cache-Control": "no-store"})


def _partner(request: Request, runtime: Runtime) -> str | None:
    """The name of the partner whose token the request carries."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    return next((name for name, token in runtime.settings.partners.items() if hmac.compare_digest(
        given.encode("utf-8", "replace"), token.encode("utf-8", "replace"))), None)
