"""Whom a citizen is sent to: pure rules over teams, their hours, and who is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from guido.handoff.accounts.model import Agent, Presence
from guido.handoff.teams.model import Team

# The console says more often than this that somebody is there.
FRESH = timedelta(minutes=2)


class Outcome(str, Enum):
    """What a citizen who asks for a person can expect."""

    QUEUE = "queue"  # somebody is there and can take them
    BUSY = "busy"  # somebody is there, with as many conversations as they can have
    NOBODY = "nobody"  # open, and nobody is there
    CLOSED = "closed"


def is_online(agent: Agent, now: datetime) -> bool:
    """Whether an agent is at the console: not away, and seen there lately."""
    return (agent.presence is not Presence.AWAY and agent.seen_at is not None
            and now - agent.seen_at <= FRESH)


@dataclass(frozen=True)
class Candidate:
    """An agent of a team; `idle_since` is when they last began or ended a conversation."""

    agent: Agent
    load: int
    idle_since: datetime | None

    def is_online(self, now: datetime) -> bool:
        """Whether they are at the console."""
        return is_online(self.agent, now)

    def is_available(self, now: datetime) -> bool:
        """Whether they can be given one more conversation."""
        return (self.is_online(now) and self.agent.presence is Presence.AVAILABLE
                and self.load < self.agent.most_conversations)


@dataclass(frozen=True)
class Route:
    """The team of an escalation, the agent to offer it to, and what the citizen can expect.

    The agent is one who could take it, whether or not the team gives conversations by itself
    (`team.is_automatic`). `opens_at` is known when the team is closed and will open.
    """

    team: Team | None
    agent: Agent | None
    outcome: Outcome
    opens_at: datetime | None = None

    @property
    def gives_to(self) -> Agent | None:
        """The agent, if the team gives conversations by itself."""
        return self.agent if self.team and self.team.is_automatic else None


def route(
    teams: Sequence[Team], candidates: Mapping[int, Sequence[Candidate]], theme: str | None,
    commune: str | None, last_agent_id: int | None, now: datetime, wanted: int | None = None,
) -> Route:
    """Choose the team, or the one it falls back to, and the agent.

    `candidates` are the agents by team; `wanted` is the id of the team that is meant, whatever
    the theme. Without any team, whoever is there may take everything.
    """
    if not teams:
        return Route(None, None, Outcome.QUEUE)
    meant = next((team for team in teams if team.id == wanted), None)
    chain = list(_chain(meant or most_specific(teams, theme, commune), teams))
    reached = [team for team in chain if team.is_open(now)]
    for team in reached:
        available = [each for each in candidates.get(team.id, ()) if each.is_available(now)]
        if available:
            return Route(team, _choose(available, last_agent_id), Outcome.QUEUE)
    for team in reached:
        if any(each.is_online(now) for each in candidates.get(team.id, ())):
            return Route(team, None, Outcome.BUSY)
    first = chain[0]
    opening = first.opening(now)
    if opening is None or opening.is_open:
        return Route(first, None, Outcome.NOBODY)
    return Route(first, None, Outcome.CLOSED, opening.next)


def most_specific(teams: Sequence[Team], theme: str | None, commune: str | None) -> Team:
    """The team that is in charge by what it says of theme and commune, the narrowest first.

    Where none is in charge of both, one for the theme; where there is none either, any.
    """
    fitting = ([team for team in teams
                if team.handles_theme(theme) and team.handles_commune(commune)]
               or [team for team in teams if team.handles_theme(theme)] or list(teams))

    def narrowness(team: Team) -> tuple[bool, bool, int, int, int]:
        names_theme = theme is not None and theme in team.themes
        names_commune = bool(team.communes) and team.handles_commune(commune)
        return (not names_theme, not names_commune, len(team.themes) if names_theme else 0,
                len(team.communes), team.id)
    return min(fitting, key=narrowness)


def _chain(first: Team, teams: Sequence[Team]) -> Iterator[Team]:
    """The team and those it falls back to, each once."""
    by_id = {team.id: team for team in teams}
    team: Team | None = first
    while team:
        yield by_id.pop(team.id)
        team = by_id.get(team.fallback_id) if team.fallback_id else None


def _choose(available: Sequence[Candidate], last_agent_id: int | None) -> Agent:
    """Who knows the citizen, else who has the fewest conversations, then the longest rest."""
    def rank(each: Candidate) -> tuple[bool, int, bool, float, int]:
        rests = each.idle_since
        return (each.agent.id != last_agent_id, each.load, rests is not None,
                rests.timestamp() if rests else 0.0, each.agent.id)
    return min(available, key=rank).agent
