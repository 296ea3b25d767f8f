"""Everything that the doors of one server process share, made when the server starts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sanic import Blueprint, Sanic

from guido.bus import Bus, open_bus
from guido.cases import Cases
from guido.catalogue import Catalogue
from guido.catalogue.life_events import LifeEvents
from guido.catalogue.search import Search, open_search
from guido.conversations import Conversations
from guido.errors import StorageError
from guido.french.texts import Texts
from guido.handoff import Agents, Handoff
from guido.handoff.audit import Audit
from guido.handoff.watchers import Watchers
from guido.organisation import Organisation, load_organisation
from guido.relay.desk import Desk
from guido.relay.model import Assistant
from guido.relay.service import Relay
from guido.settings import Settings, load_settings
from guido.storage import Database
from guido.storage.migrate import migrate

_PURGE_SECONDS = 3600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Runtime:
    """The subjects, the relay and the settings of a server process."""

    settings: Settings
    organisation: Organisation
    database: Database
    bus: Bus
    texts: Texts
    catalogue: Catalogue
    life_events: LifeEvents
    search: Search
    conversations: Conversations
    handoff: Handoff
    agents: Agents
    audit: Audit
    watchers: Watchers
    relay: Relay
    desk: Desk


def build_runtime(settings: Settings, assistant: Assistant | None) -> Runtime:
    """Open the database, bring it to the newest schema, and put the parts together.

    Without an assistant the process serves agents and citizens who wait for or talk to one.
    """
    database = Database(settings.resolved_database_url)
    migrate(database)
    texts = Texts.load(settings.data_dir / "messages.yml")
    bus = open_bus(settings.redis_url)
    catalogue, _, search = open_search(settings, database)
    conversations = Conversations(settings.secret_key())
    if database.is_embedded and assistant is not None:
        database.run(conversations.release_all)
    handoff = Handoff(conversations)
    relay = Relay(database, bus, conversations, handoff, assistant, texts, settings.patience)
    return Runtime(
        settings=settings,
        organisation=load_organisation(settings.data_dir / "organisation.yml"),
        database=database, bus=bus, texts=texts, catalogue=catalogue,
        life_events=LifeEvents(settings.data_dir / "life_events"), search=search,
        conversations=conversations,
        handoff=handoff, agents=Agents(), audit=Audit(),
        watchers=Watchers(conversations), relay=relay,
        desk=Desk(database, bus, conversations, handoff, texts),
    )


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
        app.ctx.guido_tasks = [
            asyncio.create_task(app.ctx.guido.bus.run()),
            asyncio.create_task(app.ctx.guido.relay.resume()),
            asyncio.create_task(_purge(app.ctx.guido)),
        ]


async def _stop(app: Sanic, _loop: object) -> None:
    for task in app.ctx.guido_tasks:
        task.cancel()
    app.ctx.guido_tasks = []


async def _purge(runtime: Runtime) -> None:
    """Delete conversations after the days that the administration promises. Runs on."""
    while True:
        try:
            deleted = await runtime.database.run_async(
                runtime.conversations.delete_idle, runtime.organisation.retention_days)
            await runtime.database.run_async(Cases(b"").forget_old_failures)
            runtime.database.scrub()
            _log.info("%d idle conversations deleted", deleted)
        except StorageError:
            _log.exception("deleting idle conversations failed and is tried again")
        await asyncio.sleep(_PURGE_SECONDS)
