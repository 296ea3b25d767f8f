"""Reading the list of open conversations, in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from guido.clock import utc_now
from guido.handoff.lists import store
from guido.handoff.lists.model import Lines
from guido.handoff.model import Agent, Escalation, State
from guido.handoff.service import Handoff
from guido.handoff.teams import Clock, Team, Teams, clocks
from guido.handoff.teams.routing import Candidate, route
from guido.storage import Transaction


class Lists:
    """Open conversations with all that their lines show."""

    def __init__(
        self, handoff: Handoff, teams: Teams, now: Callable[[], datetime] = utc_now
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
            members=_asked(teams, members, escalations, now),
            last=store.last_words(tx), written=store.written_to_agents(tx),
            watchers=store.watchers_of_open(tx), mentions=store.unseen_mentions(tx))


def _asked(
    teams: Mapping[int, Team], members: Mapping[int, list[Agent]], escalations: list[Escalation],
    now: datetime,
) -> dict[int, frozenset[int]]:
    """The members of each team that has any, and of the one that helps out at this moment.

    Those who wait may have asked for a person when there was still somebody of their team.
    """
    loads = Counter(each.agent.id for each in escalations
                    if each.agent and each.state is State.ASSIGNED)
    candidates = {team_id: [Candidate(agent, loads[agent.id], None) for agent in agents]
                  for team_id, agents in members.items()}
    asked = {}
    for team_id, agents in members.items():
        reached = route(list(teams.values()), candidates, None, None, None, now, team_id).team
        helping = members.get(reached.id, []) if reached else []
        asked[team_id] = frozenset(agent.id for agent in [*agents, *helping])
    return asked


def _clocks(escalation: Escalation, team: Team, now: datetime) -> tuple[Clock, ...]:
    return clocks(team, escalation.created_at, escalation.first_answer_at,
                  escalation.awaiting_since, escalation.ended_at, now)
