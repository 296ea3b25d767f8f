"""Plumbing: the database, its migrations and the table registry."""

from guido.storage.database import Database, Transaction, metadata

__all__ = ["Database", "Transaction", "metadata"]
