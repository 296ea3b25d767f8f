"""What every server process does besides answering: making its runtime, and its standing tasks."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable

from sanic import Blueprint, Sanic

from guido.api_keys import Idempotency
from guido.cases import Cases
from guido.errors import StorageError
from guido.experience import Experience
from guido.relay.model import Assistant
from guido.relay.runtime import Runtime, build_runtime
from guido.settings import load_settings
from guido.storage import Transaction

_PURGE_SECONDS = 3600.0
_log = logging.getLogger(__name__)


def attach(
    door: Sanic | Blueprint, assistant: Callable[[Sanic], Assistant] | None = None
) -> None:
    """Have the server make its runtime at start, as `app.ctx.guido`; several doors may ask.

    `assistant` makes the assistant of the server; the first door that asks decides.
    """
    async def start(app: Sanic, _loop: object) -> None:
        if not hasattr(app.ctx, "guido"):
            app.ctx.guido = build_runtime(
                load_settings(), assistant(app) if assistant else None)

    door.listener("before_server_start")(start)
    door.listener("after_server_start")(_work)
    door.listener("before_server_stop")(_stop)


async def _work(app: Sanic, _loop: object) -> None:
    if not hasattr(app.ctx, "guido_tasks"):
        # What was loaded at start stays: looking through all of a model for what can be freed
        # stops the process for some hundred milliseconds each time.
        gc.collect()
        gc.freeze()
        app.ctx.guido_tasks = [
            asyncio.create_task(app.ctx.guido.bus.run()),
            asyncio.create_task(app.ctx.guido.relay.resume()),
            asyncio.create_task(app.ctx.guido.keeper.run()),
            asyncio.create_task(app.ctx.guido.notifier.run()),
            asyncio.create_task(_purge(app.ctx.guido)),
        ]
        # Read in a second or two, which the first who names a commune need not wait for.
        asyncio.get_running_loop().run_in_executor(None, app.ctx.guido.hearing.prepare)


async def _stop(app: Sanic, _loop: object) -> None:
    for task in app.ctx.guido_tasks:
        task.cancel()
    app.ctx.guido_tasks = []


def delete_idle(tx: Transaction, runtime: Runtime) -> int:
    """The number of conversations deleted; what was said of them is forgotten with them.

    Those in which a citizen is still to be told something are kept until then.
    """
    deleted = runtime.conversations.delete_idle(
        tx, runtime.organisation.retention_days, runtime.notifications.promised(tx))
    Experience().forget_deleted(tx)
    runtime.cases.forget_deleted(tx)
    runtime.notifications.forget_old(tx)
    runtime.procedures.forget_old(tx)
    Idempotency(runtime.settings.secret_key()).forget_old(tx)
    runtime.documents.empty_expired(tx)
    return deleted


async def _purge(runtime: Runtime) -> None:
    """Delete conversations after the days that the administration promises. Runs on."""
    while True:
        try:
            deleted = await runtime.database.run_async(delete_idle, runtime)
            await runtime.database.run_async(Cases(b"").forget_old_failures)
            runtime.database.scrub()
            _log.info("%d idle conversations deleted", deleted)
        except StorageError:
            _log.exception("deleting idle conversations failed and is tried again")
        await asyncio.sleep(_PURGE_SECONDS)
