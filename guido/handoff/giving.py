"""Giving those who wait for a team that gives its conversations to the agents who have room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from guido.conversations import Conversations
from guido.handoff import store
from guido.handoff.model import Escalation, State
from guido.handoff.teams import Teams
from guido.storage import Transaction

if TYPE_CHECKING:  # it has one of these
    from guido.handoff.service import Handoff


class Giving:
    """Each call runs in the caller's transaction. Who has left a message is not given."""

    def __init__(
        self, conversations: Conversations, teams: Teams, handoff: Handoff,
        now: Callable[[], datetime],
    ) -> None:
        self._conversations = conversations
        self._teams = teams
        self._handoff = handoff
        self._now = now

    def due(self, tx: Transaction) -> list[Escalation]:
        """Those who wait while their team has somebody to give them to, the first first."""
        found: dict[int, bool] = {}
        waiting = [each for each in store.all_open(tx) if each.team_id and _waits(each)]
        for team_id in {each.team_id for each in waiting}:
            route = self._teams.route(tx, team_id=team_id, now=self._now())
            found[team_id] = route.gives_to is not None
        return [each for each in waiting if found[each.team_id]]

    def give(
        self, tx: Transaction, conversation_id: str, not_to: int | None = None
    ) -> Escalation | None:
        """Give one that waits, but never to the agent `not_to`; None if nobody gets it."""
        self._conversations.lock(tx, conversation_id)
        found = store.open_of(tx, conversation_id)
        if not found or not _waits(found):
            return None
        agent = self._teams.receiver(tx, self._teams.route(
            tx, found.theme, found.commune, store.last_agent(tx, conversation_id), self._now(),
            found.team_id, not_to))
        return self._handoff.take(tx, conversation_id, agent) if agent else None


def _waits(escalation: Escalation) -> bool:
    return escalation.state is State.WAITING and not escalation.has_left_message
