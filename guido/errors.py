"""Errors that Guido raises; messages are in English, for operators and developers."""

from collections.abc import Mapping


class GuidoError(Exception):
    """Base of all errors raised on purpose."""


class SettingsError(GuidoError):
    """A setting is missing or has a value that cannot be used."""


class ContentError(GuidoError):
    """A content file is missing, malformed or inconsistent; the message names file and place."""


class PackingError(GuidoError):
    """A module of the widget cannot be packed; the message names it and the line."""


class StorageError(GuidoError):
    """The database cannot be opened, migrated or written."""


class StartError(GuidoError):
    """The service cannot start; the message is one sentence that says what to do."""


class AssistantUnavailable(GuidoError):
    """The assistant raised, said nothing or took too long."""


class ConversationNotFound(GuidoError):
    """No conversation with this identifier, or the caller may not see it."""


class MessageRefused(GuidoError):
    """A message breaks a limit; `reason` names the text to show (see data/messages.yml)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SlotTaken(GuidoError):
    """The slot was given to somebody else, or is given to nobody."""


class TooManyAppointments(GuidoError):
    """The conversation has as many appointments to come as one may have."""


class AppointmentNotFound(GuidoError):
    """No appointment to come of this case, or the caller may not see it."""


class BenefitsUnavailable(GuidoError):
    """What computes benefits is not installed, doesn't answer, or answers something else."""


class FormNotFound(GuidoError):
    """No form with this identifier in this conversation."""


class ProcedureNotFound(GuidoError):
    """No guided procedure with this name."""


class FileNotKnown(GuidoError):
    """No file with this identifier, or the caller may not read it."""


class DocumentError(GuidoError):
    """A document cannot be made, or a form's PDF cannot be filled in."""


class DocumentNotFound(GuidoError):
    """No document with this identifier or token, or it is somebody else's."""


class DocumentExpired(GuidoError):
    """A document was kept until a day that is over."""


class AgentNotFound(GuidoError):
    """No agent with this login or identifier."""


class AccountRefused(GuidoError):
    """A change of an account breaks a rule; `reason` names the text (see data/messages.yml)."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class IdentityRefused(GuidoError):
    """An identity provider gave no answer, or one that cannot be trusted."""


class IdentityCancelled(GuidoError):
    """A person did not sign in at the identity provider."""


class NotAllowed(GuidoError):
    """An agent's role does not let them do this."""


class FieldsRefused(GuidoError):
    """A form cannot be taken; `reasons` names for each field the text (data/messages.yml)."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {reason}" for field, reason in reasons.items()))
        self.reasons = reasons


class TeamNotFound(GuidoError):
    """No team with this identifier."""


class NoticeNotFound(GuidoError):
    """No notice with this identifier."""


class TeamInUse(GuidoError):
    """A team cannot be deleted while conversations wait for it or are held; their `number`."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} conversations")
        self.number = number


class CannedReplyNotFound(GuidoError):
    """No canned reply with this identifier that the agent may change."""


class AgentUnavailable(GuidoError):
    """A conversation cannot be given to this account: it is unknown or not active."""


class ScheduledNotFound(GuidoError):
    """No scheduled message with this identifier that the agent may still cancel."""


class PartnerUnavailable(GuidoError):
    """A conversation cannot be forwarded now; `reason` names the text (data/messages.yml)."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class HandoffRefused(GuidoError):
    """What another institution passes on cannot be taken; the message says what is wrong."""


class CaseNotFound(GuidoError):
    """No case with this reference."""


class CaseRefused(GuidoError):
    """A case cannot be changed so; the message says why."""


class KeyRefused(GuidoError):
    """A key for other systems cannot be made or used so; the message says why."""


class KeyReused(GuidoError):
    """An idempotency key came again with another request."""


class NotHolder(GuidoError):
    """An agent writes to, or ends, a conversation that they do not hold."""


class AlreadyTaken(GuidoError):
    """Somebody else took the conversation first; `holder` is their display name."""

    def __init__(self, holder: str | None) -> None:
        super().__init__("already taken")
        self.holder = holder
