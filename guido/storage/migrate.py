"""Bring the database to the newest schema with Alembic, at start."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from guido.errors import StorageError
from guido.storage.database import Database

_SCRIPTS = Path(__file__).parent / "migrations"

_LOCK = 0x67756964  # any number that nobody else uses in this database


def migrate(database: Database) -> None:
    """Run the migrations that are missing; raises StorageError if one fails."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        with database.transaction() as connection:
            if not database.is_embedded:  # of several processes that start at once one migrates
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (SQLAlchemyError, StorageError, CommandError, OSError) as error:
        raise StorageError(f"The database cannot be migrated: {error}") from error
