"""`guido agents`: accounts of the console."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable

from guido.handoff import Agents
from guido.settings import load_settings
from guido.storage import Database
from guido.storage.migrate import migrate


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `agents`."""
    parser = commands.add_parser("agents", help="accounts of the agents' console")
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="make an account and print its password")
    add.add_argument("login", help="what the agent signs in with")
    add.add_argument("name", help="what citizens see, for instance a first name")
    add.set_defaults(run=_with_database(_add))
    password = actions.add_parser("password", help="make up a new password and print it")
    password.add_argument("login")
    password.set_defaults(run=_with_database(_password))
    listing = actions.add_parser("list", help="list the accounts")
    listing.set_defaults(run=_with_database(_list))


def _with_database(
    work: Callable[[argparse.Namespace, Database], None]
) -> Callable[[argparse.Namespace], None]:
    def run(options: argparse.Namespace) -> None:
        database = Database(load_settings().resolved_database_url)
        migrate(database)
        try:
            work(options, database)
        finally:
            database.close()
    return run


def _add(options: argparse.Namespace, database: Database) -> None:
    password = secrets.token_urlsafe(12)
    database.run(Agents().add, options.login, options.name, password)
    print(password)


def _password(options: argparse.Namespace, database: Database) -> None:
    password = secrets.token_urlsafe(12)
    database.run(Agents().set_password, options.login, password)
    print(password)


def _list(_options: argparse.Namespace, database: Database) -> None:
    for agent in database.run(Agents().all):
        print(f"{agent.login}\t{agent.name}")
