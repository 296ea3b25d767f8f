"""Whether the server lives and is ready, and its figures for Prometheus."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from guido.errors import StorageError
from guido.relay.metrics import WAITING
from guido.relay.runtime import Runtime

blueprint = Blueprint("guido_health")


@blueprint.get("/health/live")
async def live(_request: Request) -> HTTPResponse:
    """200 as long as the process answers."""
    return json({"status": "ok"})


@blueprint.get("/health/ready")
async def ready(request: Request) -> HTTPResponse:
    """200 if the database and, where an assistant runs, its model are there; 503 otherwise."""
    runtime: Runtime = request.app.ctx.guido
    state = {"database": "ok"}
    if runtime.relay.has_assistant:
        agent = getattr(request.app.ctx, "agent", None)
        state["model"] = "ok" if agent is not None and agent.is_ready() else "missing"
    try:
        await runtime.database.read_async(runtime.handoff.queue)
    except StorageError:
        state["database"] = "failing"
    return json(state, status=200 if set(state.values()) == {"ok"} else 503)


@blueprint.get("/metrics")
async def metrics(request: Request) -> HTTPResponse:
    """Counters and timings of this process."""
    runtime: Runtime = request.app.ctx.guido
    queue = await runtime.database.read_async(runtime.handoff.queue)
    WAITING.set(sum(escalation.state.value == "waiting" for escalation in queue))
    return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)
