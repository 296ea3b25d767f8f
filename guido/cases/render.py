"""A case as a reply: the timeline as text, and as data (`type: case`)."""

from __future__ import annotations

from typing import Any

from guido.cases.model import Case, CaseState, Status
from guido.cases.reference import write_reference
from guido.french.dates import write_date
from guido.french.texts import Texts

# Decided, or waiting for the citizen: the day that was said doesn't hold.
_WITHOUT_DAY = (CaseState.MISSING_DOCUMENT, CaseState.ACCEPTED, CaseState.IN_PRODUCTION,
                CaseState.READY, CaseState.CLOSED, CaseState.REFUSED)


def case_text(case: Case, service_title: str, texts: Texts) -> str:
    """Reference and service, the dated statuses from the oldest, and what comes next."""
    lines = [texts("case.title", reference=write_reference(case.reference), service=service_title)]
    lines.extend(_status_line(status, texts) for status in case.statuses)
    if is_expected(case):
        lines.append(texts("case.expected", day=write_date(case.expected_on)))
    lines.append(texts("case.next", next=_next(case, texts)))
    return "\n".join(lines)


def case_custom(case: Case, service_title: str, texts: Texts) -> dict[str, Any]:
    """The same as data; the JSON Schema is in docs/schemas/case.json."""
    return {
        "type": "case",
        "reference": write_reference(case.reference),
        "service": case.service,
        "title": service_title,
        "statuses": [
            {"state": s.state.value, "label": texts(f"case.states.{s.state.value}"),
             "date": s.on_day.isoformat(), **({"note": s.note} if s.note else {})}
            for s in case.statuses
        ],
        **({"expected": case.expected_on.isoformat()} if is_expected(case) else {}),
        "next": _next(case, texts),
    }


def is_expected(case: Case) -> bool:
    """Whether it is known by when a decision comes, and that depends on nothing else."""
    return case.expected_on is not None and case.current.state not in _WITHOUT_DAY


def _status_line(status: Status, texts: Texts) -> str:
    line = texts("case.status", day=write_date(status.on_day),
                 label=texts(f"case.states.{status.state.value}"))
    return f"{line} – {status.note}" if status.note else line


def _next(case: Case, texts: Texts) -> str:
    return texts(f"case.nexts.{case.current.state.value}")
