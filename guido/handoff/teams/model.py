"""A team and its hours, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from guido import hours
from guido.french.normalise import same

LONGEST_NAME = 80
MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class TeamDraft:
    """A team that is not stored yet.

    No themes or no communes: all of them. Communes are names or official codes (INSEE). No hours:
    open at any time. The minutes are those in which citizens should be answered; they count only
    while the team is open. `is_automatic`: conversations are given to its agents, who else choose.
    """

    name: str
    themes: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    hours: hours.Hours = ((),) * 7
    closed_days: tuple[date, ...] = ()
    fallback_id: int | None = None
    is_automatic: bool = False
    first_answer_minutes: int = 5
    answer_minutes: int = 5
    whole_minutes: int = 60
    department: str = ""  # whose public holidays and clocks apply

    def opening(self, now: datetime) -> hours.Opening | None:
        """Whether the team is open as seen from a moment; None if it always is."""
        return hours.opening(self.hours, self.department, now, self.closed_days)

    def is_open(self, now: datetime) -> bool:
        """Whether its agents answer at this moment of the week."""
        opening = self.opening(now)
        return opening is None or opening.is_open

    def handles_theme(self, theme: str | None) -> bool:
        """Whether it is in charge of a theme."""
        return not self.themes or theme in self.themes

    def handles_commune(self, commune: str | None) -> bool:
        """Whether it is in charge of a commune, given by its name or its official code."""
        return not self.communes or any(same(commune or "", each) for each in self.communes)


@dataclass(frozen=True)
class Team(TeamDraft):
    """Agents who handle a set of themes."""

    id: int = 0
