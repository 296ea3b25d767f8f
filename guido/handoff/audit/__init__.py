"""What agents did to conversations and accounts; the log is only added to."""

from guido.handoff.audit.model import Entry
from guido.handoff.audit.service import Audit

__all__ = ["Audit", "Entry"]
