"""`guido agents`: accounts of the console."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable

from guido.handoff import Agents, Role
from guido.settings import load_settings
from guido.storage import Database
from guido.storage.migrate import migrate

_ROLES = [role.value for role in Role]


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `agents`."""
    parser = commands.add_parser("agents", help="accounts of the agents' console")
    actions = parser.add_subparsers(dest="action", required=True)

    def action(
        name: str, work: Callable[[argparse.Namespace, Database], None], description: str
    ) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=description)
        made.set_defaults(run=_with_database(work))
        if name != "list":
            made.add_argument("login", help="what the agent signs in with")
        return made

    add = action("add", _add, "make an account and print its password")
    add.add_argument("name", help="what citizens see, for instance a first name")
    add.add_argument("--role", choices=_ROLES, default=Role.AGENT.value)
    add.add_argument("--email", default="", help="by which an identity provider names the agent")
    action("password", _password, "make up a new password and print it")
    action("list", _list, "list the accounts: login, name, role, active or not, e-mail")
    action("deactivate", _deactivate, "close an account and end its sessions")
    action("activate", _activate, "open a deactivated or locked account again")
    role = action("role", _role, "give an agent another role")
    role.add_argument("role", choices=_ROLES)


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
    database.run(Agents().add, options.login, options.name, password, Role(options.role),
                 options.email)
    print(password)


def _password(options: argparse.Namespace, database: Database) -> None:
    password = secrets.token_urlsafe(12)
    database.run(Agents().set_password, options.login, password)
    print(password)


def _list(_options: argparse.Namespace, database: Database) -> None:
    for agent in database.run(Agents().all):
        state = "active" if agent.is_active else "deactivated"
        print(agent.login, agent.name, agent.role.value, state, agent.email or "-", sep="\t")


def _deactivate(options: argparse.Namespace, database: Database) -> None:
    agents = Agents()
    with database.transaction() as tx:
        agents.deactivate(tx, agents.named(tx, options.login).id)


def _activate(options: argparse.Namespace, database: Database) -> None:
    agents = Agents()
    with database.transaction() as tx:
        agents.activate(tx, agents.named(tx, options.login).id)


def _role(options: argparse.Namespace, database: Database) -> None:
    agents = Agents()
    with database.transaction() as tx:
        agents.change(tx, agents.named(tx, options.login).id, role=Role(options.role))
