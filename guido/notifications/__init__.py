"""What is told later: news of cases and reminders to citizens, events to other systems."""

from guido.notifications.content import NOTIFICATIONS, QuietTimes, read_quiet_times
from guido.notifications.model import Agreement, Entry, Kind, Letter, Notice, Way
from guido.notifications.service import Notifications

__all__ = [
    "NOTIFICATIONS", "Agreement", "Entry", "Kind", "Letter", "Notice", "Notifications",
    "QuietTimes", "Way", "read_quiet_times",
]
