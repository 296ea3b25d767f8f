"""Requests filed by citizens: their reference, their timeline, and who may see it."""

from guido.cases.model import (
    Case,
    CaseState,
    Filed,
    Found,
    Locked,
    Lookup,
    NotMatching,
    Request,
    Status,
)
from guido.cases.reference import Reading, locate_references, read_code, read_reference
from guido.cases.service import Cases

__all__ = [
    "Case", "CaseState", "Cases", "Filed", "Found", "Locked", "Lookup", "NotMatching", "Reading",
    "Request", "Status", "locate_references", "read_code", "read_reference",
]
