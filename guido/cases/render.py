"""A case as a reply: the timeline as text, and as data (`type: case`)."""

from __future__ import annotations

from typing import Any

from guido.cases.model import Case
from guido.cases.reference import write_reference
from guido.french.dates import write_date
from guido.french.texts import Texts


def case_text(case: Case, service_title: str, texts: Texts) -> str:
    """Reference and service, the dated statuses from the oldest, and what comes next."""
    lines = [texts("case.title", reference=write_reference(case.reference), service=service_title)]
    lines.extend(
        texts("case.status", day=write_date(s.on_day), label=texts(f"case.states.{s.state.value}"))
        for s in case.statuses)
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
             "date": s.on_day.isoformat()}
            for s in case.statuses
        ],
        "next": _next(case, texts),
    }


def _next(case: Case, texts: Texts) -> str:
    return texts(f"case.nexts.{case.current.state.value}")
