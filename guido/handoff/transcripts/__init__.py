"""Ended conversations, and searching in what was written."""

from guido.handoff.transcripts.model import Excerpt, Filters, Found
from guido.handoff.transcripts.service import Transcripts

__all__ = ["Excerpt", "Filters", "Found", "Transcripts"]
