"""`guido prepare`: check the content, bring the database up to date, fill what is empty."""

from __future__ import annotations

import argparse

from guido.catalogue import Catalogue
from guido.catalogue.life_events import LifeEvents
from guido.catalogue.search import load_stop_words
from guido.catalogue.sheets.service import EVERYDAY_WORDS, read_everyday_words
from guido.cli import demonstration
from guido.french.replies import Replies
from guido.french.texts import Texts
from guido.handoff.canned import CANNED, Canned, read_canned
from guido.handoff.partners import read_partners
from guido.handoff.rules import read_rules
from guido.handoff.teams import TEAMS, Teams, read_teams
from guido.notifications import NOTIFICATIONS, read_quiet_times
from guido.organisation import load_organisation
from guido.procedures.reader import read_all as read_procedures
from guido.relay.booking import read_own_kinds
from guido.settings import Settings, load_settings
from guido.storage import Database
from guido.storage.migrate import migrate


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `prepare`."""
    parser = commands.add_parser(
        "prepare", help="prepare the database; `guido serve` does it by itself",
        description="Check the content, bring the database to the newest schema, and make the "
                    "first teams and shared replies (data/handoff.yml) where there are none. For "
                    "installations that start parts alone with `guido serve --only`.")
    parser.set_defaults(run=run)


def run(_options: argparse.Namespace) -> None:
    """Prepare; prints the password of a demonstration agent that was made up."""
    settings = load_settings()
    check_content(settings)
    filled = prepare_data(settings)
    if filled.agent_password:
        print(f"Demonstration agent: {demonstration.AGENT_LOGIN} / {filled.agent_password}")


def check_content(settings: Settings) -> None:
    """Read what the parts will read, so that a mistake is told now and not to a citizen."""
    data = settings.data_dir
    catalogue = Catalogue(data / "catalogue")
    LifeEvents(data / "life_events")
    load_stop_words(data / "search" / "stop_words.yml")
    read_everyday_words(data / EVERYDAY_WORDS)
    read_teams(data / TEAMS, {service.theme for service in catalogue.services()})
    read_canned(data / CANNED)
    read_partners(data / TEAMS)
    read_rules(data / TEAMS)
    read_quiet_times(data / NOTIFICATIONS)
    read_own_kinds(data)
    read_procedures(data)
    Texts.load(data / "messages.yml")
    Replies.load(data / "replies.yml", load_organisation(data / "organisation.yml").values())


def prepare_data(settings: Settings) -> demonstration.Filled:
    """The newest schema, the first teams and replies, and what the demonstration needs."""
    if not settings.secret and not (settings.var_dir / "secret").exists():
        print(f"No GUIDO_SECRET is set: one was made up and is kept in {settings.var_dir}/secret.")
    database = Database(settings.resolved_database_url)
    try:
        print("Preparing the database …", flush=True)
        migrate(database)
        database.run(Teams().seed, settings.data_dir / TEAMS)
        database.run(Canned().seed, settings.data_dir / CANNED)
        if settings.is_demonstration:
            return demonstration.fill(settings, database)
        return demonstration.Filled(None, None)
    finally:
        database.close()
