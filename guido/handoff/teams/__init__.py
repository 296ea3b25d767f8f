"""Teams: who handles what, when they are open, whom a citizen is sent to, and what was promised."""

from guido.handoff.teams.clocks import Clock, ClockState, clocks
from guido.handoff.teams.content import TEAMS, read_teams
from guido.handoff.teams.model import Team, TeamDraft
from guido.handoff.teams.routing import Outcome, Route
from guido.handoff.teams.service import Teams

__all__ = [
    "TEAMS", "Clock", "ClockState", "Outcome", "Route", "Team", "TeamDraft", "Teams", "clocks",
    "read_teams",
]
