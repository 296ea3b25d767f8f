"""Documents that citizens get: made as PDF, kept for some days, fetched by their owner only."""

from guido.documents.model import Document, Note, Paper, Result, Row, Section, Table
from guido.documents.service import Documents

__all__ = ["Document", "Documents", "Note", "Paper", "Result", "Row", "Section", "Table"]
