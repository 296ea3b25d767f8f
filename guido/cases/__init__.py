"""Requests filed by citizens: their reference, their timeline, and who may see it."""

from guido.cases.model import Case, CaseState, Found, Locked, Lookup, NotMatching, Status
from guido.cases.reference import Reading, locate_references, read_reference
from guido.cases.service import Cases

__all__ = [
    "Case", "CaseState", "Cases", "Found", "Locked", "Lookup", "NotMatching", "Reading",
    "Status", "locate_references", "read_reference",
]
