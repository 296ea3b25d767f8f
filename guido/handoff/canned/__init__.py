"""Canned replies: texts that agents use again and again, shared or their own."""

from guido.handoff.canned.content import CANNED, read_canned
from guido.handoff.canned.model import VARIABLES, CannedDraft, CannedReply, filled
from guido.handoff.canned.service import Canned

__all__ = [
    "CANNED", "VARIABLES", "Canned", "CannedDraft", "CannedReply", "filled", "read_canned",
]
