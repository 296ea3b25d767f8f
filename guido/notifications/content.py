"""Reading data/notifications.yml: when citizens may be told something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from guido.content import Fields
from guido.hours import Hours, opening, read_hours, zone_of

NOTIFICATIONS = "notifications.yml"
_DAYS_BACK = 14


@dataclass(frozen=True)
class QuietTimes:
    """The hours in which citizens are told something; at night, on Sundays and holidays not.

    Without any hours they are told at any time.
    """

    hours: Hours
    department: str = ""

    def is_quiet(self, now: datetime) -> bool:
        """Whether nobody is told anything now."""
        found = opening(self.hours, self.department, now)
        return found is not None and not found.is_open

    def day_before(self, day: date, days: int) -> datetime:
        """The beginning of a day, so many before another, on which citizens can be told.

        Where they can't be told on that day, it is the last one before it: never too late.
        """
        zone = zone_of(self.department)
        wanted = datetime.combine(day - timedelta(days=days), time(), zone)
        for back in range(_DAYS_BACK):
            begins = wanted - timedelta(days=back)
            found = opening(self.hours, self.department, begins)
            if found is None or (found.next and found.next.date() == begins.date()):
                return begins
        return wanted

    def begin_of(self, day: date) -> datetime:
        """The first moment of a day by the clocks there."""
        return datetime.combine(day, time(), zone_of(self.department))

    def end_of(self, day: date) -> datetime:
        """The moment at which it is over there."""
        return self.begin_of(day + timedelta(days=1))


def read_quiet_times(path: Path, department: str = "") -> QuietTimes:
    """The hours of the file; raises ContentError naming file, line and what is wrong."""
    content = Fields.read(path).only({"hours"})
    return QuietTimes(read_hours(content.below("hours")), department)
