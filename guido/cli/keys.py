"""`guido keys`: keys with which other systems use the API."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from guido.api_keys import ApiKeys, Scope
from guido.settings import load_settings
from guido.storage import Database
from guido.storage.migrate import migrate

_SCOPES = [scope.value for scope in Scope]


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `keys`."""
    parser = commands.add_parser("keys", help="keys with which other systems use the API")
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="make a key and print it; it is not shown again")
    add.add_argument("name", help="the system that uses it")
    add.add_argument("--scope", action="append", required=True, choices=_SCOPES,
                     help="what it may do; can be given several times")
    add.set_defaults(run=_with_database(_add))
    listed = actions.add_parser("list", help="list the keys: name, scopes, state, last use")
    listed.set_defaults(run=_with_database(_list))
    revoke = actions.add_parser("revoke", help="end a key for ever")
    revoke.add_argument("name", help="the name with which it was made")
    revoke.set_defaults(run=_with_database(_revoke))


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
    print(database.run(ApiKeys().add, options.name, {Scope(each) for each in options.scope}))


def _list(_options: argparse.Namespace, database: Database) -> None:
    for key in database.run(ApiKeys().all):
        scopes = ",".join(sorted(scope.value for scope in key.scopes))
        state = "revoked" if key.revoked_at else "valid"
        used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
        print(key.name, scopes, state, used, sep="\t")


def _revoke(options: argparse.Namespace, database: Database) -> None:
    database.run(ApiKeys().revoke, options.name)
