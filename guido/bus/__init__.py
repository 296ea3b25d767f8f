"""Notifications between those who write and those who wait: « something changed, look again ».

A notification carries no content; the database is the only truth, so a lost or doubled
notification costs at most a look.
"""

from guido.bus.memory import Bus, MemoryBus, Subscription

__all__ = ["Bus", "MemoryBus", "Subscription"]
