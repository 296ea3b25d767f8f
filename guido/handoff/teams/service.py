"""Teams and their members, whom a citizen is sent to, and how long that takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from guido.clock import utc_now
from guido.errors import FieldsRefused, TeamInUse, TeamNotFound
from guido.french.normalise import fold, same
from guido.handoff.accounts.model import Agent
from guido.handoff.teams import store
from guido.handoff.teams.content import read_teams
from guido.handoff.teams.model import Team, TeamDraft
from guido.handoff.teams.routing import Route, route
from guido.handoff.teams.waits import LONGEST_AGO, MOST_PICK_UPS, estimate
from guido.storage import Transaction


class Teams:
    """Each call runs in the caller's transaction; `department` sets public holidays and clocks."""

    def __init__(self, now: Callable[[], datetime] = utc_now, department: str = "") -> None:
        self._department = department
        self._now = now

    def all(self, tx: Transaction) -> list[Team]:
        """All teams by name, whatever its accents."""
        return sorted(store.all_teams(tx, self._department), key=lambda team: fold(team.name))

    def get(self, tx: Transaction, team_id: int) -> Team:
        """A team; raises TeamNotFound."""
        found = store.find(tx, team_id, self._department)
        if not found:
            raise TeamNotFound(str(team_id))
        return found

    def add(self, tx: Transaction, draft: TeamDraft) -> Team:
        """Make a team; raises FieldsRefused if there is one of that name."""
        self._check(tx, draft, None)
        return self.get(tx, store.insert(tx, draft))

    def change(self, tx: Transaction, team_id: int, draft: TeamDraft) -> Team:
        """Change all of a team but its members; raises TeamNotFound or FieldsRefused."""
        self.get(tx, team_id)
        self._check(tx, draft, team_id)
        store.update(tx, team_id, draft)
        return self.get(tx, team_id)

    def delete(self, tx: Transaction, team_id: int) -> None:
        """Delete a team; raises TeamNotFound, or TeamInUse while it has open escalations."""
        self.get(tx, team_id)
        number = store.open_escalations(tx, team_id)
        if number:
            raise TeamInUse(number)
        store.delete(tx, team_id)

    def members(self, tx: Transaction, team_id: int) -> list[Agent]:
        """The active agents of a team, by name."""
        return store.members(tx).get(team_id, [])

    def all_members(self, tx: Transaction) -> dict[int, list[Agent]]:
        """The active agents of each team that has any."""
        return store.members(tx)

    def set_members(self, tx: Transaction, team_id: int, agent_ids: Iterable[int]) -> None:
        """Put these agents in the place of a team's active ones."""
        store.set_members(tx, team_id, agent_ids)

    def teams_of(self, tx: Transaction, agent_id: int) -> list[int]:
        """The ids of an agent's teams."""
        return store.teams_of(tx, agent_id)

    def set_teams(self, tx: Transaction, agent_id: int, team_ids: Iterable[int]) -> None:
        """Put these teams in the place of an agent's."""
        store.set_teams(tx, agent_id, team_ids)

    def loads(self, tx: Transaction) -> dict[int, int]:
        """How many conversations each agent holds; those who hold none are left out."""
        return store.loads(tx)

    def route(
        self, tx: Transaction, theme: str | None = None, commune: str | None = None,
        last_agent_id: int | None = None, now: datetime | None = None,
        team_id: int | None = None, not_to: int | None = None,
    ) -> Route:
        """Where a citizen who asks for a person now is sent; the commune by its name or code.

        With `team_id`, that team or the one it falls back to; `not_to` is an agent who is not
        meant.
        """
        candidates = {name: [each for each in found if each.agent.id != not_to]
                      for name, found in store.candidates(tx).items()}
        return route(self.all(tx), candidates, theme, commune, last_agent_id,
                     now or self._now(), team_id)

    def receiver(self, tx: Transaction, found: Route) -> Agent | None:
        """The agent to whom the team gives the conversation, if they still have room.

        They are held until the transaction ends: two at once don't get the same last place.
        """
        agent = found.gives_to
        if agent is None:
            return None
        store.lock_agent(tx, agent.id)
        return agent if self.loads(tx).get(agent.id, 0) < agent.most_conversations else None

    def estimate(
        self, tx: Transaction, team_id: int, position: int, now: datetime | None = None
    ) -> int | None:
        """Minutes until the citizen at this place is taken; None with too few recent pick-ups."""
        now = now or self._now()
        team = store.find(tx, team_id, self._department)
        recent = store.pick_ups(tx, team_id, now - LONGEST_AGO, MOST_PICK_UPS)
        return estimate(team, recent, position, now) if team else None

    def seed(self, tx: Transaction, path: Path) -> list[Team]:
        """Make the teams of a content file where there is no team yet; raises ContentError."""
        if self.all(tx):
            return []
        written = read_teams(path)
        made = {name: self.add(tx, draft) for name, (draft, _) in written.items()}
        for name, (draft, fallback) in written.items():
            if fallback:
                self.change(tx, made[name].id, replace(draft, fallback_id=made[fallback].id))
        return self.all(tx)

    def _check(self, tx: Transaction, draft: TeamDraft, team_id: int | None) -> None:
        others = [team for team in self.all(tx) if team.id != team_id]
        if any(same(draft.name, team.name) for team in others):
            raise FieldsRefused({"name": "team_name_taken"})
        if draft.fallback_id is not None and all(t.id != draft.fallback_id for t in others):
            raise FieldsRefused({"fallback_id": "team_fallback"})
