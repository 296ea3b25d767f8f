"""Notifications between those who write and those who wait: « something changed, look again ».

A notification carries no content; the database is the only truth, so a lost or doubled
notification costs at most a look.
"""

from guido.bus.memory import Bus, MemoryBus, Subscription
from guido.bus.redis import RedisBus

__all__ = ["Bus", "MemoryBus", "RedisBus", "Subscription", "open_bus"]


def open_bus(redis_url: str) -> Bus:
    """The bus of a process: through Redis, or in memory where no address is given."""
    return RedisBus(redis_url) if redis_url else MemoryBus()
