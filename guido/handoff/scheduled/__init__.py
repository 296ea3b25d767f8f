"""Messages that an agent has written for a later moment."""

from guido.handoff.scheduled.model import Due, ScheduledMessage, Standing
from guido.handoff.scheduled.service import Scheduled

__all__ = ["Due", "Scheduled", "ScheduledMessage", "Standing"]
