"""What finishes procedures on this server: cases, documents, news."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from guido.cases import Cases
from guido.french.texts import Texts
from guido.notifications import Notifications, QuietTimes
from guido.procedures.engine import Engine
from guido.procedures.formats import Writer
from guido.procedures.service import Procedures
from guido.relay.casework import Casework
from guido.relay.news import ProcedureFiling, ProcedureNews
from guido.relay.procedure_letters import CodeLetters
from guido.relay.procedure_ports import Finished, Papers, Ports
from guido.storage import Transaction


def finishing(
    procedures: Procedures, cases: Cases, casework: Casework, notifications: Notifications,
    quiet: Callable[[], QuietTimes], papers: Papers, texts: Texts,
    has_mail: bool = False,
) -> Ports:
    """The ports of the dialogue on the subjects that there are."""
    writer = Writer(texts)

    def fill(text: str, finished: Finished) -> str:
        return writer.fill(
            Engine(finished.procedure, finished.day), finished.answers, text)

    def answers(tx: Transaction, reference: str) -> Mapping[str, Any] | None:
        case = cases.get(tx, reference)
        return case.answers if case else None

    news = ProcedureNews(
        cases, notifications, quiet, texts, fill, procedures.library.get,
        has_mail=has_mail)
    letters = CodeLetters(notifications, texts) if has_mail else None
    return Ports(ProcedureFiling(casework), papers, news, letters, case_answers=answers)
