"""What a finished procedure needs of other subjects: a case, papers, and how news are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from guido.procedures.drafts import Draft
from guido.procedures.model import Answers, Procedure, Question
from guido.relay.model import Reply
from guido.storage import Transaction


@dataclass(frozen=True)
class Finished:
    """A procedure whose answers are right and agreed to."""

    draft_id: str
    conversation_id: str
    procedure: Procedure
    answers: Answers
    day: date


@dataclass(frozen=True)
class FiledCase:
    """The case that a procedure has become; `code` follows it where there is no date of birth."""

    reference: str
    expected_on: date | None = None
    code: str | None = None


@dataclass(frozen=True)
class Paper:
    """A document for the citizen, by a link that expires."""

    title: str
    url: str
    size: int
    expires: date


class Filing(Protocol):
    """Makes a case of a finished procedure."""

    def file(self, tx: Transaction, finished: Finished) -> FiledCase:
        """The new case."""


class Papers(Protocol):
    """Makes the documents of a finished procedure."""

    def make(
        self, tx: Transaction, finished: Finished, case: FiledCase | None
    ) -> Sequence[Paper]:
        """The documents, none if the procedure has none."""


class News(Protocol):
    """Tells the citizen what happens with a case, where they agreed to it."""

    has_mail: bool  # whether e-mails can be sent at all

    def agree(
        self, tx: Transaction, conversation_id: str, way: str, reference: str | None,
        address: str | None = None,
    ) -> None:
        """Tell news of a case: in the conversation (`here`), by `email`, or not.

        Without a reference it is what was filed last there.
        """

    def plan(self, tx: Transaction, finished: Finished, case: FiledCase) -> None:
        """Plan the reminders that the procedure promises."""


class Letters(Protocol):
    """Sends the code of what was left, where e-mails can be sent at all."""

    def send_code(
        self, tx: Transaction, conversation_id: str, address: str, code: str, title: str,
        until: date,
    ) -> bool:
        """Send it at once; False if no more letters are written for the conversation."""


class Files(Protocol):
    """Keeps the files that were sent in procedures."""

    def move_file(self, tx: Transaction, file_id: str, conversation_id: str) -> None:
        """Have a file follow its draft into another conversation."""


class Slots(Protocol):
    """Offers appointments, and keeps the one that is chosen until the procedure is filed."""

    def offered(
        self, tx: Transaction, question: Question, answers: Answers, text: str = ""
    ) -> Sequence[tuple[str, dict[str, Any]]]:
        """The free ones, each in words and as an answer; those that a text names, if any."""

    def take(self, tx: Transaction, conversation_id: str, value: dict[str, Any]) -> bool:
        """Keep one for the conversation; False if somebody else has it."""


class Estimates(Protocol):
    """What a provider computes of a procedure's answers."""

    def serves(self, procedure: Procedure) -> bool:
        """Whether what a procedure needs is there; most need nothing."""

    async def prepare(self, conversation_id: str) -> None:
        """Have an estimate ready, if the conversation's procedure is about to need one."""

    def reply(self, draft: Draft) -> Reply:
        """The estimate of a draft, or that there is none."""

    def unavailable(self) -> Reply:
        """It cannot be computed here."""


@dataclass(frozen=True)
class Ports:
    """What there is of it; without a case or papers the procedure ends with its summary.

    `case_answers` gives what was answered in a case, by its reference, as JSON has it.
    """

    filing: Filing | None = None
    papers: Papers | None = None
    news: News | None = None
    letters: Letters | None = None
    files: Files | None = None
    slots: Slots | None = None
    estimates: Estimates | None = None
    case_answers: Callable[[Transaction, str], Mapping[str, Any] | None] | None = None
