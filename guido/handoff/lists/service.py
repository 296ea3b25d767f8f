"""Reading the list of open conversations, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from guido.handoff.lists import store
from guido.handoff.lists.model import Lines
from guido.handoff.model import Escalation
from guido.handoff.service import Handoff
from guido.handoff.teams import Clock, Team, Teams, clocks
from guido.storage import Transaction


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Lists:
    """Open conversations with all that their lines show."""

    def __init__(
        self, handoff: Handoff, teams: Teams, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._handoff = handoff
        self._teams = teams
        self._now = now

    def open(self, tx: Transaction) -> Lines:
        """All open conversations; a few queries, however many there are."""
        now = self._now()
        escalations = self._handoff.queue(tx)
        teams = {team.id: team for team in self._teams.all(tx)}
        members = self._teams.all_members(tx)
        return Lines(
            now=now, escalations=escalations, teams=teams,
            clocks={each.id: _clocks(each, teams[each.team_id], now)
                    for each in escalations if each.team_id in teams},
            members={team_id: frozenset(agent.id for agent in agents)
                     for team_id, agents in members.items()},
            last=store.last_words(tx), written=store.written_to_agents(tx),
            watchers=store.watchers_of_open(tx), mentions=store.unseen_mentions(tx))


def _clocks(escalation: Escalation, team: Team, now: datetime) -> tuple[Clock, ...]:
    return clocks(team, escalation.created_at, escalation.first_answer_at,
                  escalation.awaiting_since, escalation.ended_at, now)
