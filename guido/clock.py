"""The present moment; whoever needs it takes it as a parameter, so that tests can move it."""

from datetime import datetime, timezone


def utc_now() -> datetime:
    """Now, with its time zone."""
    return datetime.now(timezone.utc)
