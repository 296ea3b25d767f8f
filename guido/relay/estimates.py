"""What a procedure's provider computes from its answers: asked before the turn goes on, then said.

The provider takes seconds, and no transaction waits for it: `prepare` asks it, and the dialogue
finds the answer here. It is kept in this process only, and only until it is said.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from guido.benefits import Benefits, Estimate
from guido.benefits.model import PROVIDER
from guido.clock import utc_now
from guido.errors import BenefitsUnavailable
from guido.french.dates import MONTHS, write_date
from guido.french.texts import Texts
from guido.procedures.drafts import Draft
from guido.procedures.formats import write_number
from guido.procedures.model import Procedure
from guido.procedures.service import Procedures
from guido.procedures.steps import Summary
from guido.relay.model import Reply
from guido.relay.procedure_commands import KIND
from guido.storage import Database, Transaction

SIMULATOR = "https://www.mesdroitssociaux.gouv.fr/"
_MOST_KEPT = 100
_log = logging.getLogger(__name__)


class Estimates:
    """The estimates of one process."""

    def __init__(
        self, database: Database, procedures: Procedures, benefits: Benefits, texts: Texts,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._procedures = procedures
        self._benefits = benefits
        self._texts = texts
        self._now = now
        self._made: dict[str, Estimate] = {}

    def serves(self, procedure: Procedure) -> bool:
        """Whether what a procedure needs is there; most need nothing."""
        return not procedure.provider or (
            procedure.provider == PROVIDER and self._benefits.is_installed)

    async def prepare(self, conversation_id: str) -> None:
        """Have the estimate ready, if the conversation's procedure is about to need one."""
        draft = await self._database.read_async(self._about_to_end, conversation_id)
        if not draft:
            return
        self._made.pop(draft.id, None)
        try:
            estimate = await self._benefits.estimate(draft.answers, self._today())
        except BenefitsUnavailable:
            _log.exception("no estimate", extra={"conversation": conversation_id})
            return
        if len(self._made) >= _MOST_KEPT:  # of those who never asked for it
            self._made.pop(next(iter(self._made)))
        self._made[draft.id] = estimate

    def reply(self, draft: Draft) -> Reply:
        """The estimate of a draft in words and as data; or that there is none, and where to go."""
        estimate = self._made.pop(draft.id, None)
        return self._say(estimate) if estimate else self.unavailable()

    def unavailable(self) -> Reply:
        """It cannot be computed here; the official simulator can."""
        return Reply(self._texts("benefits.unavailable", url=SIMULATOR), custom={
            "type": KIND, "step": "cancelled", "links": [self._simulator()]})

    def _say(self, estimate: Estimate) -> Reply:
        month = f"{MONTHS[estimate.month.month - 1]} {estimate.month.year}"
        note = self._texts("benefits.note", version=estimate.version)
        lines = [self._texts(
            "benefits.line" if amount else "benefits.nothing", label=self._texts(
                f"benefits.{name}"), amount=write_number(amount),
            since=write_date(estimate.since[name])) for name, amount in estimate.amounts.items()]
        text = "\n\n".join((
            self._texts("benefits.title", month=month), "\n".join(lines), note,
            self._texts("benefits.ask")))
        return Reply(text, custom={
            "type": KIND, "step": "done", "computed": [
                self._computed(estimate, name) for name in estimate.amounts],
            "links": [self._simulator()]})

    def _computed(self, estimate: Estimate, name: str) -> dict[str, Any]:
        amount = estimate.amounts[name]
        return {
            "label": self._texts(f"benefits.{name}"),
            "value": self._texts(f"benefits.{'amount' if amount else 'no_amount'}",
                                 amount=write_number(amount)),
            "how": self._texts("benefits.how", since=write_date(estimate.since[name]))}

    def _simulator(self) -> dict[str, str]:
        return {"label": self._texts("benefits.simulator"), "url": SIMULATOR}

    def _about_to_end(self, tx: Transaction, conversation_id: str) -> Draft | None:
        draft = self._procedures.active(tx, conversation_id)
        if not draft:
            return None
        engine = self._procedures.engine(draft.procedure, self._today())
        is_needed = engine.procedure.provider and self.serves(engine.procedure)
        return draft if is_needed and isinstance(engine.next(draft.answers), Summary) else None

    def _today(self) -> date:
        return self._now().astimezone().date()
