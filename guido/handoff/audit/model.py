"""An entry of the audit log, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

# What can be noted; data/messages.yml has the words of each below `audit`.
ACTIONS = frozenset({
    "taken", "taken_over", "given", "returned", "closed", "transferred", "reassigned", "requeued",
    "message_corrected", "message_withdrawn", "procedure_corrected", "procedure_asked_again",
    "note_added",
    "blocked", "unblocked", "marked_test", "unmarked_test", "tagged", "joined", "separated",
    "forwarded", "form_sent", "file_read", "document_read",
    "message_scheduled", "schedule_cancelled", "follow_up_set", "transcript_read",
    "presence_changed",
    "signed_in", "signed_out", "sign_in_locked", "account_added", "account_changed",
    "account_deactivated", "account_activated", "password_changed", "team_changed",
    "team_deleted", "canned_changed", "canned_deleted", "notice_changed", "notice_deleted",
})


@dataclass(frozen=True)
class Entry:
    """Who did what and when; `details` never holds what people wrote."""

    id: int
    at: datetime
    login: str
    action: str
    conversation_id: str | None
    details: dict[str, Any]
