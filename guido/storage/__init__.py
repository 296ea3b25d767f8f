"""Plumbing: the database, its migrations and the table registry."""

from guido.storage.database import Database, Transaction, insert_new, metadata

__all__ = ["Database", "Transaction", "insert_new", "metadata"]
