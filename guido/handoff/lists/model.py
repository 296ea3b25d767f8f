"""Open conversations beside each other, without any storage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guido.handoff.accounts.model import Agent
from guido.handoff.model import Escalation, State
from guido.handoff.teams import Clock, ClockState, Team
from guido.handoff.watchers import CITIZEN, Watcher, agent_party

_RUNNING = (ClockState.OK, ClockState.WARNING, ClockState.MISSED)


@dataclass(frozen=True)
class Last:
    """The last words of a conversation that a citizen or an agent wrote, cut off."""

    author: str
    text: str


@dataclass(frozen=True)
class Line:
    """An open conversation as one agent sees it in the list.

    `concerns_me`: it is offered to them, waits for one of their teams, or for whoever comes.
    """

    escalation: Escalation
    team: Team | None
    clocks: tuple[Clock, ...]
    last: Last | None
    is_typing: bool
    unread: int
    is_mine: bool
    is_offered_to_me: bool
    concerns_me: bool
    mentions_me: bool


@dataclass(frozen=True)
class Lines:
    """All open conversations at one moment, read once for all agents.

    `clocks` are by escalation; `members`, by team, are those who are asked for what waits for it:
    its own, and who helps out now. `written` are the numbers of what citizens have written to
    agents, in order; `watchers` and `mentions` are by conversation and who it is. In `shown` a door
    keeps what it makes of each escalation for all agents alike.
    """

    now: datetime
    escalations: Sequence[Escalation]
    clocks: Mapping[int, tuple[Clock, ...]]
    teams: Mapping[int, Team]
    members: Mapping[int, frozenset[int]]
    last: Mapping[str, Last]
    written: Mapping[str, Sequence[int]]
    watchers: Mapping[tuple[str, str], Watcher]
    mentions: frozenset[tuple[str, int]]
    shown: dict[int, dict[str, Any]] = field(default_factory=dict, compare=False)

    def of(self, agent: Agent) -> list[Line]:
        """The agent's lines: first what is offered to them, then whose promise ends first."""
        has_team = any(agent.id in each for each in self.members.values())
        lines = [self._line(escalation, agent, has_team) for escalation in self.escalations]
        return sorted(lines, key=lambda line: (not line.is_offered_to_me, _urgency(line)))

    def _line(self, escalation: Escalation, agent: Agent, has_team: bool) -> Line:
        conversation = escalation.conversation_id
        team = self.teams.get(escalation.team_id or 0)
        citizen = self.watchers.get((conversation, CITIZEN))
        is_offered = escalation.offered_to == agent.id
        # Whoever is in no team at all is asked for everything, and everybody for a team of nobody.
        members = self.members.get(team.id) if team else None
        is_for_my_team = not members or not has_team or agent.id in members
        return Line(
            escalation=escalation, team=team, clocks=self.clocks.get(escalation.id, ()),
            last=self.last.get(conversation),
            is_typing=citizen is not None and citizen.is_typing(self.now),
            unread=self._unread(conversation, agent),
            is_mine=escalation.is_held_by(agent), is_offered_to_me=is_offered,
            concerns_me=escalation.state is State.WAITING and (is_offered or is_for_my_team),
            mentions_me=(conversation, agent.id) in self.mentions)

    def _unread(self, conversation: str, agent: Agent) -> int:
        """How much the citizen has written to agents since this one read last."""
        written = self.written.get(conversation, ())
        mine = self.watchers.get((conversation, agent_party(agent.id)))
        return len(written) - bisect_right(written, mine.read_sequence if mine else 0)


def _urgency(line: Line) -> datetime:
    """Until when somebody should do something; who came back to the queue is at its front."""
    escalation = line.escalation
    queued_at = escalation.queued_at or escalation.created_at
    if escalation.state is State.WAITING and escalation.first_answer_at:
        return queued_at
    due = [clock.due_at for clock in line.clocks if clock.due_at and clock.state in _RUNNING]
    return min(due, default=queued_at)
